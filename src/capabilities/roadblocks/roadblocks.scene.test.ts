import { expect, test } from 'vitest'
import type { Acting } from '#apps/testing/cast.ts'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { formatCccd } from '#base/people/codes.ts'
import { addPerson } from '#base/people/people.ts'
import { enforce } from '#base/retention/enforce.ts'
import { writeStandings } from '#base/standing/standing.ts'
import { family } from '#capabilities/declarations/testing.ts'
import { newId } from '#core/ids.ts'
import { sealerFor } from '#core/web/seal.ts'
import type { CrossingRecord, KeptCrossing } from './contract.ts'

const NOW = '2026-11-20T02:00:00Z'
const LATER = '2026-11-20T04:00:00Z'
const card = (n: number, name: string) =>
  formatCccd({
    idNumber: `04609090020${n}`,
    name,
    birthDate: '1990-12-01',
    sex: 'male',
    address: 'Tổ 3',
    issuedOn: '2021-05-01',
  })

type Given = Partial<CrossingRecord> & { readonly at?: string; readonly id?: string; readonly behindMs?: number | null }

/** A post on the road into Phong Điền, its head and an officer on shift; Quảng Trị is listed. */
async function post(stage: Stage) {
  const { as, world } = stage
  const unit = (name: string) => world.units[name] as string
  const registrar = as.registrar('Thừa Thiên Huế')
  const { roadblockId } = await registrar.roadblocks.register({
    body: {
      name: 'Chốt Mỹ Chánh',
      unitId: unit('Xã Phong Bình'),
      address: 'Km 800, quốc lộ 1',
      head: { phone: '0905000011', name: 'Trần Văn Trưởng' },
    },
  })
  const head = as.citizen('0905000011')
  const officer = as.citizen('0905000012')
  const params = { roadblockId }
  await head.roadblocks.addStaff({
    params,
    body: { phone: '0905000012', name: 'Lê Thị Chốt', role: 'roadblock-officer' },
  })
  await as.healthOfficer('Thừa Thiên Huế').declarations.addArea({
    body: { areaId: unit('45'), unitId: unit('46'), from: '2026-11-10', document: 'Thông báo 12' },
  })
  const passOf = async (who: Acting) => {
    const { posts, sealingKey } = await who.roadblocks.mine({})
    return { token: posts.find(({ id }) => id === roadblockId)?.pass ?? '', seal: await sealerFor(sealingKey) }
  }
  const record = (given: Partial<CrossingRecord> = {}): CrossingRecord => ({
    plate: {
      kind: 'civil',
      text: '75A-123.45',
    },
    vehicle: 'car',
    permit: '',
    fromId: unit('45'),
    toId: unit('Xã Phong Bình'),
    purpose: 'home',
    travellers: [
      {
        driver: true,
        code: card(1, 'Nguyễn Văn Một'),
      },
    ],
    shown: 'isolate',
    decision: 'isolate',
    reason: '',
    ...given,
  })
  /** A crossing as a device keeps it. */
  const kept = async (who: Acting, { at = NOW, id = newId(new Date(at)), behindMs = 0, ...given }: Given = {}) => {
    const { seal } = await passOf(who)
    return { id, deviceAt: at, behindMs, sealed: await seal(JSON.stringify(record(given)), id) } satisfies KeptCrossing
  }
  const deliver = async (who: Acting, crossings: KeptCrossing[], sentAt = NOW) => {
    const { token } = await passOf(who)
    return (await stage.anyone.roadblocks.deliver({ params: { token }, body: { sentAt, crossings } })).receipts
  }
  const stored = () => stage.sql<Record<string, unknown>[]>`select * from roadblocks.crossing order by at, id`
  return { unit, registrar, roadblockId, params, head, officer, passOf, record, kept, deliver, stored }
}

