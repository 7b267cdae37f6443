import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PASSWORD } from '#apps/testing/cast.ts'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { unitNamed } from '#apps/testing/world.ts'
import { createAccount, createOfficers, setDisabled } from '#base/identity/accounts.ts'
import { addGrant } from '#base/identity/grants.ts'
import { addPerson } from '#base/people/people.ts'
import { type Provider, parseProviders, providersService } from './providers.ts'
import { type Lie, liar, type StandIn, settings, standIn, visit } from './testing.ts'

type Device = ReturnType<Stage['device']>
const MINUTE = 60_000
const START = Date.parse('2026-11-20T02:00:00Z')
const BACK = ['http://localhost/console/openid', 'http://localhost/dang-nhap/tro-ve']
const NUMBER = '046090001234'

let province: StandIn
let nation: StandIn
let lying: Awaited<ReturnType<typeof liar>>

beforeAll(async () => {
  const people = {
    an: { email: 'an.nv@tinh.gov.vn', email_verified: true, name: 'Nguyễn Văn An' },
    binh: { email: 'binh.tt@tinh.gov.vn', email_verified: false },
    chi: { email: 'an.nv@tinh.gov.vn.evil.vn', email_verified: true },
    dung: { email: 'dung.pd@tinh.gov.vn', email_verified: 'true' },
    mfa: { email: 'mfa.nv@tinh.gov.vn', email_verified: true, amr: ['pwd', 'otp', 'mfa'] },
  }
  province = await standIn(people, BACK, { alg: 'RS256', ended: ['http://localhost/console'] })
  nation = await standIn(
    {
      tam: { name: 'Lê Văn Tám', personal_id: NUMBER, acr: 'level2' },
      low: { name: 'Lê Văn Tám', personal_id: NUMBER, acr: 'level1' },
      other: { name: 'Phạm Thị Khác', personal_id: '046190004321', acr: 'level2' },
      stranger: { name: 'Người Mới', personal_id: '046199009999', acr: 'level2' },
    },
    BACK,
  )
  lying = await liar()
})
afterAll(async () => {
  for (const one of [province, nation, lying]) await one?.stop()
})

const offer = ({ app }: Stage, more: readonly Provider[] = []) =>
  app.provide(providersService, [
    settings('tinh', province.issuer, { kind: 'officers', domain: 'tinh.gov.vn' }),
    settings('quoc-gia', nation.issuer, { kind: 'citizens', acr: 'level2' }),
    settings('gia', lying.issuer, { kind: 'officers', domain: 'tinh.gov.vn' }),
    ...more,
  ])

const officer = ({ app, world }: Stage, login: string, password: string | undefined = PASSWORD) =>
  app.run(async ctx => {
    const unitId = unitNamed(world, 'Phong Điền')
    const accountId = password
      ? await createAccount(ctx, {
          kind: 'officer',
          name: 'Nguyễn Văn An',
          login,
          password,
          unitId,
          mustChangePassword: false,
        })
      : ((await createOfficers(ctx, [{ name: 'Nguyễn Văn An', login, unitId, contact: {} }]))[0] as string)
    await addGrant(ctx, { accountId, role: 'tracer', areaId: unitId })
    return accountId
  })

const start = async (device: Device, provider = 'tinh', invitation?: string) =>
  (await device.openid.start({ params: { provider }, body: invitation ? { invitation } : {} })).url
const enter = async (device: Device, who: string, provider = 'tinh', invitation?: string) =>
  device.openid.finish({ body: { query: await visit(await start(device, provider, invitation), who) } })
const link = async (device: Device, who: string, provider: string) => {
  const { url } = await device.openid.startLink({ params: { provider } })
  return device.openid.finish({ body: { query: await visit(url, who) } })
}
const count = async ({ sql }: Stage, table: 'openid.link' | 'identity.session' | 'identity.account') =>
  (await sql`select from ${sql(table)}`).length

