import { expect, test } from 'vitest'
import { type Acting, PASSWORD } from '#apps/testing/cast.ts'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { createAccount } from '#base/identity/accounts.ts'
import { addGrant, revokeGrants } from '#base/identity/grants.ts'
import { formatCccd, formatNational, posterToken } from '#base/people/codes.ts'
import { addPerson } from '#base/people/people.ts'
import { enforce } from '#base/retention/enforce.ts'
import { writeStandings } from '#base/standing/standing.ts'
import { newId } from '#core/ids.ts'
import { sealerFor } from '#core/web/seal.ts'
import type { KeptScan } from './contract.ts'

/** When the network is back, at a market whose guards scanned since the morning. */
const EVENING = '2026-11-20T12:00:00Z'
const CODE = formatNational({
  idNumber: '046090900001',
  name: 'Nguyễn Văn An',
  birthDate: '1990-12-01',
  sex: 'male',
  qid: '990000000000000001',
})
const NEWCOMER = formatCccd({
  idNumber: '046190900077',
  name: 'Trần Thị Lạ',
  birthDate: '1990-02-03',
  sex: 'female',
  address: '',
  issuedOn: '2021-05-01',
})

type Given = Partial<KeptScan> & { readonly code?: string }

async function market(stage: Stage) {
  const manager = stage.as.citizen('0905000001')
  const guard = stage.as.citizen('0905000002')
  const unitId = stage.world.units['Thị trấn Phong Điền'] as string
  const { placeId } = await manager.checkpoints.register({
    body: { kind: 'market', name: 'Chợ Phong Điền', unitId, address: '' },
  })
  const phone = { phone: '0905000002', name: 'Lê Thị Bình', role: 'place-staff' as const }
  const { grantId } = await manager.checkpoints.addStaff({ params: { placeId }, body: phone })
  const personId = await stage.app.run(ctx =>
    addPerson(ctx, {
      fullName: 'Nguyễn Văn An',
      birthDate: '1990-12-01',
      sex: 'male',
      unitId,
      identifiers: { cccd: '046090900001', qid: '990000000000000001' },
    }),
  )
  const passOf = async (who: Acting) => {
    const { places, sealingKey } = await who.checkpoints.mine({})
    const place = places.find(({ id }) => id === placeId)
    return { token: place?.pass ?? '', seal: await sealerFor(sealingKey) }
  }
  /** A scan as a device keeps it: `at` by the device's clock. */
  const kept = async (who: Acting, at: string, { code = CODE, ...more }: Given = {}): Promise<KeptScan> => {
    const id = more.id ?? newId(new Date(at))
    const { seal } = await passOf(who)
    return { id, deviceAt: at, behindMs: 0, direction: 'in', sealed: await seal(code, id), ...more }
  }
  const deliver = async (who: Acting, scans: KeptScan[], sentAt = EVENING, as = stage.anyone) => {
    const { token } = await passOf(who)
    return (await as.checkpoints.deliver({ params: { token }, body: { sentAt, scans } })).receipts
  }
  const recorded = () => stage.sql<{ id: string; personId: string; at: Date; direction: string; recorderId: string }[]>`
    select id, person_id, at, direction, recorder_id from timeline.scan order by at, id`
  const waiting = async () => (await manager.checkpoints.parked({ params: { placeId } })).scans
  return { manager, guard, unitId, placeId, grantId, personId, passOf, kept, deliver, recorded, waiting }
}

