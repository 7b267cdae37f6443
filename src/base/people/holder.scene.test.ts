import { describe, expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { unitNamed } from '#apps/testing/world.ts'
import { addGrant } from '#base/identity/grants.ts'
import { putInInbox } from '#base/messages/subscriptions.ts'
import { COUNTRY_ID } from '#base/units/model.ts'
import { newId } from '#core/ids.ts'
import { CLAIM_POLICY } from './claims.ts'
import { addPerson, isOfAge } from './people.ts'

const PHONE = '0905000009'
const E164 = '+84905000009'
const BORN = '1950-03-02'
const START = Date.parse('2026-11-20T02:00:00Z')
type Device = ReturnType<Stage['device']>

let codes = 0
/** Signs in by a code; each some minutes after the one before. */
async function enter(stage: Stage, device: Device, phone = PHONE) {
  stage.at(new Date(START + ++codes * 20 * 60_000))
  await device.identity.requestCode({ body: { phone } })
  const { messages } = await stage.anyone.messages.mailbox({ query: { phone } })
  const code = /\b\d{6}\b/.exec(messages[0]?.text ?? '')?.[0] ?? ''
  return device.identity.signInByPhone({ body: { phone, code } })
}
const person = (
  { app, world }: Stage,
  fullName: string,
  birthDate: string,
  phone: string | undefined = E164,
  householdId?: string,
) =>
  app.run(ctx =>
    addPerson(ctx, {
      fullName,
      birthDate,
      unitId: unitNamed(world, 'Xã Phong Bình'),
      ...(householdId ? { householdId } : {}),
      identifiers: phone ? { phone } : {},
    }),
  )

/** Trần Thị Bình has an account of her own, by which she manages a place. */
async function binh(stage: Stage) {
  codes = 0
  const personId = await person(stage, 'Trần Thị Bình', BORN)
  const device = stage.device()
  const { accountId } = await enter(stage, device)
  await device.people.claim({ body: { personId, birthDate: BORN } })
  await stage.app.run(ctx => addGrant(ctx, { accountId, role: 'place-manager', placeId: personId }))
  return { device, accountId, personId }
}
const asked = { before: 'confirm-holder', personId: null, personIds: [], grants: [], name: '*** 009' }

describe('a number that passed on to somebody else', () => {
  test(
    'shows nothing of who had it before a fact of that person is said; the device that knew the account is not asked',
    scene(async stage => {
      const { device, personId } = await binh(stage)
      expect(await enter(stage, device)).toMatchObject({ before: null, personId })
      const other = stage.device()
      expect(await enter(stage, other)).toMatchObject(asked)
      const refused = { code: 'core.refused.confirm-holder', status: 403 }
      await expect(other.people.mine({})).rejects.toMatchObject(refused)
      await expect(other.people.candidates({})).rejects.toMatchObject(refused)
      await expect(other.identity.mySessions({})).rejects.toMatchObject(refused)
      await expect(other.identity.endMyOtherSessions({})).rejects.toMatchObject(refused)
      await expect(other.identity.rename({ body: { name: 'Kẻ Khác' } })).rejects.toMatchObject(refused)
      expect(await other.identity.me({})).toMatchObject(asked)
    }),
  )

  test(
    'is asked again by whoever was asked and went on, or signed out and came back',
    scene(async stage => {
      await binh(stage)
      const other = stage.device()
      await enter(stage, other)
      expect(await enter(stage, other)).toMatchObject(asked)
      await other.identity.signOut({})
      expect(await enter(stage, other)).toMatchObject(asked)
    }),
  )

  test(
    'is asked the birth date a few times a day; who knows it comes in whole',
    scene(async stage => {
      const { personId } = await binh(stage)
      const other = stage.device()
      await enter(stage, other)
      await expect(other.people.holder({ body: { birthDate: '1951-03-02' } })).rejects.toMatchObject({
        code: 'people.holder-refused',
      })
      await other.people.holder({ body: { birthDate: BORN } })
      expect(await other.identity.me({})).toMatchObject({ before: null, personId, grants: [{ role: 'place-manager' }] })
      const guesser = stage.device()
      await enter(stage, guesser)
      for (let n = 1; n < CLAIM_POLICY.guessesPerDay; n++)
        await guesser.people.holder({ body: { birthDate: `19${60 + n}-01-01` } }).catch(() => {})
      await expect(guesser.people.holder({ body: { birthDate: BORN } })).rejects.toMatchObject({
        code: 'people.claim-wait',
        status: 429,
      })
    }),
  )

  test(
    '“this is not me” parts the account: the new holder has nothing of the old one, who is out, and is not written to there',
    scene(async stage => {
      const { device, accountId, personId } = await binh(stage)
      const other = stage.device()
      await enter(stage, other)
      await other.people.notMe({})
      expect(await other.identity.me({})).toMatchObject({
        accountId,
        before: null,
        personId: null,
        grants: [],
        name: '*** 009',
      })
      expect((await other.people.candidates({})).people).toEqual([])
      await expect(device.identity.me({})).rejects.toMatchObject({ status: 401 })
      await other.people.introduce({
        body: {
          fullName: 'Lê Văn Mới',
          birthDate: '1999-01-01',
          sex: 'male',
          unitId: unitNamed(stage.world, 'Xã Phong Bình'),
          address: '',
        },
      })
      const { people } = await other.people.mine({})
      expect(people.map(one => one.fullName)).toEqual(['Lê Văn Mới'])
      const officer = stage.as.healthOfficer('Xã Phong Bình')
      expect(await officer.people.get({ query: {}, params: { personId } })).toMatchObject({ phone: null })
    }),
  )

  test(
    'the old holder comes back by the station with a new number; what the old number opened is closed',
    scene(async stage => {
      const { device, personId } = await binh(stage)
      const officer = stage.as.healthOfficer('Xã Phong Bình')
      stage.at(new Date(START))
      await expect(
        stage.as.healthOfficer('Quảng Trị').people.setPhone({ params: { personId }, body: { phone: '0905000077' } }),
      ).rejects.toMatchObject({ status: 403 })
      await expect(
        officer.people.setPhone({ params: { personId }, body: { phone: 'không có' } }),
      ).rejects.toMatchObject({ code: 'people.phone-invalid' })
      await officer.people.setPhone({ params: { personId }, body: { phone: '0905000077' } })
      await expect(device.identity.me({})).rejects.toMatchObject({ status: 401 })
      const again = stage.device()
      await enter(stage, again, '0905000077')
      await again.people.claim({ body: { personId, birthDate: BORN } })
      expect(await again.identity.me({})).toMatchObject({ personId })
      const old = stage.device()
      expect(await enter(stage, old)).toMatchObject({ before: null, personId: null, grants: [] })
      expect((await old.people.candidates({})).people).toEqual([])
    }),
  )

  test(
    'is not asked where an installation says so',
    scene(async stage => {
      const { personId } = await binh(stage)
      const body = { unitId: COUNTRY_ID, from: '2026-11-20', document: 'Thử', params: { ask: false } }
      stage.at(new Date(START))
      await stage.as.administrator().policies.set({ params: { code: 'identity.holder' }, body })
      expect(await enter(stage, stage.device())).toMatchObject({ before: null, personId })
    }),
  )
})

describe('a phone that two share', () => {
  test(
    'each speaks for themselves on their own device, and only whose account it is has its grants',
    scene(async stage => {
      const { device, personId } = await binh(stage)
      const husband = await person(stage, 'Nguyễn Văn Chồng', '1948-07-08')
      const other = stage.device()
      await enter(stage, other)
      await other.people.holder({ body: { birthDate: '1948-07-08' } })
      expect(await other.identity.me({})).toMatchObject({ before: null, personId: husband, grants: [] })
      expect(await device.identity.me({})).toMatchObject({ personId, grants: [{ role: 'place-manager' }] })
    }),
  )

  test(
    'who comes back on their own device is asked again, and does not become the other',
    scene(async stage => {
      await binh(stage)
      const husband = await person(stage, 'Nguyễn Văn Chồng', '1948-07-08')
      const other = stage.device()
      await enter(stage, other)
      await other.people.holder({ body: { birthDate: '1948-07-08' } })
      await other.identity.signOut({})
      expect(await enter(stage, other)).toMatchObject(asked)
      await other.people.holder({ body: { birthDate: '1948-07-08' } })
      expect(await other.identity.me({})).toMatchObject({ personId: husband, grants: [] })
    }),
  )

  test(
    'who is in no register yet says that they share it, and enters themselves beside the other',
    scene(async stage => {
      const { device, personId } = await binh(stage)
      const other = stage.device()
      await enter(stage, other)
      await other.people.sharePhone({})
      expect(await other.identity.me({})).toMatchObject({ before: null, personId: null, grants: [] })
      await other.people.introduce({
        body: {
          fullName: 'Nguyễn Văn Chồng',
          birthDate: '1948-07-08',
          sex: 'male',
          unitId: unitNamed(stage.world, 'Xã Phong Bình'),
          address: '',
        },
      })
      const { people } = await other.people.mine({})
      expect(people.map(one => one.fullName)).toEqual(['Nguyễn Văn Chồng'])
      expect(await other.identity.me({})).toMatchObject({ grants: [] })
      expect(await device.identity.me({})).toMatchObject({ personId })
    }),
  )

  test(
    'who shares it, or got the number, has nothing of the account: no name, message, device or other way in',
    scene(async stage => {
      const { device, accountId } = await binh(stage)
      await stage.app.run(ctx => putInInbox(ctx, { id: newId(ctx.now), accountId, text: 'Bà Bình là F1.' }))
      const other = stage.device()
      await enter(stage, other)
      await other.people.sharePhone({})
      expect(await other.identity.me({})).toMatchObject({ name: '*** 009' })
      const refused = { code: 'core.refused.not-yours', status: 403 }
      await expect(other.messages.inbox({})).rejects.toMatchObject(refused)
      await expect(other.identity.mySessions({})).rejects.toMatchObject(refused)
      await expect(other.identity.endMyOtherSessions({})).rejects.toMatchObject(refused)
      await expect(other.identity.rename({ body: { name: 'Kẻ Khác' } })).rejects.toMatchObject(refused)
      await expect(other.openid.startLink({ params: { provider: 'quoc-gia' } })).rejects.toMatchObject(refused)
      expect((await device.messages.inbox({})).messages).toMatchObject([{ text: 'Bà Bình là F1.' }])
      await other.identity.signOut({})
    }),
  )
})

describe('the family', () => {
  test.each([
    ['2008-11-20', '2026-11-20', true],
    ['2008-11-21', '2026-11-20', false],
    ['2008', '2026-11-20', false],
    ['2007', '2026-11-20', true],
    [null, '2026-11-20', false],
  ])('born %s is of age on %s: %s', (born, today, is) => expect(isOfAge(born as never, today)).toBe(is))

  test(
    'who comes of age and has an account of their own is theirs alone from that day; a child with a phone is not',
    scene(async stage => {
      codes = 0
      const mother = stage.as.citizen('0905000001')
      const entry = (fullName: string, birthDate: string) => ({
        body: {
          fullName,
          birthDate,
          sex: 'unknown' as const,
          unitId: unitNamed(stage.world, 'Xã Phong Bình'),
          address: '',
        },
      })
      await mother.people.introduce(entry('Nguyễn Thị Mẹ', '1980-01-01'))
      const { personId: daughter } = await mother.people.introduce(entry('Lê Thị Con', '2008-11-22'))
      const names = async () => (await mother.people.mine({})).people.map(one => one.fullName)
      const own = await stage.as.citizen('0905000002').player()
      await stage.sql`update identity.account set person_id = ${daughter} where id = ${own.accountId}`
      expect(await names()).toEqual(['Nguyễn Thị Mẹ', 'Lê Thị Con'])
      stage.at('2026-11-22T02:00:00Z')
      expect(await names()).toEqual(['Nguyễn Thị Mẹ'])
    }),
  )
})
