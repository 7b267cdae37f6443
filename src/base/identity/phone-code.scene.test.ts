import { expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { COUNTRY_ID } from '#base/units/model.ts'
import { setDisabled } from './accounts.ts'
import { linkPerson } from './person-link.ts'
import { POLICY } from './policy.ts'

const PHONE = '0901 234 567'
const START = Date.parse('2026-11-20T02:00:00Z')
const after = (seconds: number) => new Date(START + seconds * 1000)
const request = (device: Stage['anyone'], phone = PHONE) => device.identity.requestCode({ body: { phone } })
const enter = (device: Stage['anyone'], code: string, phone = PHONE, name?: string) =>
  device.identity.signInByPhone({ body: { phone, code, ...(name ? { name } : {}) } })

/** The newest code the phone received, and one that it did not. */
async function received({ anyone }: Stage, phone = PHONE): Promise<{ code: string; wrong: string }> {
  const { messages } = await anyone.messages.mailbox({ query: { phone } })
  const code = /\b\d{6}\b/.exec(messages[0]?.text ?? '')?.[0]
  if (!code) throw new Error('No code was received.')
  return { code, wrong: String((Number(code) + 1) % 1_000_000).padStart(6, '0') }
}

test(
  'a citizen signs in by a code; the account is made on first use and found again',
  scene(async stage => {
    const device = stage.device()
    expect(await request(device)).toEqual({ minutes: 5, againInSeconds: 60 })
    const { code } = await received(stage)
    const me = await enter(device, code, '+84901234567', '  Lê  Văn Tám ')
    expect(me).toMatchObject({ kind: 'citizen', name: 'Lê Văn Tám', phone: '0901 234 567', login: null, grants: [] })
    expect(await device.identity.me({})).toEqual(me)

    stage.at(after(3600))
    await request(stage.anyone, '84901234567')
    const again = await enter(stage.device(), (await received(stage)).code, PHONE, 'Người Khác')
    expect(again).toMatchObject({ accountId: me.accountId, name: 'Lê Văn Tám' })
  }),
)

test(
  'without a name the account is called by the end of its number',
  scene(async stage => {
    await request(stage.anyone)
    const device = stage.device()
    expect(await enter(device, (await received(stage)).code)).toMatchObject({ name: '*** 567' })
    await device.identity.rename({ body: { name: 'Lê Văn Tám' } })
    expect(await device.identity.me({})).toMatchObject({ name: 'Lê Văn Tám' })
  }),
)

test(
  'asking for a code says nothing about whether the phone is known',
  scene(async stage => {
    await stage.as.citizen('0907654321').identity.me({})
    expect(await request(stage.anyone, '0907654321')).toEqual(await request(stage.anyone))
  }),
)

test(
  'a code is asked for and tried alike whether the phone is known, new or disabled, and no account is looked at for it',
  scene(async stage => {
    const [known, fresh, disabled] = ['0907654321', '0907654322', '0907654323']
    await stage.as.citizen(known).identity.me({})
    const { accountId } = await stage.as.citizen(disabled).player()
    await stage.app.run(ctx => setDisabled(ctx, accountId, true))
    await stage.settle()
    const looks = async () =>
      (
        await stage.sql<{ n: number }[]>`
        select (coalesce(seq_scan, 0) + coalesce(idx_scan, 0))::int as n
          from pg_stat_xact_user_tables where relid = 'identity.account'::regclass`
      )[0]?.n
    const answers = []
    for (const phone of [known, fresh, disabled]) {
      const before = await looks()
      const asked = await request(stage.anyone, phone)
      expect(await looks()).toBe(before)
      const { wrong } = await received(stage, phone)
      const problem = await enter(stage.anyone, wrong, phone).catch(error => error)
      expect(await looks()).toBe(before)
      answers.push({ asked, code: problem.code, status: problem.status, params: problem.params })
    }
    expect(answers[1]).toEqual(answers[0])
    expect(answers[2]).toEqual(answers[0])
  }),
)

test(
  'a phone gets ten codes a day at most, and the day after again',
  scene(async stage => {
    for (let n = 0; n < 10; n++) {
      stage.at(after(n * 1000))
      await request(stage.anyone)
    }
    stage.at(after(6 * 3600))
    await expect(request(stage.anyone)).rejects.toMatchObject({
      code: 'identity.code-wait',
      params: { seconds: 18 * 3600 },
    })
    await request(stage.anyone, '0907654321')
    stage.at(after(24 * 3600))
    await request(stage.anyone)
  }),
)

test(
  'codes cost no more than the policy says in a day, by whatever phones and addresses; a part is kept for known devices',
  scene(async stage => {
    await stage.sql`delete from identity.phone_code`
    const known = stage.device('203.113.131.7')
    await request(known)
    await enter(known, (await received(stage)).code)
    const params = { perPhoneADay: 10, priceVnd: 800, perDayVnd: 8000, keptForKnownPercent: 20 }
    await stage.as.administrator().policies.set({
      params: { code: 'identity.codes' },
      body: { unitId: COUNTRY_ID, from: '2026-11-20', document: 'Thử', params },
    })
    const phone = (n: number) => `09076543${String(n).padStart(2, '0')}`
    for (let n = 1; n < 8; n++) await request(stage.device(`198.51.100.${n}`), phone(n))
    const ceiling = { code: 'identity.codes-ceiling', status: 429 }
    await expect(request(stage.device('198.51.100.99'), phone(8))).rejects.toMatchObject(ceiling)
    await known.identity.signOut({})
    for (const n of [8, 9]) await request(known, phone(n))
    await expect(request(known, phone(10))).rejects.toMatchObject(ceiling)
    stage.at(after(24 * 3600 + 1))
    await request(stage.anyone, phone(11))
  }),
)

test(
  'neither number nor code is readable in the database',
  scene(async stage => {
    await request(stage.anyone)
    const { code } = await received(stage)
    await enter(stage.anyone, code)
    const rows = await stage.sql`
      select to_jsonb(a)::text as row from identity.account a union all select to_jsonb(c)::text from identity.phone_code c`
    const all = JSON.stringify(rows)
    expect(all).not.toContain('901234567')
    expect(all).not.toContain(code)
  }),
)

test(
  'a wrong code says how many tries are left; after five the right one is refused too',
  scene(async stage => {
    await request(stage.anyone)
    const { code, wrong } = await received(stage)
    for (const left of [4, 3, 2, 1])
      await expect(enter(stage.anyone, wrong)).rejects.toMatchObject({ code: 'identity.code-wrong', params: { left } })
    await expect(enter(stage.anyone, wrong)).rejects.toMatchObject({ code: 'identity.code-attempts' })
    await expect(enter(stage.anyone, code)).rejects.toMatchObject({ code: 'identity.code-attempts' })
    stage.at(after(60))
    await request(stage.anyone)
    await enter(stage.anyone, (await received(stage)).code)
  }),
)

test(
  'guesses in parallel are all counted',
  scene(async stage => {
    await request(stage.anyone)
    const { wrong } = await received(stage)
    const guesses = await Promise.allSettled(Array.from({ length: 12 }, () => enter(stage.anyone, wrong)))
    const codes = guesses.map(one => (one.status === 'rejected' ? one.reason.code : 'in'))
    expect(codes.filter(code => code === 'identity.code-wrong')).toHaveLength(POLICY.code.attempts - 1)
    expect(codes.filter(code => code === 'identity.code-attempts')).toHaveLength(12 - POLICY.code.attempts + 1)
  }),
)

test(
  'a code is good for five minutes',
  scene(async stage => {
    await request(stage.anyone)
    const { code } = await received(stage)
    stage.at(after(5 * 60))
    await expect(enter(stage.anyone, code)).rejects.toMatchObject({ code: 'identity.code-expired' })
  }),
)

test(
  'a code is good once',
  scene(async stage => {
    await request(stage.anyone)
    const { code } = await received(stage)
    await enter(stage.anyone, code)
    await expect(enter(stage.anyone, code)).rejects.toMatchObject({ code: 'identity.code-expired' })
  }),
)

test(
  'a code belongs to its phone, and a newer one replaces it',
  scene(async stage => {
    await request(stage.anyone)
    const first = (await received(stage)).code
    await expect(enter(stage.anyone, first, '0907654321')).rejects.toMatchObject({ code: 'identity.code-expired' })
    stage.at(after(60))
    await request(stage.anyone)
    const second = (await received(stage)).code
    if (first !== second)
      await expect(enter(stage.anyone, first)).rejects.toMatchObject({ code: 'identity.code-wrong' })
    await enter(stage.anyone, second)
  }),
)

test(
  'one code a minute and five an hour go to a phone, whoever asks',
  scene(async stage => {
    await request(stage.device('203.113.131.7'))
    const refused = await request(stage.device('198.51.100.9')).catch(error => error)
    expect(refused).toMatchObject({ code: 'identity.code-wait', status: 429, params: { seconds: 60 } })
    expect(refused.message).toContain('60 giây')
    for (const minute of [1, 2, 3, 4]) {
      stage.at(after(minute * 60))
      await request(stage.anyone)
    }
    stage.at(after(5 * 60))
    await expect(request(stage.anyone)).rejects.toMatchObject({ params: { seconds: 55 * 60 } })
    stage.at(after(3600))
    await request(stage.anyone)
  }),
)

test(
  'an office behind one address registers all its people',
  scene(async stage => {
    const desk = stage.device('203.113.131.7')
    for (let n = 0; n < 30; n++) await request(desk, `09012345${String(n).padStart(2, '0')}`)
  }),
)

test.each([
  ['a landline', '0234 3822 222'],
  ['a retired prefix', '0163 123 4567'],
  ['too short', '09012345'],
  ['a number abroad', '+1 415 555 2671'],
  ['no number', 'không biết'],
])('%s gets no code', (_, phone) =>
  scene(async ({ anyone, sql }) => {
    await expect(request(anyone, phone)).rejects.toMatchObject({ code: 'identity.phone-invalid' })
    expect(await sql`select from identity.phone_code`).toHaveLength(0)
  })(),
)

test(
  'a disabled citizen is refused',
  scene(async stage => {
    await request(stage.anyone)
    const { accountId } = await enter(stage.device(), (await received(stage)).code)
    await stage.app.run(ctx => setDisabled(ctx, accountId, true))
    stage.at(after(60))
    await request(stage.anyone)
    await expect(enter(stage.anyone, (await received(stage)).code)).rejects.toMatchObject({ code: 'identity.disabled' })
  }),
)

test(
  'a citizen has no password to change',
  scene(async ({ as }) => {
    await expect(
      as.citizen().identity.changePassword({ body: { current: 'gì cũng được', next: 'mật khẩu mới' } }),
    ).rejects.toMatchObject({ code: 'identity.no-password' })
  }),
)

test(
  'an account speaks for its person from the moment they are linked',
  scene(async ({ app, as, sql }) => {
    const citizen = as.citizen()
    const { accountId, token } = await citizen.player()
    expect((await app.authenticate(token))?.personIds).toEqual([])
    const personId = 'c7d6a3b0-0000-7000-8000-000000000001'
    await sql`
      insert into people.person (id, full_name, name_key, birth_date) values (${personId}, 'Lê Văn Tám', 'le van tam', '1990')`
    const who = await app.authenticate(token)
    await app.run(ctx => linkPerson({ ...ctx, who }, personId))
    expect(await app.authenticate(token)).toMatchObject({ accountId, personId, personIds: [personId] })
    expect(await citizen.identity.me({})).toMatchObject({ personId, personIds: [personId] })
  }),
)