test(
  'a day without a network arrives once, in the name of who scanned, with nobody signed in',
  scene(async stage => {
    const { guard, manager, personId, kept, deliver, recorded } = await market(stage)
    const { accountId } = await guard.player()
    const scans = [
      await kept(guard, '2026-11-20T03:00:00Z'),
      await kept(guard, '2026-11-20T04:00:00Z', { direction: 'out' }),
      await kept(guard, '2026-11-20T05:00:00Z', { code: NEWCOMER }),
    ]
    const others = [await kept(manager, '2026-11-20T06:00:00Z')]
    stage.at(EVENING)
    expect((await deliver(guard, scans)).map(({ state }) => state)).toEqual(['recorded', 'recorded', 'recorded'])
    expect((await deliver(guard, scans)).map(({ state }) => state)).toEqual(['known', 'known', 'known'])
    await deliver(manager, others)
    const facts = await recorded()
    expect(facts.map(({ id }) => id)).toEqual([...scans, ...others].map(({ id }) => id))
    expect(facts[0]).toMatchObject({ personId, at: new Date('2026-11-20T03:00:00Z'), recorderId: accountId })
    expect(facts[3]).toMatchObject({ recorderId: (await manager.player()).accountId })
  }),
)

test(
  'a clock that is hours wrong is put right for the whole batch',
  scene(async stage => {
    const { guard, kept, deliver, recorded } = await market(stage)
    const behindMs = 5 * 3_600_000
    const scan = await kept(guard, '2026-11-19T23:00:00Z', { id: newId(new Date('2026-11-20T04:00:00Z')), behindMs })
    stage.at(EVENING)
    await deliver(guard, [scan], '2026-11-20T07:00:00Z')
    expect(await recorded()).toMatchObject([{ at: new Date('2026-11-20T04:00:00Z') }])
  }),
)

test(
  'only who scanned and is signed in hears what they would have been told',
  scene(async stage => {
    const { guard, manager, personId, kept, deliver } = await market(stage)
    await stage.app.run(ctx =>
      writeStandings(ctx, [{ personId, source: 'tracing', level: 'red', reason: 'tracing.standing.case' }]),
    )
    const scans = [await kept(guard, '2026-11-20T11:59:00Z')]
    stage.at(EVENING)
    expect(await deliver(guard, scans, EVENING, manager)).toMatchObject([{ state: 'recorded', outcome: null }])
    expect(await deliver(guard, scans)).toMatchObject([{ state: 'known', outcome: null }])
    expect(await deliver(guard, scans, EVENING, guard)).toMatchObject([{ state: 'known', outcome: 'see-health-staff' }])
  }),
)

const AT_NOON = '2026-11-20T05:00:00Z'
test.each<[string, string, Given, string]>([
  ['too old', '2026-11-17T11:00:00Z', {}, 'checkpoints.too-old'],
  ['in the future', '2026-11-20T13:00:00Z', {}, 'checkpoints.in-future'],
  ['of a clock that was set meanwhile', AT_NOON, { behindMs: 7_200_000 }, 'checkpoints.clock-changed'],
  ['without a time', AT_NOON, { deviceAt: 'sáng nay' }, 'checkpoints.malformed'],
  ['without a direction', AT_NOON, { direction: 'up' }, 'checkpoints.malformed'],
  ['with an area that is none', AT_NOON, { areaId: 'cổng' }, 'checkpoints.malformed'],
  ['with a broken seal', AT_NOON, { sealed: 'AAAA' }, 'checkpoints.unreadable'],
  ['with half a code', AT_NOON, { code: '046090900001||Nguyễn Văn' }, 'standing.code.truncated'],
  ['with a code nobody knows', AT_NOON, { code: 'hello' }, 'standing.code.unrecognised'],
  ['with a place’s code', AT_NOON, { code: posterToken('K7Q2M9XD') }, 'standing.code.poster'],
  ['under a random id', AT_NOON, { id: '6f1d2c1e-8f3a-4a63-9d0b-0d5c3a8f1b22' }, 'checkpoints.bad-id'],
  ['under an id of another year', AT_NOON, { id: newId(new Date('2019-01-01')) }, 'timeline.out-of-range'],
])('a scan %s is parked once for a person, and the others are recorded', (_, at, given, reason) =>
  scene(async stage => {
    const { guard, placeId, unitId, kept, deliver, recorded, waiting } = await market(stage)
    const scans = [await kept(guard, '2026-11-20T04:00:00Z', { code: NEWCOMER }), await kept(guard, at, given)]
    stage.at(EVENING)
    for (const state of ['recorded', 'known'])
      expect(await deliver(guard, scans)).toMatchObject([{ state }, { state: 'parked', reason }])
    expect(await recorded()).toHaveLength(1)
    expect(await waiting()).toMatchObject([{ reason, recorder: 'Lê Thị Bình' }])
    expect(await stage.sql`select kind, unit_id, subject_id from work.item where open`).toEqual([
      { kind: 'checkpoints.parked', unitId, subjectId: placeId },
    ])
  })(),
)

