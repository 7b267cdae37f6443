import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { endAgain } from '#apps/backup.ts'
import { onRestored } from '#apps/testing/restored.ts'
import { committedScene, type Stage } from '#apps/testing/scene.ts'
import { unitNamed } from '#apps/testing/world.ts'
import { setPassword } from '#base/identity/accounts.ts'
import { revokeGrants } from '#base/identity/grants.ts'
import { linkAccount, partAccount } from '#base/identity/person-link.ts'
import { addPerson } from '#base/people/people.ts'
import type { App } from '#core/app.ts'
import { HOUR_MS } from '#core/clock.ts'
import type { Db } from '#core/db/db.ts'
import { newId } from '#core/ids.ts'
import { POWERS, takeAwayAgain, writePowers } from './powers.ts'
import { backUp } from './run.ts'
import { makeKey } from './seal.ts'

const UNIT = 'Xã Phong Bình'
const key = await makeKey()
const folder = mkdtempSync(join(tmpdir(), 'saola-powers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** An officer with a passkey, one whose rights end, a phone that speaks for somebody, a machine of an office. */
async function inOffice({ app, as, world, sql }: Stage) {
  const { clock } = app
  const unitId = unitNamed(world, UNIT)
  await sql`insert into core.installation (mode) values ('production')`
  const [stays, leaves] = [await as.healthOfficer(UNIT).player(), await as.tracer(UNIT).player()]
  const phone = await as.citizen('0905111222').player()
  await app.run(async ctx => {
    const personId = await addPerson(ctx, { fullName: 'Trần Thị Số', birthDate: '1990', unitId })
    await linkAccount(ctx, phone.accountId, personId, 'Trần Thị Số')
  })
  const [post, device, old, kept] = [newId(), newId(), newId(), newId()]
  await sql`insert into stations.post (id, unit_id, name, made_at) values (${post}, ${unitId}, 'Quầy 1', ${clock()})`
  await sql`
    insert into stations.device (id, post_id, pairing_until, secret_hash, made_at, registered_at)
    values (${device}, ${post}, ${clock()}, 'x', ${clock()}, ${clock()})`
  const passkey = (id: string) => sql`
    insert into factors.passkey (id, account_id, credential_id, public_key, counter, transports, name, made_at)
    values (${id}, ${stays.accountId}, ${id}, 'k', 0, '{usb}', 'Khóa', ${clock()})`
  await passkey(old)
  await passkey(kept)
  return { stays, leaves, phone, device, old, kept }
}

/** Who is in, and may what, there. */
async function holds({ sql }: Pick<Db, 'sql'>) {
  const one = async (query: Promise<readonly object[]>) => (await query).map(row => Object.values(row)[0])
  return {
    sessions: (await sql`select from identity.session where revoked_at is null`).count,
    grants: (await sql`select from identity.role_grant where until is null`).count,
    linked: (await sql`select from identity.account where person_id is not null`).count,
    disabled: (await sql`select from identity.account where disabled_at is not null`).count,
    devices: (await sql`select from stations.device where revoked_at is null`).count,
    passkeys: await one(sql`select id from factors.passkey order by id`),
    asked: await one(sql`select state from work.item where kind = 'backups.restored'`),
  }
}

test(
  'after a restore nobody is signed in and nothing is given back that was taken away; without the list somebody is asked to look',
  committedScene(
    async stage => {
      const { app, as, sql, at } = stage
      const later = () => at(new Date(app.clock().getTime() + HOUR_MS))
      const { stays, leaves, phone, device, old, kept } = await inOffice(stage)
      const before = await holds({ sql })
      const first = join(folder, (await backUp(app)).file)
      later()
      await app.run(async ctx => {
        await setPassword(ctx, { id: stays.accountId, login: 'canbo.1' }, 'một mật khẩu khác hẳn', false)
        await revokeGrants(ctx, { accountId: leaves.accountId })
        await ctx.sql`update identity.account set disabled_at = ${ctx.now} where id = ${leaves.accountId}`
        await partAccount(ctx, phone.accountId)
        await ctx.sql`update stations.device set revoked_at = ${ctx.now} where id = ${device}`
        await ctx.sql`delete from factors.passkey where id = ${old}`
        await writePowers(ctx)
      })
      const taken = { grants: before.grants - 1, linked: 0, disabled: 1, devices: 0, passkeys: [kept] }
      const passwords = (db: Pick<Db, 'sql'>) => db.sql`select id, password_hash from identity.account order by id`
      const list = readFileSync(join(folder, POWERS))
      expect([list.includes(leaves.accountId), list.includes('argon2')]).toEqual([false, false])

      const onBackup = (file: string, work: (restored: App, db: Db) => Promise<void>) =>
        onRestored({ file, identity: key.identity, clock: app.clock }, work)
      const takenAway = async (restored: App) => {
        await restored.start()
        return restored.run(ctx => takeAwayAgain(ctx, folder)).finally(() => restored.stop())
      }
      await onBackup(first, async (restored, db) => {
        expect(await holds(db)).toEqual(before)
        expect(await passwords(db)).not.toEqual(await passwords({ sql }))
        await endAgain(restored, first)
        expect(await holds(db)).toEqual({ ...taken, sessions: 0, asked: [] })
        expect(await passwords(db)).toEqual(await passwords({ sql }))
      })

      // What the backup knows and the list does not: a list that is older than the backup is not believed.
      later()
      const params = { accountId: leaves.accountId }
      await as.administrator().identity.disableAccount({ params, body: { disabled: false } })
      const second = join(folder, (await backUp(app)).file)
      await onBackup(second, async (restored, db) => {
        await takenAway(restored)
        expect(await holds(db)).toMatchObject({ sessions: 0, disabled: 0, asked: [] })
      })

      rmSync(join(folder, POWERS))
      await onBackup(first, async (restored, db) => {
        expect(await takenAway(restored)).toBeUndefined()
        expect(await holds(db)).toEqual({ ...before, sessions: 0, asked: ['open'] })
      })
    },
    async () => ({ dataDir: folder, backups: { folder, recipient: key.recipient } }),
  ),
)