describe('an officer', () => {
  test(
    'comes in by a verified address of the organisation, and later by who they are there',
    scene(async stage => {
      offer(stage)
      const accountId = await officer(stage, 'an.nv')
      const device = stage.device()
      expect(await enter(device, 'an')).toMatchObject({ accountId, kind: 'officer', before: null })
      await device.identity.mySessions({})
      expect(await device.openid.links({})).toMatchObject({ links: [{ provider: 'tinh', proven: false }] })
      await stage.sql`update identity.account set login = 'an.moi' where id = ${accountId}`
      expect(await enter(stage.device(), 'an')).toMatchObject({ accountId })
    }),
  )

  test.each([
    ['an address that nobody verified', 'binh', 'binh.tt'],
    ['an address under another domain that looks alike', 'chi', 'an.nv'],
    ['a verification that is a word', 'dung', 'dung.pd'],
    ['a login that nobody has', 'an', 'ai.do'],
  ])('is not known by %s', (_, who, login) =>
    scene(async stage => {
      offer(stage)
      await officer(stage, login)
      await expect(enter(stage.device(), who)).rejects.toMatchObject({ code: 'openid.unknown' })
      expect([await count(stage, 'openid.link'), await count(stage, 'identity.session')]).toEqual([0, 0])
    })(),
  )

  test(
    'without a password comes in by the code of their slip, once; a wrong one opens nothing',
    scene(async stage => {
      offer(stage)
      const accountId = await officer(stage, 'moi.nv', '')
      const { code } = await stage.as.administrator().accounts.reset({ params: { accountId } })
      await expect(enter(stage.device(), 'binh', 'tinh', 'abcd-efgh-jkmn')).rejects.toMatchObject({
        code: 'accounts.code-wrong',
      })
      const device = stage.device()
      expect(await enter(device, 'binh', 'tinh', code ?? '')).toMatchObject({ accountId, before: null })
      await expect(enter(stage.device(), 'chi', 'tinh', code ?? '')).rejects.toMatchObject({
        code: 'accounts.code-wrong',
      })
      expect(await enter(stage.device(), 'binh')).toMatchObject({ accountId })
      await expect(device.openid.unlink({ params: { provider: 'tinh' } })).rejects.toMatchObject({
        code: 'openid.only-way',
      })
    }),
  )

  test(
    'links it signed in, with a fresh proof; it is nobody else’s then',
    scene(async stage => {
      offer(stage)
      const accountId = await officer(stage, 'mot')
      await officer(stage, 'hai')
      const device = stage.device()
      await device.identity.signIn({ body: { login: 'mot', password: PASSWORD } })
      await link(device, 'binh', 'tinh')
      expect(await enter(stage.device(), 'binh')).toMatchObject({ accountId })
      const other = stage.device()
      await other.identity.signIn({ body: { login: 'hai', password: PASSWORD } })
      await expect(link(other, 'binh', 'tinh')).rejects.toMatchObject({ code: 'openid.linked-elsewhere' })
      await expect(link(other, 'tam', 'quoc-gia')).rejects.toMatchObject({ code: 'openid.wrong-kind' })
      stage.at(new Date(START + 11 * MINUTE))
      await expect(device.openid.startLink({ params: { provider: 'tinh' } })).rejects.toMatchObject({
        code: 'core.proof-wanted',
      })
    }),
  )

  test(
    'with a second factor is still asked for it, unless the provider asked for several',
    scene(async stage => {
      offer(stage)
      const accountId = await officer(stage, 'an.nv')
      const strongId = await officer(stage, 'mfa.nv')
      await stage.sql`update identity.account set has_factor = true where id in ${stage.sql([accountId, strongId])}`
      expect(await enter(stage.device(), 'an')).toMatchObject({ before: 'second-factor' })
      expect(await enter(stage.device(), 'mfa')).toMatchObject({ before: null })
    }),
  )

  test(
    'who is disabled is refused, and signing out leads through the provider',
    scene(async stage => {
      offer(stage)
      const accountId = await officer(stage, 'an.nv')
      const device = stage.device()
      await enter(device, 'an')
      const { url } = await device.openid.leave({})
      expect(url).toContain(`${province.issuer}/session/end?id_token_hint=`)
      expect((await fetch(url ?? '')).status).toBe(200)
      await expect(device.identity.me({})).rejects.toMatchObject({ status: 401 })
      await stage.app.run(ctx => setDisabled(ctx, accountId, true))
      await expect(enter(stage.device(), 'an')).rejects.toMatchObject({ code: 'identity.disabled' })
    }),
  )
})