test(
  'who would have left before they came is looked at by a person',
  scene(async stage => {
    const { guard, kept, deliver } = await market(stage)
    const scans = [
      await kept(guard, '2026-11-20T05:00:00Z', { behindMs: null }),
      await kept(guard, '2026-11-20T04:00:00Z', { behindMs: null, direction: 'out' }),
    ]
    stage.at(EVENING)
    expect(await deliver(guard, scans)).toMatchObject([
      { state: 'recorded' },
      { state: 'parked', reason: 'checkpoints.left-before' },
    ])
  }),
)

test(
  'another scan under a used id is parked beside the first, whichever comes when',
  scene(async stage => {
    const { guard, kept, deliver, recorded, waiting } = await market(stage)
    const first = await kept(guard, '2026-11-20T04:00:00Z')
    const second = await kept(guard, '2026-11-20T04:00:00Z', { id: first.id, code: NEWCOMER })
    const third = await kept(guard, '2026-11-20T04:00:00Z', { id: first.id, direction: 'out' })
    stage.at(EVENING)
    expect(await deliver(guard, [first])).toMatchObject([{ state: 'recorded' }])
    for (let i = 0; i < 2; i++)
      expect(await deliver(guard, [second, third, first])).toMatchObject([
        { state: 'parked', reason: 'timeline.id-reused' },
        { state: 'parked', reason: 'timeline.id-reused' },
        { state: 'known' },
      ])
    expect(await recorded()).toHaveLength(1)
    expect(await waiting()).toHaveLength(2)
  }),
)

test(
  'a right that was lost, a sign-out and a closed place count from when they happened',
  scene(async stage => {
    const { guard, manager, placeId, grantId, kept, deliver, passOf } = await market(stage)
    const before = await kept(guard, '2026-11-20T01:59:00Z')
    const after = await kept(guard, '2026-11-20T05:00:00Z')
    const { token } = await passOf(guard)
    const sent = async (scans: KeptScan[]) =>
      (await stage.anyone.checkpoints.deliver({ params: { token }, body: { sentAt: EVENING, scans } })).receipts
    await guard.identity.signOut({})
    stage.at(EVENING)
    expect(await sent([before, after])).toMatchObject([
      { state: 'recorded' },
      { state: 'parked', reason: 'checkpoints.after-sign-out' },
    ])
    const managers = [await kept(manager, '2026-11-20T03:00:00Z'), await kept(manager, '2026-11-20T05:00:00Z')]
    await stage.sql`update places.place set closed_at = '2026-11-20T04:00:00Z' where id = ${placeId}`
    stage.at('2026-11-20T12:01:00Z')
    expect(await deliver(manager, managers, '2026-11-20T12:01:00Z')).toMatchObject([
      { state: 'recorded' },
      { state: 'parked', reason: 'checkpoints.place-closed' },
    ])
    await stage.app.run(ctx => revokeGrants(ctx, { grantId }))
    expect(await sent([await kept(manager, '2026-11-20T01:58:00Z')])).toMatchObject([
      { state: 'parked', reason: 'checkpoints.not-on-staff' },
    ])
  }),
)

