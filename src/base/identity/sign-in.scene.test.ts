import { describe, expect, test } from 'vitest'
import { PASSWORD } from '#apps/testing/cast.ts'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { unitNamed } from '#apps/testing/world.ts'
import { createAccount, ensureAdministrator, setDisabled } from './accounts.ts'
import { POLICY } from './policy.ts'

const START = Date.parse('2026-11-20T02:00:00Z')
const after = (seconds: number) => new Date(START + seconds * 1000)
const problem = (code: string, params: object = {}) =>
  expect.objectContaining({ code, params: expect.objectContaining(params) })

/** An officer of Phong Điền who has replaced the first password. */
const officer = ({ app, world }: Stage, more: { login?: string; mustChangePassword?: boolean } = {}) =>
  app.run(ctx =>
    createAccount(ctx, {
      kind: 'officer',
      name: 'Trần Thị Bình',
      login: 'binh.tt',
      password: PASSWORD,
      unitId: unitNamed(world, 'Phong Điền'),
      mustChangePassword: false,
      ...more,
    }),
  )
const signIn = (device: Stage['anyone'], password = PASSWORD, login = 'binh.tt') =>
  device.identity.signIn({ body: { login, password } })
const failed = async (device: Stage['anyone'], times: number, login?: string) => {
  for (let i = 0; i < times; i++)
    await expect(signIn(device, `sai lần ${i}`, login)).rejects.toEqual(problem('identity.sign-in-wrong'))
}