test(
  'a vehicle is recorded once, sealed, in the name of who recorded it, with what the rules said',
  scene(async stage => {
    const { officer, params, kept, deliver, stored } = await post(stage)
    await officer.roadblocks.stand({ params })
    const one = await kept(officer)
    expect(await deliver(officer, [one])).toEqual([{ id: one.id, state: 'recorded', reason: null }])
    expect(await deliver(officer, [one])).toEqual([{ id: one.id, state: 'known', reason: null }])
    const [row, ...more] = await stored()
    expect(more).toEqual([])
    expect(row).toMatchObject({
      recorderId: (await officer.player()).accountId,
      fromListed: 'whole',
      proposed: 'isolate',
      why: 'untested-home',
      decision: 'isolate',
      policyVersion: 'roadblocks.proposal@2021-10-12',
      people: 1,
      isolated: 1,
    })
    expect(JSON.stringify(row)).not.toMatch(/75A|123\.45/)
    const { rows } = await officer.roadblocks.crossings({ params, query: {} })
    expect(rows).toMatchObject([
      { plate: '75A-123.45', people: [{ name: 'Nguyễn Văn Một', driver: true }], recorder: 'Lê Thị Chốt' },
    ])
  }),
)

test(
  'another vehicle under a used id is parked beside the first',
  scene(async stage => {
    const { officer, kept, deliver, stored } = await post(stage)
    const first = await kept(officer)
    const second = await kept(officer, { id: first.id, vehicle: 'truck' })
    expect(await deliver(officer, [first, second])).toMatchObject([
      { state: 'recorded' },
      { state: 'parked', reason: 'timeline.id-reused' },
    ])
    expect(await stored()).toHaveLength(1)
  }),
)

test(
  'the commune of destination expects who comes from an epidemic area, once whoever tells of them, and counts the others',
  scene(async stage => {
    const { unit, officer, kept, deliver } = await post(stage)
    const station = stage.as.healthOfficer('Xã Phong Bình')
    const others = stage.as.healthOfficer('Phường 1')
    const tested = { kind: 'pcr', result: 'negative', takenAt: '2026-11-19T02:00:00Z', place: 'Đông Hà' } as const
    await deliver(officer, [
      await kept(officer),
      await kept(officer, {
        travellers: [
          { driver: true, code: card(2, 'Nguyễn Văn Hai'), test: tested },
          { driver: false, code: card(3, 'Nguyễn Văn Ba'), decision: 'turn-back' },
        ],
        decision: 'pass',
      }),
      await kept(officer, { travellers: [{ driver: true, code: card(1, 'Nguyễn Văn Một') }] }),
      await kept(officer, {
        fromId: unit('Phường Phú Hậu'),
        decision: 'pass',
        travellers: [{ driver: true, typed: { fullName: 'Phạm Thị Gần', birthYear: '1970' } }],
      }),
    ])
    const { rows } = await station.work.inbox({ query: { kind: 'roadblocks.arrival' } })
    expect(rows.map(row => row.person?.name).toSorted()).toEqual(['Nguyễn Văn Hai', 'Nguyễn Văn Một'])
    const two = rows.find(row => row.person?.name === 'Nguyễn Văn Hai')
    await station.isolation.propose({
      body: {
        unitId: two?.unit.id as string,
        people: [
          {
            personId: two?.person?.id as string,
            isProtected: false,
          },
        ],
        kind: 'home',
        reason: 'returned',
        place: 'Thôn 1',
        fromOn: '2026-11-20',
        days: 7,
        note: 'Từ vùng dịch',
      },
    })
    await stage.settle()
    const left = await station.work.inbox({ query: { kind: 'roadblocks.arrival' } })
    expect(left.rows.map(row => row.person?.name)).toEqual(['Nguyễn Văn Một'])
    const figures = await stage.sql`
      select name, sum(value)::int as value from indicators.value
      where name like 'roadblocks.%' and unit_id = ${unit('Xã Phong Bình')} group by name order by name`
    expect(Object.fromEntries(figures.map(({ name, value }) => [name, value]))).toEqual({
      'roadblocks.vehicles': 4,
      'roadblocks.people': 5,
      'roadblocks.passed': 2,
      'roadblocks.turned': 1,
      'roadblocks.isolated': 2,
      'roadblocks.coming': 4,
    })
    const travellerId = rows.find(row => row.person?.name.includes('Hai'))?.subject.id as string
    expect(await station.roadblocks.traveller({ params: { travellerId } })).toMatchObject({
      plate: '75A-123.45',
      decision: 'pass',
      test: tested,
    })
    await expect(others.roadblocks.traveller({ params: { travellerId } })).rejects.toMatchObject({ status: 403 })
    await expect(officer.roadblocks.traveller({ params: { travellerId } })).rejects.toMatchObject({ status: 403 })
  }),
)

