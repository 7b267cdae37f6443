import { Secret, TOTP } from 'otpauth'
import { describe, expect, test } from 'vitest'
import { PASSWORD } from '#apps/testing/cast.ts'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { unitNamed } from '#apps/testing/world.ts'
import { createAccount, setContact } from '#base/identity/accounts.ts'
import { addGrant } from '#base/identity/grants.ts'
import type { RoleName } from '#base/identity/roles.ts'
import { COUNTRY_ID } from '#base/units/model.ts'
import { Authenticator } from './testing.ts'

const START = Date.parse('2026-11-20T02:00:00Z')
const MINUTE = 60_000
const after = (ms: number) => new Date(START + ms)
type Device = ReturnType<Stage['device']>

/** An officer with a password of their own. */
async function officer({ app, world }: Stage, login: string, role: RoleName = 'tracer', unit = 'Phong Điền') {
  const unitId = unit === 'country' ? COUNTRY_ID : unitNamed(world, unit)
  return app.run(async ctx => {
    const accountId = await createAccount(ctx, {
      kind: 'officer',
      name: 'Trần Thị Bình',
      login,
      password: PASSWORD,
      unitId,
      mustChangePassword: false,
    })
    await addGrant(ctx, { accountId, role, areaId: unitId })
    await setContact(ctx, accountId, { email: `${login}@example.vn` })
    return accountId
  })
}
const enter = (device: Device, login = 'binh.tt') => device.identity.signIn({ body: { login, password: PASSWORD } })
const codeAt = (secret: string, at: Date) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at.getTime() })

/** Signs in on a new device and adds an authenticator there. */
async function withTotp(stage: Stage, login = 'binh.tt') {
  const accountId = await officer(stage, login)
  const device = stage.device()
  await enter(device, login)
  const { secret, uri } = await device.factors.beginTotp({})
  const { recovery } = await device.factors.confirmTotp({ body: { code: codeAt(secret, stage.app.clock()) } })
  return { accountId, device, secret, uri, recovery: recovery ?? [] }
}
const prove = (device: Device, way: 'password' | 'totp' | 'recovery' | 'personal-code', value: string) =>
  device.factors.prove({ body: { way, value } })

async function withPasskey(stage: Stage, login = 'binh.tt') {
  const accountId = await officer(stage, login)
  const device = stage.device()
  await enter(device, login)
  const authenticator = new Authenticator()
  const { challengeId, options } = await device.factors.beginPasskey({})
  const answer = authenticator.register(options)
  const { recovery } = await device.factors.addPasskey({ body: { challengeId, answer, name: 'Máy ở cơ quan' } })
  return { accountId, device, authenticator, recovery }
}

const told = async ({ sql }: Stage, accountId: string) =>
  (
    await sql<{ template: string }[]>`
    select template from messages.message where about_id = ${accountId} order by at, id`
  ).map(row => row.template)