test(
  'a scan that was recorded at once and whose answer was lost is known, however late it is sent again',
  scene(async stage => {
    const { guard, placeId, kept, deliver, recorded } = await market(stage)
    const at = '2026-11-20T02:00:00.000Z'
    const scan = await kept(guard, at)
    const { id, deviceAt } = scan
    const body = { id, code: CODE, direction: 'in' as const, deviceAt, sentAt: at }
    await guard.checkpoints.scan({ params: { placeId }, body })
    stage.at('2026-11-24T02:00:00Z')
    expect(await deliver(guard, [scan], '2026-11-24T02:00:00Z')).toMatchObject([{ state: 'known' }])
    expect(await recorded()).toHaveLength(1)
  }),
)

test(
  'the manager records at a corrected time, the health station discards with a reason, and the work is done',
  scene(async stage => {
    const { guard, manager, placeId, kept, deliver, recorded, waiting } = await market(stage)
    const station = stage.as.healthOfficer('Phong Điền')
    const scans = [
      await kept(guard, '2026-11-20T05:00:00Z', { behindMs: 7_200_000 }),
      await kept(guard, '2026-11-16T05:00:00Z'),
      await kept(guard, '2026-11-20T05:00:00Z', { code: 'hello' }),
    ]
    stage.at(EVENING)
    await deliver(guard, scans)
    const params = { placeId }
    const [changed, old, unread] = await waiting()
    expect(changed).toMatchObject({ name: 'NGUYEN VAN AN', birthYear: '1990', at: '2026-11-20T07:00:00.000Z' })
    expect(unread).toMatchObject({ name: null, readable: false })
    const settle = (who: Acting, body: object) =>
      who.checkpoints.settle({ params, body: { decision: 'record', reason: '', ...body } as never })
    await expect(settle(guard, {})).rejects.toMatchObject({ code: 'core.refused.verb' })
    await expect(settle(manager, { ids: [unread?.id] })).rejects.toMatchObject({ code: 'checkpoints.not-recordable' })
    await expect(settle(manager, { ids: [old?.id], at: '2026-11-21T05:00:00Z' })).rejects.toMatchObject({
      code: 'checkpoints.impossible-time',
    })
    expect(await settle(manager, { ids: [changed?.id] })).toEqual({ settled: 1, left: 2 })
    expect(await settle(manager, { ids: [old?.id], at: '2026-11-20T01:00:00Z' })).toEqual({ settled: 1, left: 1 })
    expect(await station.work.inbox({ query: {} })).toMatchObject({ rows: [{ kind: 'checkpoints.parked' }] })
    await expect(settle(station, { decision: 'discard' })).rejects.toMatchObject({ code: 'checkpoints.reason-missing' })
    expect(await settle(station, { decision: 'discard', reason: 'Mã quảng cáo' })).toEqual({ settled: 1, left: 0 })
    expect((await station.work.inbox({ query: {} })).rows).toEqual([])
    expect(await recorded()).toMatchObject([
      { at: new Date('2026-11-20T01:00:00Z'), recorderId: (await guard.player()).accountId },
      { id: scans[0]?.id, at: new Date('2026-11-20T07:00:00Z') },
    ])
    expect((await deliver(guard, scans)).map(({ state }) => state)).toEqual(['known', 'known', 'known'])
    expect(await recorded()).toHaveLength(2)
    expect(
      await stage.sql`select decision, decided_why, sealed is null as gone from checkpoints.parked order by n`,
    ).toEqual([
      { decision: 'recorded', decidedWhy: null, gone: true },
      { decision: 'recorded', decidedWhy: null, gone: true },
      { decision: 'discarded', decidedWhy: 'Mã quảng cáo', gone: false },
    ])
  }),
)