describe('by password', () => {
  test(
    'an officer signs in, does something, and signs out',
    scene(async stage => {
      const accountId = await officer(stage)
      const device = stage.device()
      expect(await device.identity.signIn({ body: { login: ' Binh.TT ', password: PASSWORD } })).toMatchObject({
        accountId,
      })
      expect(await device.identity.me({})).toMatchObject({ name: 'Trần Thị Bình', login: 'binh.tt', kind: 'officer' })
      await device.identity.signOut({})
      await expect(device.identity.me({})).rejects.toMatchObject({ code: 'core.refused.sign-in', status: 401 })
    }),
  )

  test(
    'the cookie is out of reach of scripts and of other sites',
    scene(async stage => {
      await officer(stage)
      const reply = await stage.server.inject({
        method: 'POST',
        url: '/api/identity/sessions',
        payload: { login: 'binh.tt', password: PASSWORD },
      })
      const [cookie] = reply.cookies
      expect(cookie).toMatchObject({ name: 'saola', httpOnly: true, sameSite: 'Lax', path: '/' })
      expect(cookie?.value).toMatch(/^[\w-]{43}$/)
      const rows = await stage.sql`select * from identity.session where account_id = ${reply.json().accountId}`
      expect(JSON.stringify(rows)).not.toContain(cookie?.value)
      const [kept] = await stage.sql<{ passwordHash: string }[]>`
        select password_hash from identity.account where id = ${reply.json().accountId}`
      expect(kept?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
    }),
  )

  test(
    'a wrong password and an unknown login get the same answer',
    scene(async stage => {
      await officer(stage)
      const wrong = await signIn(stage.anyone, 'không phải').catch(error => error)
      const unknown = await signIn(stage.anyone, 'không phải', 'khong.co').catch(error => error)
      expect(wrong).toMatchObject({ code: 'identity.sign-in-wrong', status: 422, message: unknown.message })
      expect(unknown).toMatchObject({ code: 'identity.sign-in-wrong', status: 422 })
    }),
  )

  test(
    'marks typed in another composition are the same password',
    scene(async stage => {
      await officer(stage)
      await signIn(stage.anyone, PASSWORD.normalize('NFD'))
    }),
  )

  test(
    'after five wrong passwords the right one waits too, longer each time',
    scene(async stage => {
      await officer(stage)
      await failed(stage.anyone, POLICY.login.free)
      await expect(signIn(stage.anyone)).rejects.toEqual(problem('identity.sign-in-wait', { seconds: 15 }))
      stage.at(after(15))
      await failed(stage.anyone, 1)
      await expect(signIn(stage.anyone)).rejects.toMatchObject({ status: 429, params: { seconds: 30 } })
      stage.at(after(45))
      await signIn(stage.anyone)
      await failed(stage.anyone, POLICY.login.free)
    }),
  )

  test(
    'a login that does not exist waits the same, so that nothing is learnt from waiting',
    scene(async stage => {
      await failed(stage.anyone, POLICY.login.free, 'khong.co')
      await expect(signIn(stage.anyone, 'x', 'khong.co')).rejects.toEqual(
        problem('identity.sign-in-wait', { seconds: 15 }),
      )
    }),
  )

  test(
    'failures are forgotten after a day without a try',
    scene(async stage => {
      await officer(stage)
      await failed(stage.anyone, POLICY.login.free)
      stage.at(after(25 * 3600))
      await failed(stage.anyone, POLICY.login.free)
    }),
  )

  test(
    'tries in parallel are all counted',
    scene(async stage => {
      await officer(stage)
      const tries = await Promise.allSettled(Array.from({ length: 12 }, () => signIn(stage.anyone, 'không phải')))
      const codes = tries.map(one => (one.status === 'rejected' ? one.reason.code : 'in'))
      expect(codes.filter(code => code === 'identity.sign-in-wrong')).toHaveLength(POLICY.login.free)
      expect(codes.filter(code => code === 'identity.sign-in-wait')).toHaveLength(12 - POLICY.login.free)
    }),
  )

  test(
    'strangers cannot make an officer wait on a device that signed in before',
    scene(async stage => {
      await officer(stage)
      const office = stage.device()
      await signIn(office)
      await office.identity.signOut({})
      await failed(stage.anyone, POLICY.login.free)
      await expect(signIn(stage.anyone)).rejects.toEqual(problem('identity.sign-in-wait'))
      await signIn(office)
    }),
  )

  test(
    'but that device waits for its own failures',
    scene(async stage => {
      await officer(stage)
      const office = stage.device()
      await signIn(office)
      await office.identity.signOut({})
      await failed(office, POLICY.login.free)
      await expect(signIn(office)).rejects.toEqual(problem('identity.sign-in-wait'))
    }),
  )

  test(
    'what a device keeps after signing out opens nothing',
    scene(async stage => {
      await officer(stage)
      const office = stage.device()
      await signIn(office)
      await office.identity.signOut({})
      await expect(office.identity.mySessions({})).rejects.toMatchObject({ status: 401 })
    }),
  )

  test(
    'an office behind one address is not punished for one of its people',
    scene(async stage => {
      const colleagues = Array.from({ length: 8 }, (_, n) => `canbo${n}`)
      for (const login of ['binh.tt', ...colleagues]) await officer(stage, { login })
      const desk = () => stage.device('203.113.131.7')
      for (const login of ['binh.tt', ...colleagues.slice(0, 3)]) await failed(desk(), POLICY.login.free, login)
      for (const login of colleagues.slice(3)) await signIn(desk(), PASSWORD, login)
    }),
  )

  test(
    'a disabled account is told so, but only by the right password',
    scene(async stage => {
      const accountId = await officer(stage)
      const device = stage.device()
      await signIn(device)
      await stage.app.run(ctx => setDisabled(ctx, accountId, true))
      await expect(device.identity.me({})).rejects.toMatchObject({ status: 401 })
      await expect(signIn(device, 'không phải')).rejects.toEqual(problem('identity.sign-in-wrong'))
      await expect(signIn(device)).rejects.toMatchObject({ code: 'identity.disabled', status: 403 })
      await stage.app.run(ctx => setDisabled(ctx, accountId, false))
      await signIn(device)
    }),
  )
})

describe('the first password', () => {
  test(
    'allows nothing but to see who one is, to replace it, and to sign out',
    scene(async stage => {
      await officer(stage, { mustChangePassword: true })
      const device = stage.device()
      expect(await signIn(device)).toMatchObject({ mustChangePassword: true })
      expect(await device.identity.me({})).toMatchObject({ mustChangePassword: true })
      await expect(device.identity.mySessions({})).rejects.toMatchObject({
        code: 'core.refused.change-password',
        status: 403,
      })
      await expect(device.units.list({ query: {} })).resolves.toBeDefined()

      const change = (current: string, next: string) => device.identity.changePassword({ body: { current, next } })
      await expect(change(PASSWORD, 'ngắn')).rejects.toEqual(problem('identity.password-short', { shortest: 10 }))
      await expect(change(PASSWORD, PASSWORD)).rejects.toEqual(problem('identity.password-same'))
      await expect(change('không phải', 'mật khẩu mới của tôi')).rejects.toEqual(problem('identity.sign-in-wrong'))
      await change(PASSWORD, 'mật khẩu mới của tôi')
      expect(await device.identity.me({})).toMatchObject({ mustChangePassword: false })
      expect((await device.identity.mySessions({})).sessions).toHaveLength(1)
      await expect(signIn(stage.anyone)).rejects.toEqual(problem('identity.sign-in-wrong'))
      await signIn(stage.anyone, 'mật khẩu mới của tôi')
    }),
  )

  test(
    'replacing a password ends the other sessions',
    scene(async stage => {
      await officer(stage)
      const [here, elsewhere] = [stage.device(), stage.device()]
      await signIn(here)
      await signIn(elsewhere)
      await elsewhere.identity.me({})
      await here.identity.changePassword({ body: { current: PASSWORD, next: 'mật khẩu mới của tôi' } })
      await expect(elsewhere.identity.me({})).rejects.toMatchObject({ status: 401 })
      await here.identity.me({})
    }),
  )

  test(
    'the first administrator is made once, with the whole tree and a password for once',
    scene(async stage => {
      const made = await stage.app.run(ensureAdministrator)
      expect(made?.password).toMatch(/^[a-z2-9]{14}$/)
      expect(await stage.app.run(ensureAdministrator)).toBeUndefined()
      const me = await signIn(stage.anyone, made?.password, made?.login)
      expect(me).toMatchObject({ mustChangePassword: true, grants: [{ role: 'administrator', areaName: 'Việt Nam' }] })
    }),
  )
})

test(
  'signing in is in the audit',
  scene(async stage => {
    const accountId = await officer(stage)
    await signIn(stage.anyone)
    const rows = await stage.sql`select endpoint from core.audit where ref_kind = 'account' and ref_id = ${accountId}`
    expect(rows).toEqual([{ endpoint: 'identity.signIn' }])
  }),
)