describe('an authenticator', () => {
  test(
    'is set up by its first code, with ten recovery codes; the secret and the codes are not readable in the database',
    scene(async stage => {
      const { device, secret, uri, recovery, accountId } = await withTotp(stage)
      expect(uri).toMatch(/^otpauth:\/\/totp\/Saola:binh\.tt\?/)
      expect(recovery).toHaveLength(10)
      expect(await device.factors.mine({})).toMatchObject({
        totpSince: after(0).toISOString(),
        recoveryLeft: 10,
        ways: ['totp', 'password', 'recovery'],
      })
      const rows = await stage.sql`
        select to_jsonb(t)::text as row from factors.totp t union all select to_jsonb(r)::text from factors.recovery_code r`
      const all = JSON.stringify(rows)
      expect(all).not.toContain(secret)
      expect(all).not.toContain(recovery[0]?.replaceAll('-', ''))
      expect(await told(stage, accountId)).toEqual(['factors.changed'])
    }),
  )

  test(
    'is asked for after the right password, and before that nothing answers',
    scene(async stage => {
      const { secret } = await withTotp(stage)
      stage.at(after(MINUTE))
      const device = stage.device()
      expect(await enter(device)).toMatchObject({ before: 'second-factor' })
      const refused = { code: 'core.refused.second-factor', status: 403 }
      await expect(device.identity.mySessions({})).rejects.toMatchObject(refused)
      await expect(
        device.identity.changePassword({ body: { current: PASSWORD, next: 'một câu khác hẳn' } }),
      ).rejects.toMatchObject(refused)
      await expect(device.factors.dropTotp({})).rejects.toMatchObject(refused)
      await expect(prove(device, 'password', PASSWORD)).rejects.toMatchObject({ code: 'factors.no-such-way' })
      expect(await prove(device, 'totp', codeAt(secret, after(MINUTE)))).toMatchObject({ before: null })
      expect((await device.identity.mySessions({})).sessions).toHaveLength(2)
    }),
  )

  test(
    'has a minute to be a step early or late, and each code is good once',
    scene(async stage => {
      const { secret } = await withTotp(stage)
      const at = after(10 * MINUTE)
      stage.at(at)
      const code = (seconds: number) => codeAt(secret, new Date(at.getTime() + seconds * 1000))
      const device = stage.device()
      await enter(device)
      for (const far of [-90, -60, 60, 90])
        await expect(prove(device, 'totp', code(far))).rejects.toMatchObject({ code: 'factors.code-wrong' })
      await prove(device, 'totp', code(-30))
      for (const seconds of [-30]) {
        const again = stage.device()
        await enter(again)
        await expect(prove(again, 'totp', code(seconds))).rejects.toMatchObject({ code: 'factors.code-wrong' })
        await prove(again, 'totp', code(30))
        // Who took the later one is not served the earlier one any more.
        await expect(prove(again, 'totp', code(0))).rejects.toMatchObject({ code: 'factors.code-wrong' })
      }
    }),
  )

  test(
    'two devices with the same code at once: one comes in',
    scene(async stage => {
      const { secret } = await withTotp(stage)
      stage.at(after(5 * MINUTE))
      const devices = [stage.device(), stage.device()]
      for (const device of devices) await enter(device)
      const code = codeAt(secret, after(5 * MINUTE))
      const both = await Promise.allSettled(devices.map(device => prove(device, 'totp', code)))
      expect(both.map(one => one.status).sort()).toEqual(['fulfilled', 'rejected'])
    }),
  )

  test(
    'is guessed at five times, then one waits longer and longer; in parallel, too; the wait is not for another account',
    scene(async stage => {
      const { secret } = await withTotp(stage)
      const other = await withTotp(stage, 'an.nv')
      stage.at(after(5 * MINUTE))
      const device = stage.device()
      await enter(device)
      const right = codeAt(secret, after(5 * MINUTE))
      const wrong = String((Number(right) + 1) % 1_000_000).padStart(6, '0')
      const guesses = await Promise.allSettled(Array.from({ length: 9 }, () => prove(device, 'totp', wrong)))
      const codes = guesses.map(one => (one.status === 'rejected' ? one.reason.code : 'in'))
      expect(codes.filter(code => code === 'factors.code-wrong')).toHaveLength(5)
      expect(codes.filter(code => code === 'identity.sign-in-wait')).toHaveLength(4)
      await expect(prove(device, 'totp', right)).rejects.toMatchObject({ code: 'identity.sign-in-wait', status: 429 })
      const theirs = stage.device()
      await enter(theirs, 'an.nv')
      await prove(theirs, 'totp', codeAt(other.secret, after(5 * MINUTE)))
      stage.at(after(6 * MINUTE))
      await prove(device, 'totp', codeAt(secret, after(6 * MINUTE)))
    }),
  )

  test(
    'waits ten minutes for its code, and such a session hears nothing and is in no list',
    scene(async stage => {
      const { secret, device: first } = await withTotp(stage)
      const device = stage.device()
      await enter(device)
      expect((await first.identity.mySessions({})).sessions).toHaveLength(1)
      stage.at(after(5 * MINUTE))
      // Asking who one is does not make it longer.
      expect(await device.identity.me({})).toMatchObject({ before: 'second-factor' })
      stage.at(after(10 * MINUTE))
      await expect(prove(device, 'totp', codeAt(secret, after(10 * MINUTE)))).rejects.toMatchObject({ status: 401 })
    }),
  )

  test(
    'is removed with a fresh proof alone, and the password is enough again',
    scene(async stage => {
      const { device, accountId } = await withTotp(stage)
      stage.at(after(11 * MINUTE))
      await expect(device.factors.dropTotp({})).rejects.toMatchObject({
        code: 'core.proof-wanted',
        params: { minutes: 10 },
      })
      await prove(device, 'password', PASSWORD)
      await device.factors.dropTotp({})
      expect(await device.factors.mine({})).toMatchObject({ totpSince: null, recoveryLeft: 0 })
      expect(await enter(stage.device())).toMatchObject({ before: null })
      expect(await told(stage, accountId)).toContain('factors.changed')
    }),
  )

  test(
    'is none of somebody else’s, and not for citizens',
    scene(async stage => {
      const { secret } = await withTotp(stage)
      await withTotp(stage, 'an.nv')
      stage.at(after(MINUTE))
      const device = stage.device()
      await enter(device, 'an.nv')
      await expect(prove(device, 'totp', codeAt(secret, after(MINUTE)))).rejects.toMatchObject({
        code: 'factors.code-wrong',
      })
      await expect(stage.as.citizen().factors.beginTotp({})).rejects.toMatchObject({ code: 'factors.officers-only' })
    }),
  )
})