test(
  'who declared already is not expected twice',
  scene(async stage => {
    const { officer, kept, deliver } = await post(stage)
    const { citizen, personId, declaration } = await family(stage)
    await citizen.declarations.declare({ body: declaration() })
    const { people } = await citizen.people.mine({})
    await deliver(officer, [await kept(officer, { travellers: [{ driver: true, code: people[0]?.qrFull as string }] })])
    expect(await stage.sql`select kind from work.item where open and person_id = ${personId}`).toEqual([
      { kind: 'declarations.arrival' },
    ])
  }),
)

test(
  'a plate seen within the hours brings back who was in it, to those on shift at the posts of the province, audited',
  scene(async stage => {
    const { unit, officer, head, registrar, params, kept, deliver } = await post(stage)
    await deliver(officer, [await kept(officer)])
    const ask = (who: Acting, roadblockId = params.roadblockId, plate = '75a 123 45') =>
      who.roadblocks.vehicle({ params: { roadblockId }, body: { plate, foreign: false } })
    await expect(ask(head)).rejects.toMatchObject({ code: 'roadblocks.not-on-shift' })
    await head.roadblocks.stand({ params })
    const { last } = await ask(head)
    expect(last).toMatchObject({
      post: 'Chốt Mỹ Chánh',
      vehicle: 'car',
      toId: unit('Xã Phong Bình'),
      people: [{ name: 'Nguyễn Văn Một', birthYear: '1990', driver: true, seeHealthStaff: false }],
    })
    expect(JSON.stringify(last)).not.toContain('0460909')
    const again = await kept(head, { travellers: [{ driver: true, ref: last?.people[0]?.ref as string }] })
    await deliver(head, [again])
    const people = await stage.sql`select distinct person_id from roadblocks.traveller`
    expect(people).toHaveLength(1)
    expect(await ask(head, params.roadblockId, '75A-999.99')).toEqual({ last: null })
    await expect(ask(head, params.roadblockId, 'không phải biển')).rejects.toMatchObject({ code: 'roadblocks.plate' })
    const looks = await stage.sql`select ref_id from core.audit where purpose = 'roadblocks.vehicle'`
    expect(looks.map(({ refId }) => refId)).toContain(params.roadblockId)

    const guests = await stage.as.registrar('Quảng Trị').roadblocks.register({
      body: {
        name: 'Chốt Đông Hà',
        unitId: unit('Phường 1'),
        address: '',
        head: { phone: '0905000013', name: 'Hồ Bắc' },
      },
    })
    const other = stage.as.citizen('0905000013')
    await other.roadblocks.stand({ params: guests })
    expect(await ask(other, guests.roadblockId)).toEqual({ last: null })
    stage.at('2026-11-24T02:00:00Z')
    expect(await ask(head)).toEqual({ last: null })
    await expect(ask(registrar)).rejects.toMatchObject({ status: 403 })
  }),
)

test(
  'somebody is found by a code, a number or the name with the year, never by the name alone; orders are not told',
  scene(async stage => {
    const { unit, officer, params } = await post(stage)
    const personId = await stage.app.run(ctx =>
      addPerson(ctx, {
        fullName: 'Nguyễn Văn Tìm',
        birthDate: '1980-02-03',
        unitId: unit('Xã Phong Bình'),
        identifiers: { cccd: '046080900001' },
      }),
    )
    await stage.app.run(ctx =>
      writeStandings(ctx, [{ personId, source: 'tracing', level: 'red', reason: 'tracing.standing.case' }]),
    )
    const find = (q: string) => officer.roadblocks.find({ params, body: { q } })
    await expect(find('046080900001')).rejects.toMatchObject({ code: 'roadblocks.not-on-shift' })
    await officer.roadblocks.stand({ params })
    for (const q of ['046080900001', 'nguyen van tim 1980']) {
      const { people } = await find(q)
      expect(people).toMatchObject([{ name: 'Nguyễn Văn Tìm', birthYear: '1980', seeHealthStaff: true }])
      expect(JSON.stringify(people)).not.toMatch(/tracing|red|0460809/)
    }
    expect(await find('Nguyễn Văn Tìm')).toEqual({ people: [], narrow: true })
    expect(await find(card(7, 'Trần Văn Mới'))).toMatchObject({ people: [{ identity: 'new' }] })
    await expect(find('|||')).resolves.toMatchObject({ people: [] })
  }),
)

