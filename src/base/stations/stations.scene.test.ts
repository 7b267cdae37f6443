import { hash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { PASSWORD } from '#apps/testing/cast.ts'
import { NOBODY } from '#apps/testing/sample.ts'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { unitNamed } from '#apps/testing/world.ts'
import { createAccount, setDisabled } from '#base/identity/accounts.ts'
import { addGrant } from '#base/identity/grants.ts'

const COMMUNE = 'Xã Phong Bình'
const CODE = '907314'
const OTHER = '246813'
const START = Date.parse('2026-11-20T02:00:00Z')
const minutes = (n: number) => new Date(START + n * 60_000)

interface Officer {
  readonly accountId: string
  readonly login: string
}

async function officer(stage: Stage, login: string, unit = COMMUNE, name = `Cán bộ ${login}`): Promise<Officer> {
  const unitId = unitNamed(stage.world, unit)
  const accountId = await stage.app.run(async ctx => {
    const about = { kind: 'officer', name, login, password: PASSWORD, unitId, mustChangePassword: false } as const
    const id = await createAccount(ctx, about)
    await addGrant(ctx, { accountId: id, role: 'health-officer', areaId: unitId })
    return id
  })
  return { accountId, login }
}

/** On a machine of their own, with their password. */
async function setCode(stage: Stage, { login }: Officer, code = CODE) {
  const own = stage.device()
  await own.identity.signIn({ body: { login, password: PASSWORD } })
  await own.stations.setCode({ body: { password: PASSWORD, code } })
  return own
}

/** A machine that was registered, and its post. */
async function station(stage: Stage, unit = COMMUNE, name = 'Bàn tiếp đón') {
  const admin = stage.as.administrator(unit)
  const { postId, pairing } = await admin.stations.addPost({ body: { unitId: unitNamed(stage.world, unit), name } })
  const machine = stage.device()
  await machine.stations.register({ body: { code: pairing.code } })
  return { admin, postId, machine }
}

const enter = (machine: ReturnType<Stage['device']>, { accountId }: { accountId: string }, code = CODE) =>
  machine.stations.enter({ body: { accountId, code } })

describe('at a registered machine', () => {
  test(
    'an officer signs in by name and code, and another takes over; the audit says who, where and at which post',
    scene(async stage => {
      const [an, binh] = [await officer(stage, 'an.nv'), await officer(stage, 'binh.tt')]
      await setCode(stage, an)
      await setCode(stage, binh, OTHER)
      const { machine } = await station(stage)
      const { station: shown } = await machine.stations.here({})
      expect(shown).toMatchObject({ post: 'Bàn tiếp đón', unitName: COMMUNE })
      expect(shown?.people.map(one => one.name)).toEqual(['Cán bộ an.nv', 'Cán bộ binh.tt'])

      expect(await enter(machine, an)).toMatchObject({ accountId: an.accountId, login: 'an.nv' })
      await machine.identity.rename({ body: { name: 'Nguyễn Văn An' } })
      await enter(machine, binh, OTHER)
      expect(await machine.identity.me({})).toMatchObject({ accountId: binh.accountId })
      await machine.identity.rename({ body: { name: 'Trần Thị Bình' } })

      const rows = await stage.sql`
        select a.endpoint, a.account_id, p.name as post, p.unit_id
          from core.audit a join stations.device d on d.id = a.device_id join stations.post p on p.id = d.post_id
         order by a.at, a.id`
      const at = { post: 'Bàn tiếp đón', unitId: unitNamed(stage.world, COMMUNE) }
      expect(rows).toEqual([
        { endpoint: 'stations.enter', accountId: an.accountId, ...at },
        { endpoint: 'identity.rename', accountId: an.accountId, ...at },
        { endpoint: 'stations.enter', accountId: binh.accountId, ...at },
        { endpoint: 'identity.rename', accountId: binh.accountId, ...at },
      ])
    }),
  )

  test(
    'one person sits at a time: who was there before is signed out',
    scene(async stage => {
      const [an, binh] = [await officer(stage, 'an.nv'), await officer(stage, 'binh.tt')]
      await setCode(stage, an)
      await setCode(stage, binh, OTHER)
      const { machine } = await station(stage)
      await enter(machine, an)
      await enter(machine, binh, OTHER)
      const open = await stage.sql`
        select account_id from identity.session where device_id is not null and revoked_at is null`
      expect(open).toEqual([{ accountId: binh.accountId }])
    }),
  )

  test(
    'a session ends unused after minutes, lives on in use, and ends after hours all the same, by code or by password',
    scene(async stage => {
      const an = await officer(stage, 'an.nv')
      await setCode(stage, an)
      const { machine } = await station(stage)
      const inByCode = () => enter(machine, an)
      const inByPassword = () => machine.identity.signIn({ body: { login: an.login, password: PASSWORD } })
      let from = 0
      for (const signIn of [inByCode, inByPassword]) {
        stage.at(minutes(from))
        await signIn()
        stage.at(minutes(from + 6))
        await expect(machine.identity.me({})).rejects.toMatchObject({ status: 401 })
        await signIn()
        for (let at = from + 10; at < from + 6 + 9 * 60; at += 4) {
          stage.at(minutes(at))
          await machine.identity.me({})
        }
        stage.at(minutes(from + 6 + 9 * 60))
        await expect(machine.identity.me({})).rejects.toMatchObject({ status: 401 })
        from += 24 * 60
      }
    }),
  )

  test(
    'somebody from elsewhere comes with the password first, then finds their name there',
    scene(async stage => {
      const guest = await officer(stage, 'khach.lv', 'Xã Phong An')
      await setCode(stage, guest)
      const { machine } = await station(stage)
      expect((await machine.stations.here({})).station?.people).toEqual([])
      await expect(enter(machine, guest)).rejects.toMatchObject({ code: 'stations.code-wrong' })
      await machine.identity.signIn({ body: { login: guest.login, password: PASSWORD } })
      await machine.identity.signOut({})
      expect((await machine.stations.here({})).station?.people).toMatchObject([{ accountId: guest.accountId }])
      await enter(machine, guest)
    }),
  )

  test(
    'who is disabled is not offered and not let in',
    scene(async stage => {
      const an = await officer(stage, 'an.nv')
      await setCode(stage, an)
      const { machine } = await station(stage)
      await stage.app.run(ctx => setDisabled(ctx, an.accountId, true))
      expect((await machine.stations.here({})).station?.people).toEqual([])
      await expect(enter(machine, an)).rejects.toMatchObject({ code: 'stations.code-wrong' })
    }),
  )
})

describe('the personal code', () => {
  test(
    'opens nothing at a machine that is not registered, nor with a secret that was made up',
    scene(async stage => {
      const an = await officer(stage, 'an.nv')
      const own = await setCode(stage, an)
      await station(stage)
      for (const machine of [stage.device(), own])
        await expect(enter(machine, an)).rejects.toMatchObject({ code: 'stations.not-registered', status: 403 })
      expect(await stage.device().stations.here({})).toEqual({ station: null })
      const reply = await stage.server.inject({
        method: 'POST',
        url: '/api/stations/sessions',
        cookies: { 'saola-device': 'x'.repeat(43) },
        payload: { accountId: an.accountId, code: CODE },
      })
      expect(reply.json()).toMatchObject({ code: 'stations.not-registered' })
    }),
  )

  test(
    'that is guessed at makes the person wait, then is gone; the password still opens',
    scene(async stage => {
      const an = await officer(stage, 'an.nv')
      await setCode(stage, an)
      const { machine } = await station(stage)
      const guess = () => enter(machine, an, '000000')
      for (let n = 0; n < 5; n++) await expect(guess()).rejects.toMatchObject({ code: 'stations.code-wrong' })
      await expect(enter(machine, an)).rejects.toMatchObject({ code: 'stations.code-wait', status: 429 })
      // Another machine counts the same person's tries.
      const { machine: second } = await station(stage, COMMUNE, 'Phòng tiêm')
      await expect(enter(second, an)).rejects.toMatchObject({ code: 'stations.code-wait' })
      for (let n = 1; n <= 4; n++) {
        stage.at(minutes(n * 16))
        await expect(guess()).rejects.toMatchObject({ code: 'stations.code-wrong' })
      }
      stage.at(minutes(100))
      await expect(guess()).rejects.toMatchObject({ code: 'stations.code-blocked' })
      stage.at(minutes(120))
      await expect(enter(machine, an)).rejects.toMatchObject({ code: 'stations.code-wrong' })
      await machine.identity.signIn({ body: { login: an.login, password: PASSWORD } })
    }),
  )

  test(
    'that is right is let in after a few wrong ones, and they are forgotten',
    scene(async stage => {
      const an = await officer(stage, 'an.nv')
      await setCode(stage, an)
      const { machine } = await station(stage)
      for (let round = 0; round < 3; round++) {
        for (let n = 0; n < 4; n++)
          await expect(enter(machine, an, '000000')).rejects.toMatchObject({ code: 'stations.code-wrong' })
        await enter(machine, an)
      }
    }),
  )

  test(
    'a machine at which many are tried waits, too',
    scene(async stage => {
      const { machine } = await station(stage)
      for (let n = 0; n < 20; n++) {
        const accountId = `${NOBODY.slice(0, -2)}${String(n).padStart(2, '0')}`
        await expect(enter(machine, { accountId })).rejects.toMatchObject({ code: 'stations.code-wrong' })
      }
      const an = await officer(stage, 'an.nv')
      await setCode(stage, an)
      await expect(enter(machine, an)).rejects.toMatchObject({ code: 'stations.code-wait' })
      stage.at(minutes(16))
      await enter(machine, an)
    }),
  )

  test(
    'is set by its owner with the password, and is never easy; doing without is possible',
    scene(async stage => {
      const an = await officer(stage, 'an.nv')
      const own = stage.device()
      await own.identity.signIn({ body: { login: an.login, password: PASSWORD } })
      const set = (password: string, code: string) => own.stations.setCode({ body: { password, code } })
      await expect(set('không phải mật khẩu', CODE)).rejects.toMatchObject({ code: 'identity.sign-in-wrong' })
      await expect(set(PASSWORD, '123456')).rejects.toMatchObject({ code: 'stations.code-weak' })
      await expect(set(PASSWORD, '12345')).rejects.toMatchObject({ code: 'core.invalid-input' })
      expect(await own.stations.myCode({})).toEqual({ setAt: null })
      await set(PASSWORD, CODE)
      expect(await own.stations.myCode({})).toEqual({ setAt: '2026-11-20T02:00:00.000Z' })
      const [stored] = await stage.sql`select code_hash from stations.personal_code`
      expect(JSON.stringify(stored)).not.toContain(CODE)
      await own.stations.dropCode({})
      const { machine } = await station(stage)
      await expect(enter(machine, an)).rejects.toMatchObject({ code: 'stations.code-wrong' })
    }),
  )
})

describe('an administrator', () => {
  test(
    'revokes a machine: who sits at it is signed out at once, and no code opens it',
    scene(async stage => {
      const an = await officer(stage, 'an.nv')
      await setCode(stage, an)
      const { admin, postId, machine } = await station(stage)
      await enter(machine, an)
      await admin.stations.revoke({ params: { postId } })
      await expect(machine.identity.me({})).rejects.toMatchObject({ status: 401 })
      await expect(enter(machine, an)).rejects.toMatchObject({ code: 'stations.not-registered' })
      expect(await machine.stations.here({})).toEqual({ station: null })
      expect((await admin.stations.posts({ query: {} })).rows).toMatchObject([{ id: postId, state: 'none' }])
    }),
  )

  test(
    'puts another machine in its place; the one before is none any more',
    scene(async stage => {
      const { admin, postId, machine } = await station(stage)
      const { code } = await admin.stations.pair({ params: { postId } })
      expect((await machine.stations.here({})).station).not.toBeNull()
      const next = stage.device()
      await next.stations.register({ body: { code: ` ${code.toUpperCase()} ` } })
      expect((await machine.stations.here({})).station).toBeNull()
      expect((await next.stations.here({})).station).toMatchObject({ post: 'Bàn tiếp đón' })
    }),
  )

  test(
    'gives a code that is good once, for minutes, and only until there is another',
    scene(async stage => {
      const { admin, postId } = await station(stage)
      const register = (code: string) => stage.device().stations.register({ body: { code } })
      const wrong = { code: 'stations.pairing-wrong' }
      await expect(register('abcd-efgh')).rejects.toMatchObject(wrong)
      const first = await admin.stations.pair({ params: { postId } })
      const second = await admin.stations.pair({ params: { postId } })
      const plain = hash('sha256', second.code.replaceAll('-', ''), 'buffer')
      expect(await stage.sql`select 1 from stations.device where pairing_hash = ${plain}`).toHaveLength(0)
      await expect(register(first.code)).rejects.toMatchObject(wrong)
      stage.at(minutes(15))
      await expect(register(second.code)).rejects.toMatchObject(wrong)
      const third = await admin.stations.pair({ params: { postId } })
      await register(third.code)
      await expect(register(third.code)).rejects.toMatchObject(wrong)
    }),
  )

  test(
    'sees and rules those of the own area only; closing a post takes its machine',
    scene(async stage => {
      const { postId, machine } = await station(stage)
      const params = { postId }
      const neighbour = stage.as.administrator('Xã Phong An')
      const elsewhere = { code: 'core.refused.area', status: 403 }
      expect((await neighbour.stations.posts({ query: {} })).rows).toEqual([])
      await expect(neighbour.stations.revoke({ params })).rejects.toMatchObject(elsewhere)
      await expect(neighbour.stations.pair({ params })).rejects.toMatchObject(elsewhere)
      await expect(
        neighbour.stations.addPost({ body: { unitId: unitNamed(stage.world, COMMUNE), name: 'Bàn lạ' } }),
      ).rejects.toMatchObject(elsewhere)
      await expect(stage.as.healthOfficer(COMMUNE).stations.posts({ query: {} })).rejects.toMatchObject({
        code: 'core.refused.verb',
      })
      const above = stage.as.administrator('46')
      expect((await above.stations.posts({ query: {} })).rows).toMatchObject([{ id: postId, state: 'registered' }])
      await above.stations.close({ params })
      expect((await above.stations.posts({ query: {} })).rows).toEqual([])
      expect((await machine.stations.here({})).station).toBeNull()
    }),
  )
})