describe('recovery codes', () => {
  test(
    'open once each, however they are typed; new ones replace them',
    scene(async stage => {
      const { recovery } = await withTotp(stage)
      const [first = '', second = ''] = recovery
      const device = stage.device()
      await enter(device)
      await expect(prove(device, 'recovery', 'aaaa-bbbb-cccc')).rejects.toMatchObject({
        code: 'factors.recovery-wrong',
      })
      await prove(device, 'recovery', ` ${first.toUpperCase().replaceAll('-', ' ')} `)
      expect((await device.factors.mine({})).recoveryLeft).toBe(9)
      const again = stage.device()
      await enter(again)
      await expect(prove(again, 'recovery', first)).rejects.toMatchObject({ code: 'factors.recovery-wrong' })
      const { recovery: renewed } = await device.factors.renewRecovery({})
      await expect(prove(again, 'recovery', second)).rejects.toMatchObject({ code: 'factors.recovery-wrong' })
      await prove(again, 'recovery', renewed?.[0] ?? '')
    }),
  )
})

describe('a passkey', () => {
  test(
    'signs in without a password when its owner unlocked the device, and beside the password otherwise',
    scene(async stage => {
      const { authenticator, accountId, recovery } = await withPasskey(stage)
      expect(recovery).toHaveLength(10)
      const device = stage.device()
      const asked = await device.factors.askPasskey({})
      const me = await device.factors.signInByPasskey({
        body: { challengeId: asked.challengeId, answer: authenticator.sign(asked.options) },
      })
      expect(me).toMatchObject({ accountId, before: null })

      const locked = await stage.anyone.factors.askPasskey({})
      const answer = authenticator.sign(locked.options, { verified: false })
      await expect(
        stage.anyone.factors.signInByPasskey({ body: { challengeId: locked.challengeId, answer } }),
      ).rejects.toMatchObject({ code: 'factors.passkey-refused' })

      const beside = stage.device()
      expect(await enter(beside)).toMatchObject({ before: 'second-factor' })
      const proof = await beside.factors.askPasskey({})
      const { before } = await beside.factors.prove({
        body: {
          way: 'passkey',
          challengeId: proof.challengeId,
          answer: authenticator.sign(proof.options, { verified: false }),
        },
      })
      expect(before).toBeNull()
    }),
  )

  test(
    'is refused from another site, for another challenge, twice, late, copied, unknown, or for another account',
    scene(async stage => {
      const { authenticator } = await withPasskey(stage)
      const { anyone } = stage
      const enterWith = async (make: (options: unknown) => { id: string }, change?: (id: string) => string) => {
        const { challengeId, options } = await anyone.factors.askPasskey({})
        return anyone.factors.signInByPasskey({
          body: { challengeId: change?.(challengeId) ?? challengeId, answer: make(options) },
        })
      }
      const refused = { code: 'factors.passkey-refused' }
      await expect(
        enterWith(options => authenticator.sign(options, { origin: 'https://saola.example' })),
      ).rejects.toMatchObject(refused)
      await expect(enterWith(() => authenticator.sign({ challenge: 'AAAA' }))).rejects.toMatchObject(refused)
      await expect(enterWith(options => new Authenticator().sign(options))).rejects.toMatchObject(refused)
      await expect(enterWith(options => new Authenticator('evil.example').sign(options))).rejects.toMatchObject(refused)

      const { challengeId, options } = await anyone.factors.askPasskey({})
      const answer = authenticator.sign(options, { counter: 7 })
      await anyone.factors.signInByPasskey({ body: { challengeId, answer } })
      await expect(anyone.factors.signInByPasskey({ body: { challengeId, answer } })).rejects.toMatchObject({
        code: 'factors.challenge-over',
      })
      // A copy of the device counts from where it was copied.
      await expect(enterWith(next => authenticator.sign(next, { counter: 7 }))).rejects.toMatchObject(refused)

      const late = await anyone.factors.askPasskey({})
      stage.at(after(5 * MINUTE))
      await expect(
        anyone.factors.signInByPasskey({
          body: { challengeId: late.challengeId, answer: authenticator.sign(late.options, { counter: 9 }) },
        }),
      ).rejects.toMatchObject({ code: 'factors.challenge-over' })

      await withTotp(stage, 'an.nv')
      const other = stage.device()
      await enter(other, 'an.nv')
      const proof = await other.factors.askPasskey({})
      await expect(
        other.factors.prove({
          body: {
            way: 'passkey',
            challengeId: proof.challengeId,
            answer: authenticator.sign(proof.options, { counter: 9 }),
          },
        }),
      ).rejects.toMatchObject({ code: 'factors.no-such-way' })
    }),
  )

  test(
    'is removed alone; another’s is not found',
    scene(async stage => {
      const { device } = await withPasskey(stage)
      const { passkeys } = await device.factors.mine({})
      const passkeyId = passkeys[0]?.id as string
      const other = await withTotp(stage, 'an.nv')
      await expect(other.device.factors.dropPasskey({ params: { passkeyId } })).rejects.toMatchObject({ status: 404 })
      await device.factors.dropPasskey({ params: { passkeyId } })
      expect(await enter(stage.device())).toMatchObject({ before: null })
    }),
  )
})