test(
  'people without a code, with a forged reference and twice in one vehicle do not keep it from being recorded',
  scene(async stage => {
    const { officer, kept, deliver } = await post(stage)
    const typed = { fullName: 'Lò Văn Khách', birthYear: '1975', idNumber: 'B1234567' }
    const travellers = [
      { driver: true, typed },
      { driver: false, typed },
      { driver: false, ref: 'giả' },
      { driver: false, code: 'SL1.giả' },
    ]
    expect(await deliver(officer, [await kept(officer, { travellers })])).toMatchObject([{ state: 'recorded' }])
    expect(await stage.sql`select person_id is not null as known, doubt from roadblocks.traveller order by n`).toEqual([
      { known: true, doubt: null },
      { known: false, doubt: 'roadblocks.ref-old' },
      { known: false, doubt: expect.stringMatching(/^standing\.code\./) },
    ])
  }),
)

test(
  'one shift at a time: who stands in it sees it, who takes over sees counts and a note, the head the day',
  scene(async stage => {
    const { officer, head, params, kept, deliver } = await post(stage)
    const view = (who: Acting) => who.roadblocks.shift({ params })
    expect(await view(officer)).toMatchObject({ shift: null, last: null, parked: null })
    const { shiftId } = await officer.roadblocks.stand({ params })
    await deliver(officer, [await kept(officer, { at: '2026-11-20T02:00:00Z' })])
    await expect(head.roadblocks.crossings({ params, query: {} })).rejects.toMatchObject({
      code: 'roadblocks.not-on-shift',
    })
    stage.at(LATER)
    const waiting = await kept(officer, { at: '2026-11-20T03:00:00Z' })
    const { accountId } = await head.player()
    await expect(
      officer.roadblocks.end({ params, body: { note: '', waiting: 0, toAccountId: newId() } }),
    ).rejects.toMatchObject({ status: 404 })
    const ended = await officer.roadblocks.end({
      params,
      body: { note: 'Đèn hỏng', waiting: 1, toAccountId: accountId },
    })
    expect(ended.counts).toMatchObject({ vehicles: 1, people: 1, isolated: 1 })
    await expect(officer.roadblocks.crossings({ params, query: {} })).rejects.toMatchObject({
      code: 'roadblocks.not-on-shift',
    })
    const taken = await view(head)
    expect(taken).toMatchObject({
      shift: { yours: true, counts: { vehicles: 0 } },
      last: { note: 'Đèn hỏng', waiting: 1, by: 'Lê Thị Chốt', counts: { vehicles: 1 } },
    })
    expect((await view(officer)).shift).toMatchObject({ yours: false, counts: null })
    // What comes late counts for the shift in which it was.
    await deliver(officer, [waiting], LATER)
    const shifts = await stage.sql`select shift_id from roadblocks.crossing`
    expect(shifts.map(row => row.shiftId)).toEqual([shiftId, shiftId])
    expect((await head.roadblocks.log({ params, query: {} })).rows).toHaveLength(2)
    const odd = { after: `2026-11-20T00:00Z~${'-'.repeat(36)}` }
    await expect(head.roadblocks.log({ params, query: odd })).rejects.toMatchObject({ code: 'core.unreadable' })
    await expect(officer.roadblocks.log({ params, query: {} })).rejects.toMatchObject({ status: 403 })
    await expect(officer.roadblocks.end({ params, body: { note: '', waiting: 0 } })).rejects.toMatchObject({
      code: 'roadblocks.not-on-shift',
    })
  }),
)

test(
  'the head takes the log of a day out as a workbook',
  scene(async stage => {
    const { officer, head, params, kept, deliver } = await post(stage)
    await deliver(officer, [await kept(officer, { reason: '=1+1' })])
    const book = await head.roadblocks.export({ params, query: { day: '2026-11-20' } })
    const { default: Excel } = await import('exceljs')
    const read = new Excel.Workbook()
    await read.xlsx.load(Buffer.from(await book.arrayBuffer()) as never)
    const [headings, row] = read.worksheets[0]?.getRows(1, 2)?.map(one => one.values as unknown[]) ?? []
    expect(headings).toContain('Biển số')
    expect(row).toEqual(expect.arrayContaining(['2026-11-20 09:00', '75A-123.45', 'Nguyễn Văn Một', 'Cách ly']))
    await expect(officer.roadblocks.export({ params, query: {} })).rejects.toMatchObject({ status: 403 })
  }),
)