test(
  'a scan at a shared machine says who and at which machine, at once and later',
  scene(async stage => {
    const { manager, placeId, unitId, waiting } = await market(stage)
    const admin = stage.as.administrator('Thị trấn Phong Điền')
    const { pairing } = await admin.stations.addPost({ body: { unitId, name: 'Bàn gác cổng chợ' } })
    const machine = stage.device()
    await machine.stations.register({ body: { code: pairing.code } })
    const accountId = await stage.app.run(async ctx => {
      const about = { name: 'Phan Văn Gác', login: 'gac.pv', password: PASSWORD, mustChangePassword: false }
      const id = await createAccount(ctx, { kind: 'officer', unitId, ...about })
      await addGrant(ctx, { accountId: id, role: 'place-staff', placeId })
      return id
    })
    await machine.identity.signIn({ body: { login: 'gac.pv', password: PASSWORD } })
    const now = stage.app.clock().toISOString()
    const body = { id: newId(stage.app.clock()), code: CODE, direction: 'in' as const, deviceAt: now, sentAt: now }
    await machine.checkpoints.scan({ params: { placeId }, body })
    const { places, sealingKey } = await machine.checkpoints.mine({})
    const id = newId(stage.app.clock())
    const scan = {
      id,
      deviceAt: now,
      behindMs: 0,
      direction: 'in',
      sealed: await (await sealerFor(sealingKey))('hello', id),
    }
    const params = { token: places[0]?.pass ?? '' }
    await machine.checkpoints.deliver({ params, body: { sentAt: now, scans: [scan] } })
    expect(await waiting()).toMatchObject([{ recorder: 'Phan Văn Gác', station: 'Bàn gác cổng chợ' }])
    expect(
      await stage.sql`
        select s.recorder_id, p.name from timeline.scan s join stations.device d on d.id = s.device_id
        join stations.post p on p.id = d.post_id`,
    ).toEqual([{ recorderId: accountId, name: 'Bàn gác cổng chợ' }])
    await manager.checkpoints.settle({ params: { placeId }, body: { decision: 'discard', reason: 'Mã quảng cáo' } })
  }),
)

test(
  'a look at parked scans is audited, and what was scanned is kept no longer than a check-in',
  scene(async stage => {
    const { guard, kept, deliver, waiting } = await market(stage)
    const scan = await kept(guard, '2026-11-16T05:00:00Z')
    stage.at(EVENING)
    await deliver(guard, [scan])
    await waiting()
    expect(await stage.sql`select purpose from core.audit where endpoint = 'checkpoints.parked'`).toEqual([
      { purpose: 'checkpoints.parked' },
    ])
    stage.at('2026-12-19T12:00:00Z')
    await enforce(stage.app)
    expect(await stage.sql`select decision, sealed from checkpoints.parked`).toEqual([
      { decision: 'expired', sealed: null },
    ])
    expect(await stage.sql`select from work.item where open`).toHaveLength(0)
  }),
)

test(
  'a pass that was altered, is old or is for something else, and a body of 50 MB change nothing',
  scene(async stage => {
    const { guard, kept, passOf, recorded } = await market(stage)
    const { token } = await passOf(guard)
    const scan = await kept(guard, '2026-11-20T04:00:00Z')
    const send = (given: string, scans: KeptScan[] = [scan]) =>
      stage.anyone.checkpoints.deliver({ params: { token: given }, body: { sentAt: EVENING, scans } })
    stage.at(EVENING)
    const refused = { code: 'core.refused.link', status: 403 }
    await expect(send(`${token.slice(0, -2)}xx`)).rejects.toMatchObject(refused)
    await expect(send(stage.app.keyring.signLink('other', 'a b c', new Date('2027-01-01')))).rejects.toMatchObject(
      refused,
    )
    const huge = { ...scan, sealed: 'A'.repeat(50 * 1024 * 1024) }
    await expect(send(token, [huge])).rejects.toMatchObject({ code: 'core.too-large', status: 413 })
    stage.at('2026-12-21T00:00:00Z')
    await expect(send(token)).rejects.toMatchObject(refused)
    expect(await recorded()).toEqual([])
  }),
)