describe('who must have one', () => {
  const required = async (stage: Stage) => {
    const body = { unitId: COUNTRY_ID, from: '2026-11-20', document: 'Thử', params: { roles: ['administrator'] } }
    await stage.as.administrator().policies.set({ params: { code: 'identity.second-factor' }, body })
  }

  test(
    'sets it up before anything else, at any level, and then works; others are not asked',
    scene(async stage => {
      await officer(stage, 'quan.tri', 'administrator')
      await officer(stage, 'truy.vet')
      await required(stage)
      stage.at(after(2 * MINUTE))
      const device = stage.device()
      expect(await enter(device, 'quan.tri')).toMatchObject({ before: 'set-up-factor' })
      await expect(device.identity.accounts({ query: {} })).rejects.toMatchObject({
        code: 'core.refused.set-up-factor',
      })
      expect(await device.factors.mine({})).toMatchObject({ required: true })
      const { secret } = await device.factors.beginTotp({})
      await device.factors.confirmTotp({ body: { code: codeAt(secret, after(2 * MINUTE)) } })
      await device.identity.accounts({ query: {} })
      expect(await enter(stage.device(), 'truy.vet')).toMatchObject({ before: null })
    }),
  )

  test(
    'is asked from the first day of 2027 on unless an installation says otherwise',
    scene(async stage => {
      await officer(stage, 'quan.tri', 'administrator')
      stage.at('2026-12-31T16:59:00Z')
      expect(await enter(stage.device(), 'quan.tri')).toMatchObject({ before: null })
      stage.at('2026-12-31T17:01:00Z')
      expect(await enter(stage.device(), 'quan.tri')).toMatchObject({ before: 'set-up-factor' })
    }),
  )
})

describe('who lost everything', () => {
  test(
    'is reset by who may reset, told, audited, and signed out everywhere; not by who may less, nor by oneself',
    scene(async stage => {
      const { accountId, device } = await withTotp(stage)
      const params = { accountId }
      await expect(stage.as.leader('Phong Điền').factors.reset({ params })).rejects.toMatchObject({ status: 403 })
      await expect(stage.as.helpdesk('Xã Phong Bình').factors.reset({ params })).rejects.toMatchObject({ status: 403 })
      await expect(stage.as.helpdesk('Quảng Trị').factors.reset({ params })).rejects.toMatchObject({ status: 403 })
      await device.identity.me({})
      await stage.as.helpdesk('Phong Điền').factors.reset({ params })
      await expect(device.identity.me({})).rejects.toMatchObject({ status: 401 })
      expect(await enter(stage.device())).toMatchObject({ before: null })
      expect(await told(stage, accountId)).toContain('factors.was-reset')
      const audits = await stage.sql`select from core.audit where endpoint = 'factors.reset'`
      expect(audits).toHaveLength(1)
    }),
  )

  test(
    'who rules over accounts is not reset by the help desk, nor by themselves',
    scene(async stage => {
      const adminId = await officer(stage, 'quan.tri', 'administrator')
      await expect(
        stage.as.helpdesk('Phong Điền').factors.reset({ params: { accountId: adminId } }),
      ).rejects.toMatchObject({
        code: 'identity.account-beyond',
      })
      const device = stage.device()
      await enter(device, 'quan.tri')
      await expect(device.factors.reset({ params: { accountId: adminId } })).rejects.toMatchObject({
        code: 'identity.not-yourself',
      })
    }),
  )
})