test.each<[string, Given & { readonly broken?: boolean }, string]>([
  ['too old', { at: '2026-11-16T02:00:00Z' }, 'roadblocks.too-old'],
  ['of the future', { at: '2026-11-20T05:00:00Z' }, 'roadblocks.in-future'],
  ['of a clock that was set', { behindMs: 7_200_000 }, 'roadblocks.clock-changed'],
  ['under a random id', { id: '6f1d2c1e-8f3a-4a63-9d0b-0d5c3a8f1b22' }, 'roadblocks.bad-id'],
  ['from nowhere', { fromId: newId() }, 'roadblocks.unknown-place'],
  ['without anybody', { travellers: [] }, 'roadblocks.malformed'],
  ['whose seal is broken', { broken: true }, 'roadblocks.unreadable'],
])('a record %s is parked for the head, and the others are recorded', (_, { broken, ...given }, reason) =>
  scene(async stage => {
    const { officer, head, params, kept, deliver, stored } = await post(stage)
    stage.at(LATER)
    const bad = await kept(officer, given)
    const crossings = [await kept(officer), broken ? { ...bad, sealed: 'AAAA' } : bad]
    for (const state of ['recorded', 'known'])
      expect(await deliver(officer, crossings, LATER)).toMatchObject([{ state }, { state: 'parked', reason }])
    expect(await stored()).toHaveLength(1)
    expect((await head.roadblocks.parked({ params })).crossings).toMatchObject([{ reason, recorder: 'Lê Thị Chốt' }])
  })(),
)

test(
  'what came under the id of another record is recorded under that of its parking, so that twice is once',
  scene(async stage => {
    const { officer, head, params, kept, deliver, stored } = await post(stage)
    const first = await kept(officer)
    await deliver(officer, [first])
    await deliver(officer, [await kept(officer, { id: first.id, vehicle: 'truck' })])
    const [parked] = (await head.roadblocks.parked({ params })).crossings
    expect(parked).toMatchObject({ reason: 'timeline.id-reused' })
    await head.roadblocks.settle({ params, body: { ids: [parked?.id as string], decision: 'record', reason: '' } })
    expect((await stored()).map(({ id }) => id).sort()).toEqual([first.id, parked?.id].sort())
  }),
)

test(
  'the head records what was parked as it seems to have been, or discards it with a reason',
  scene(async stage => {
    const { officer, head, params, kept, deliver, stored } = await post(stage)
    stage.at(LATER)
    const crossings = [
      await kept(officer, { behindMs: 7_200_000 }),
      { ...(await kept(officer, { vehicle: 'truck' })), sealed: 'AAAA' },
    ]
    await deliver(officer, crossings, LATER)
    const { crossings: waiting } = await head.roadblocks.parked({ params })
    const [changed, unread] = [true, false].map(readable => waiting.find(one => one.readable === readable))
    expect(changed).toMatchObject({ plate: '75A-123.45', people: 1, readable: true })
    const settle = (who: Acting, id: string | undefined, decision: 'record' | 'discard', reason = '') =>
      who.roadblocks.settle({ params, body: { ids: [id as string], decision, reason } })
    await expect(settle(officer, changed?.id, 'record')).rejects.toMatchObject({ status: 403 })
    await expect(settle(head, unread?.id, 'record')).rejects.toMatchObject({ code: 'roadblocks.not-recordable' })
    await expect(settle(head, unread?.id, 'discard')).rejects.toMatchObject({ code: 'roadblocks.reason-missing' })
    const station = stage.as.healthOfficer('Phong Điền')
    const waits = async () =>
      (await station.work.inbox({ query: { kind: 'roadblocks.parked' } })).rows.map(({ params }) => params)
    const place = 'Chốt Mỹ Chánh'
    expect(await waits()).toEqual([{ place, count: 2, why: 'several' }])
    expect(await settle(head, changed?.id, 'record')).toEqual({ settled: 1, left: 1 })
    expect(await waits()).toEqual([{ place, count: 1, why: 'code' }])
    expect(await settle(station, unread?.id, 'discard', 'Máy thử của kỹ thuật')).toEqual({ settled: 1, left: 0 })
    expect(await waits()).toEqual([])
    expect(await stored()).toMatchObject([
      { id: crossings[0]?.id, recorderId: (await officer.player()).accountId, at: new Date('2026-11-20T04:00:00Z') },
    ])
    expect(await deliver(officer, crossings, LATER)).toMatchObject([{ state: 'known' }, { state: 'known' }])
    expect((await head.roadblocks.parked({ params })).crossings).toEqual([])
  }),
)