describe('a citizen', () => {
  const person = ({ app, world }: Stage, fullName = 'Lê Văn Tám', cccd = NUMBER) =>
    app.run(ctx =>
      addPerson(ctx, {
        fullName,
        birthDate: '1990-05-01',
        unitId: unitNamed(world, 'Xã Phong Bình'),
        identifiers: { cccd },
      }),
    )

  test(
    'speaks for the person whose number the provider vouches for',
    scene(async stage => {
      offer(stage)
      const personId = await person(stage)
      const device = stage.device()
      const me = await enter(device, 'tam', 'quoc-gia')
      expect(me).toMatchObject({ kind: 'citizen', name: 'Lê Văn Tám', phone: null, personId })
      expect(await device.openid.links({})).toMatchObject({ links: [{ proven: true }] })
      expect((await enter(stage.device(), 'tam', 'quoc-gia')).accountId).toBe(me.accountId)
    }),
  )

  test(
    'of a lower level, or of a number that the register has not, speaks for nobody',
    scene(async stage => {
      offer(stage)
      await person(stage)
      expect(await enter(stage.device(), 'low', 'quoc-gia')).toMatchObject({ personId: null })
      expect(await enter(stage.device(), 'stranger', 'quoc-gia')).toMatchObject({ personId: null, name: 'Người Mới' })
    }),
  )

  test(
    'links a phone’s account to their own person, never to another than it speaks for',
    scene(async stage => {
      offer(stage)
      const personId = await person(stage)
      await person(stage, 'Phạm Thị Khác', '046190004321')
      const phone = stage.device()
      await phone.identity.requestCode({ body: { phone: '0901234567' } })
      const { messages } = await stage.anyone.messages.mailbox({ query: { phone: '0901234567' } })
      const code = /\b\d{6}\b/.exec(messages[0]?.text ?? '')?.[0] ?? ''
      const { accountId } = await phone.identity.signInByPhone({ body: { phone: '0901234567', code } })
      expect(await link(phone, 'tam', 'quoc-gia')).toMatchObject({ accountId, personId })
      await phone.openid.unlink({ params: { provider: 'quoc-gia' } })
      await expect(link(phone, 'other', 'quoc-gia')).rejects.toMatchObject({ code: 'openid.other-person' })
      expect(await phone.identity.me({})).toMatchObject({ personId })
      expect(await count(stage, 'openid.link')).toBe(0)
    }),
  )
})

