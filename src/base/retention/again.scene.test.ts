import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { endAgain } from '#apps/backup.ts'
import { onRestored } from '#apps/testing/restored.ts'
import { committedScene, type Stage } from '#apps/testing/scene.ts'
import { unitNamed } from '#apps/testing/world.ts'
import { backUp } from '#base/backups/run.ts'
import { makeKey } from '#base/backups/seal.ts'
import { linkAccount } from '#base/identity/person-link.ts'
import { addPerson } from '#base/people/people.ts'
import { ERASURES } from './again.ts'

const folder = mkdtempSync(join(tmpdir(), 'saola-again-'))
const key = await makeKey()
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function citizen({ app, as, world, sql }: Stage, fullName: string, phone: string) {
  const me = as.citizen(phone)
  const { accountId } = await me.player()
  const personId = await app.run(async ctx => {
    const id = await addPerson(ctx, { fullName, birthDate: '1990', unitId: unitNamed(world, 'Xã Phong Bình') })
    await linkAccount(ctx, accountId, id, fullName)
    return id
  })
  await sql`insert into messages.preference (person_id, ordinary, off, at) values (${personId}, true, '{sms}', now())`
  return { me: as.citizen(phone), personId }
}

test(
  'an older backup brings nothing back that somebody had deleted since, nor what has ended meanwhile',
  committedScene(
    async stage => {
      const { app, sql, as, world } = stage
      await sql`insert into core.installation (mode) values ('production')`
      const [gone, held, freed] = await Promise.all([
        citizen(stage, 'Trần Thị Xoá', '0905111222'),
        citizen(stage, 'Lê Văn Hạn', '0905111333'),
        citizen(stage, 'Hồ Thị Thôi', '0905111444'),
      ])
      const officer = as.role('data-officer', { areaId: unitNamed(world, '46') })
      const carried = async ({ me, personId }: typeof gone, kind: 'deletion' | 'restriction') => {
        const params = await me.retention.ask({ body: { personId, kind, text: 'Xin' } })
        await officer.retention.carry({ params, body: { text: 'Đã thực hiện' } })
        return params
      }
      const known = await carried(freed, 'restriction')
      const asked = await held.me.retention.ask({
        body: { personId: held.personId, kind: 'restriction', text: 'Xin' },
      })
      const { file } = await backUp(app)
      await carried(gone, 'deletion')
      await officer.retention.carry({ params: asked, body: { text: 'Đã thực hiện' } })
      await freed.me.retention.lift({ params: known })

      const list = readFileSync(join(folder, ERASURES))
      expect([list.includes(gone.personId), list.includes('deletion')]).toEqual([false, false])

      const path = join(folder, file)
      await onRestored({ file: path, identity: key.identity, clock: app.clock }, async (restored, db) => {
        const preferences = () => db.sql`select from messages.preference where 'sms' = any(off)`
        const restricted = () => db.sql`select full_name from people.person where restricted_at is not null`
        expect(await preferences()).toHaveLength(3)
        expect(await restricted()).toEqual([{ fullName: 'Hồ Thị Thôi' }])

        await endAgain(restored, path)
        expect(await preferences()).toHaveLength(2)
        expect(await restricted()).toEqual([{ fullName: 'Lê Văn Hạn' }])
        expect(await db.sql`select full_name from people.person where id = ${gone.personId}`).toEqual([
          { fullName: 'Người đã yêu cầu xóa thông tin' },
        ])
        expect(await db.sql`select state from work.item where kind = 'retention.request' order by state`).toEqual([
          { state: 'done' },
          { state: 'done' },
        ])
        expect(await db.sql`select from retention.state`).not.toHaveLength(0)
      })
    },
    async () => ({ dataDir: folder, backups: { folder, recipient: key.recipient } }),
  ),
)