test(
  'who lost the right, a post elsewhere and a pass that was altered change nothing',
  scene(async stage => {
    const { officer, head, roadblockId, params, kept, deliver, passOf, stored } = await post(stage)
    const { staff } = await head.roadblocks.staff({ params })
    const grantId = staff.find(one => one.name === 'Lê Thị Chốt')?.grantId as string
    const one = await kept(officer)
    const { token } = await passOf(officer)
    const send = (given: string) =>
      stage.anyone.roadblocks.deliver({ params: { token: given }, body: { sentAt: NOW, crossings: [one] } })
    await expect(send(`${token.slice(0, -2)}xx`)).rejects.toMatchObject({ code: 'core.refused.link' })
    await head.roadblocks.removeStaff({ params: { ...params, grantId } })
    expect((await send(token)).receipts).toMatchObject([{ state: 'parked', reason: 'roadblocks.not-on-staff' }])
    expect(await stored()).toEqual([])
    expect((await officer.roadblocks.mine({})).posts).toEqual([])
    const own = staff.find(member => member.role === 'roadblock-head')?.grantId as string
    await expect(head.roadblocks.removeStaff({ params: { ...params, grantId: own } })).rejects.toMatchObject({
      code: 'identity.staff.last',
    })
    await expect(stage.as.citizen('0905000019').roadblocks.shift({ params })).rejects.toMatchObject({ status: 403 })
    // The staff of a post have no door to scan at.
    expect((await head.checkpoints.mine({})).places).toEqual([])
    expect(await deliver(head, [await kept(head, { vehicle: 'truck' })])).toMatchObject([{ state: 'recorded' }])
    expect(roadblockId).toBe(params.roadblockId)
  }),
)

test(
  'posts are set up by a registrar of the area and by nobody else, and seen with their figures by those who may',
  scene(async stage => {
    const { unit, officer, kept, deliver } = await post(stage)
    await deliver(officer, [await kept(officer)])
    const body = { name: 'Chốt tự lập', unitId: unit('Phường 1'), address: '' }
    await expect(stage.as.citizen().roadblocks.register({ body })).rejects.toMatchObject({ status: 403 })
    await expect(stage.as.registrar('Thừa Thiên Huế').roadblocks.register({ body })).rejects.toMatchObject({
      code: 'core.refused.area',
    })
    await expect(
      stage.as.citizen().checkpoints.register({ body: { ...body, kind: 'roadblock' as 'office' } }),
    ).rejects.toMatchObject({ code: 'core.invalid-input' })
    const { posts } = await stage.as.leader('Thừa Thiên Huế').roadblocks.posts({ query: {} })
    expect(posts).toMatchObject([{ name: 'Chốt Mỹ Chánh', counts: { vehicles: 1, people: 1, isolated: 1 }, parked: 0 }])
    expect((await stage.as.leader('Quảng Trị').roadblocks.posts({ query: {} })).posts).toEqual([])
  }),
)

test(
  'a device is given the rule and the places, listed or not, and nothing of anybody; the figures are forgotten in time',
  scene(async stage => {
    const { unit, officer, params, kept, deliver, stored } = await post(stage)
    await deliver(officer, [await kept(officer)])
    const desk = await officer.roadblocks.desk({ params })
    const of = (name: string) => desk.choices.find(({ id }) => id === unit(name))
    expect(of('45')).toMatchObject({ listed: 'whole', home: false })
    expect(of('Thành phố Đông Hà')).toMatchObject({ listed: 'whole' })
    expect(of('Xã Phong Bình')).toMatchObject({ listed: 'none', home: true })
    expect(of('Phường 1')).toBeUndefined()
    expect(desk.usual).toEqual([unit('Xã Phong Bình')])
    expect(desk.rule).toMatchObject({ pcrHours: 72, untestedHome: 'isolate' })
    stage.at('2026-12-19T02:00:00Z')
    await enforce(stage.app)
    expect(await stored()).toEqual([])
  }),
)