describe('what comes back', () => {
  test(
    'is taken once, by the browser that began, with its own state, in time',
    scene(async stage => {
      offer(stage)
      await officer(stage, 'an.nv')
      const [mine, other] = [stage.device(), stage.device()]
      const query = await visit(await start(mine), 'an')
      const over = { code: 'openid.flow-over' }
      await expect(other.openid.finish({ body: { query } })).rejects.toMatchObject(over)
      await start(other)
      await expect(other.openid.finish({ body: { query } })).rejects.toMatchObject({ code: 'openid.answer-wrong' })
      await mine.openid.finish({ body: { query } })
      await expect(mine.openid.finish({ body: { query } })).rejects.toMatchObject(over)
      // The same code with another beginning: the provider knows that it was used.
      const next = new URL(await start(mine))
      const again = new URLSearchParams(query)
      again.set('state', next.searchParams.get('state') ?? '')
      await expect(mine.openid.finish({ body: { query: again.toString() } })).rejects.toMatchObject({
        code: 'openid.code-used',
      })
      const late = await visit(await start(mine), 'an')
      stage.at(new Date(START + 10 * MINUTE))
      await expect(mine.openid.finish({ body: { query: late } })).rejects.toMatchObject(over)
    }),
  )

  const now = Math.floor(Date.now() / 1000)
  const lies: readonly (readonly [string, Lie, string])[] = [
    ['of another issuer', { claims: { iss: 'https://ai-do.example' } }, 'openid.answer-wrong'],
    ['for another program', { claims: { aud: 'another' } }, 'openid.answer-wrong'],
    ['with another nonce', { claims: { nonce: 'another' } }, 'openid.answer-wrong'],
    ['that ran out', { claims: { exp: now - 600 } }, 'openid.expired'],
    ['of tomorrow', { claims: { nbf: now + 86_400 } }, 'openid.expired'],
    ['signed by another key', { otherKey: true }, 'openid.answer-wrong'],
    ['not signed', { header: { alg: 'none' } }, 'openid.answer-wrong'],
    ['signed with the secret', { header: { alg: 'HS256' } }, 'openid.answer-wrong'],
  ]
  const tell = async (device: Device, lie: Lie) => {
    const url = new URL(await start(device, 'gia'))
    lying.nonce = url.searchParams.get('nonce') ?? ''
    lying.lie = lie
    return device.openid.finish({ body: { query: `code=x&state=${url.searchParams.get('state')}` } })
  }
  test.each(lies)('%s is a named problem, and nothing has changed', (_, lie, code) =>
    scene(async stage => {
      offer(stage)
      await officer(stage, 'binh.tt')
      await expect(tell(stage.device(), lie)).rejects.toMatchObject({ code })
      expect([await count(stage, 'openid.link'), await count(stage, 'identity.session')]).toEqual([0, 0])
    })(),
  )

  test(
    'without a lie is let in: the provider of these tests would be believed',
    scene(async stage => {
      offer(stage)
      const accountId = await officer(stage, 'binh.tt')
      expect(await tell(stage.device(), {})).toMatchObject({ accountId })
    }),
  )

  test(
    'that is a refusal is said so; one that is down leaves the other ways',
    scene(async stage => {
      offer(stage, [settings('tat', 'http://localhost:9', { kind: 'officers' })])
      await officer(stage, 'an.nv')
      const device = stage.device()
      const url = new URL(await start(device))
      const state = url.searchParams.get('state')
      await expect(
        device.openid.finish({
          body: { query: `error=access_denied&state=${state}&iss=${encodeURIComponent(province.issuer)}` },
        }),
      ).rejects.toMatchObject({ code: 'openid.declined' })
      await expect(start(device, 'tat')).rejects.toMatchObject({ code: 'openid.provider-down', status: 503 })
      await expect(start(device, 'khong-co')).rejects.toMatchObject({ status: 404 })
      await device.identity.signIn({ body: { login: 'an.nv', password: PASSWORD } })
    }),
  )

  test(
    'no secret of the way lies readable in the database',
    scene(async stage => {
      offer(stage)
      const url = new URL(await start(stage.device()))
      const rows = JSON.stringify(await stage.sql`select to_jsonb(f)::text as row from openid.flow f`)
      expect(rows).not.toContain(url.searchParams.get('state'))
      expect(rows).not.toContain(url.searchParams.get('nonce'))
    }),
  )
})

test('settings that are wrong keep an installation from starting, and say why', () => {
  const one = { name: 'tinh', label: 'Tỉnh', kind: 'officers', issuer: 'https://id.tinh.vn', clientId: 'saola' }
  expect(parseProviders(JSON.stringify([one]), 'openid.json')).toMatchObject([{ scope: 'openid profile email' }])
  const refused = (list: unknown, why: string) =>
    expect(() => parseProviders(typeof list === 'string' ? list : JSON.stringify(list), 'openid.json')).toThrow(why)
  refused('{', 'is not a list')
  refused([{ ...one, kind: 'khác' }], '0.kind')
  refused([{ ...one, issuer: 'http://id.tinh.vn' }], 'https://')
  refused([one, one], 'twice')
})