describe('a fresh proof', () => {
  const grant = (stage: Stage, device: Device, accountId: string) =>
    device.identity.addGrant({
      params: { accountId },
      body: { role: 'leader', areaId: unitNamed(stage.world, 'Phong Điền') },
    })

  test(
    'is asked after ten minutes and given by the password; what was refused changed nothing',
    scene(async stage => {
      await officer(stage, 'quan.tri', 'administrator')
      const accountId = await officer(stage, 'truy.vet')
      const device = stage.device()
      await enter(device, 'quan.tri')
      stage.at(after(10 * MINUTE - 1))
      await grant(stage, device, accountId)
      stage.at(after(10 * MINUTE))
      const body = { role: 'helpdesk' as const, areaId: unitNamed(stage.world, 'Phong Điền') }
      await expect(device.identity.addGrant({ params: { accountId }, body })).rejects.toMatchObject({
        code: 'core.proof-wanted',
        status: 403,
      })
      const roles = async () => (await device.identity.account({ params: { accountId } })).roles
      expect(await roles()).toEqual(['leader', 'tracer'])
      await expect(prove(device, 'password', 'không phải')).rejects.toMatchObject({ code: 'identity.sign-in-wrong' })
      await expect(device.identity.addGrant({ params: { accountId }, body })).rejects.toMatchObject({
        code: 'core.proof-wanted',
      })
      await prove(device, 'password', PASSWORD)
      await device.identity.addGrant({ params: { accountId }, body })
      expect(await roles()).toEqual(['helpdesk', 'leader', 'tracer'])
    }),
  )

  test(
    'is not asked of who may not do it anyway: the refusal is the missing right',
    scene(async stage => {
      const accountId = await officer(stage, 'truy.vet')
      const device = stage.device()
      await enter(device, 'truy.vet')
      stage.at(after(11 * MINUTE))
      await expect(grant(stage, device, accountId)).rejects.toMatchObject({ code: 'core.refused.verb' })
    }),
  )

  test(
    'belongs to the session that gave it',
    scene(async stage => {
      await officer(stage, 'quan.tri', 'administrator')
      const accountId = await officer(stage, 'truy.vet')
      const [mine, stolen] = [stage.device(), stage.device()]
      await enter(mine, 'quan.tri')
      await enter(stolen, 'quan.tri')
      stage.at(after(11 * MINUTE))
      await prove(mine, 'password', PASSWORD)
      await grant(stage, mine, accountId)
      await expect(grant(stage, stolen, accountId)).rejects.toMatchObject({ code: 'core.proof-wanted' })
    }),
  )

  test(
    'at a shared machine is not the code one sat down with: it is entered again',
    scene(async stage => {
      await officer(stage, 'quan.tri', 'administrator')
      const accountId = await officer(stage, 'truy.vet')
      const machine = stage.device()
      const { pairing } = await stage.as.administrator().stations.addPost({
        body: { unitId: unitNamed(stage.world, 'Phong Điền'), name: 'Bàn tiếp đón' },
      })
      await machine.stations.register({ body: { code: pairing.code } })
      await enter(machine, 'quan.tri')
      await machine.stations.setCode({ body: { password: PASSWORD, code: '907314' } })
      const { accountId: adminId } = await machine.identity.me({})
      await machine.stations.enter({ body: { accountId: adminId, code: '907314' } })
      await expect(grant(stage, machine, accountId)).rejects.toMatchObject({ code: 'core.proof-wanted' })
      expect((await machine.factors.mine({})).ways).toEqual(['personal-code', 'password'])
      await expect(prove(machine, 'personal-code', '111222')).rejects.toMatchObject({ code: 'stations.code-wrong' })
      await prove(machine, 'personal-code', '907314')
      await grant(stage, machine, accountId)
    }),
  )
})

test(
  'a new device is told to the officer; the first one, and one that is known, are not',
  scene(async stage => {
    const accountId = await officer(stage, 'binh.tt')
    const device = stage.device()
    await enter(device)
    await enter(device)
    expect(await told(stage, accountId)).toEqual([])
    await enter(stage.device())
    expect(await told(stage, accountId)).toEqual(['factors.new-device'])
    // A machine that is no station's says of itself that it is one.
    stage.at(new Date(stage.app.clock().getTime() + 60_000))
    const before = (await told(stage, accountId)).length
    const { statusCode } = await stage.server.inject({
      method: 'POST',
      url: '/api/identity/sessions',
      cookies: { 'saola-device': 'x'.repeat(43) },
      payload: { login: 'binh.tt', password: PASSWORD },
    })
    await stage.settle()
    expect([statusCode, (await told(stage, accountId)).length]).toEqual([200, before + 1])
  }),
)