test(
  'a post shows its day without a name, to those who answer for its area',
  scene(async stage => {
    const { unit, officer, head, params, kept, deliver } = await post(stage)
    await officer.roadblocks.stand({ params })
    const home = unit('Phường Phú Hậu')
    await deliver(officer, [
      await kept(officer),
      await kept(officer, { at: '2026-11-20T01:10:00Z', fromId: home, decision: 'pass', shown: 'pass' }),
      await kept(officer, { at: '2026-11-20T01:50:00Z', fromId: home, decision: 'pass', shown: 'pass' }),
      await kept(officer, { at: '2026-11-19T16:50:00Z', fromId: home, decision: 'pass', shown: 'pass' }),
    ])
    const station = stage.as.healthOfficer('Xã Phong Bình')
    const day = await station.roadblocks.post({ params, query: {} })
    expect(day).toMatchObject({
      day: '2026-11-20',
      closedAt: null,
      counts: { vehicles: 3, people: 3, passed: 2, turned: 0, isolated: 1 },
      shift: { members: ['Lê Thị Chốt'] },
      reasons: [
        { decision: 'pass', why: 'clear', vehicles: 2, people: 2 },
        { decision: 'isolate', why: 'untested-home', vehicles: 1 },
      ],
      to: [{ vehicles: 3 }],
    })
    expect(day.hours.map((vehicles, hour) => [hour, vehicles]).filter(([, vehicles]) => vehicles)).toEqual([
      [8, 2],
      [9, 1],
    ])
    expect(day.from.map(one => [one.label.split(',')[0], one.vehicles])).toEqual([
      ['Phường Phú Hậu', 2],
      ['Tỉnh Quảng Trị', 1],
    ])
    expect(JSON.stringify(day)).not.toMatch(/Nguyễn|75A/)
    const before = await station.roadblocks.post({ params, query: { day: '2026-11-19' } })
    expect(before.counts.vehicles).toBe(1)
    expect(before.hours[23]).toBe(1)
    const refused = { status: 403 }
    await expect(stage.as.healthOfficer('Phường 1').roadblocks.post({ params, query: {} })).rejects.toMatchObject(
      refused,
    )
    await expect(head.roadblocks.post({ params, query: {} })).rejects.toMatchObject(refused)
  }),
)

test(
  'a post that closes ends its shift and leaves the lists; what was recorded later is parked; it opens again',
  scene(async stage => {
    const { registrar, officer, roadblockId, params, passOf, kept, deliver } = await post(stage)
    await officer.roadblocks.stand({ params })
    const { token } = await passOf(officer)
    const [before, after] = [await kept(officer), await kept(officer, { at: '2026-11-20T03:00:00Z' })]
    stage.at('2026-11-20T02:30:00Z')
    await registrar.places.close({ params: { placeId: roadblockId } })
    await stage.settle()
    const post1 = await registrar.roadblocks.post({ params, query: {} })
    expect(post1).toMatchObject({ closedAt: '2026-11-20T02:30:00.000Z', shift: null })
    const listed = async (query: { closed?: 'true' } = {}) =>
      (await registrar.roadblocks.posts({ query })).posts.map(one => one.id)
    expect([await listed(), await listed({ closed: 'true' })]).toEqual([[], [roadblockId]])
    stage.at(LATER)
    const body = { sentAt: LATER, crossings: [before, after] }
    expect((await stage.anyone.roadblocks.deliver({ params: { token }, body })).receipts).toMatchObject([
      { state: 'recorded' },
      { state: 'parked', reason: 'roadblocks.place-closed' },
    ])
    await registrar.places.reopen({ params: { placeId: roadblockId } })
    expect(await listed()).toEqual([roadblockId])
    await officer.roadblocks.stand({ params })
    expect(await deliver(officer, [before], LATER)).toMatchObject([{ state: 'known' }])
  }),
)
