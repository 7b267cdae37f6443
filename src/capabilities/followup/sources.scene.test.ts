import { expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { unitNamed } from '#apps/testing/world.ts'
import { addPerson } from '#base/people/people.ts'
import { openWork } from '#base/work/work.ts'
import { family } from '#capabilities/declarations/testing.ts'
import { at } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { goRound } from './rounds.ts'

const NOON = '2026-11-20T05:00:00Z'
const STAY = 'Xã Phong Bình'

const plansOf = ({ sql }: Stage, personId: string) => sql<
  { id: string; untilDay: string; testDays: string[]; isCase: boolean; endedHow: string | null; unitId: string }[]
>`
  select id, until_day, test_days::text[] as test_days, is_case, ended_how, unit_id from followup.plan
  where person_id = ${personId} order by opened_at`

const watched = async (stage: Stage) =>
  (await stage.as.healthOfficer(STAY).work.inbox({ query: {} })).rows.filter(row => row.kind === 'followup.watch')

/** Somebody who stays at home under a signed order, a case or not. */
async function ordered(stage: Stage, { isCase = false, kind = 'home' as 'home' | 'centralised' } = {}) {
  stage.at(NOON)
  const unitId = stage.world.units[STAY] as string
  const personId = await stage.app.run(ctx =>
    addPerson(ctx, { fullName: 'Võ Thị Nhà', birthDate: '1990', unitId, identifiers: { phone: '+84905123456' } }),
  )
  if (isCase)
    await stage.as.tracer('Thừa Thiên Huế').tracing.openCase({
      body: {
        personId,
        unitId,
        origin: 'community',
        onsetOn: '2026-11-19',
        sampledAt: null,
        isolatedAt: null,
        confirmedAt: '2026-11-20T04:00:00Z',
      },
    })
  const station = stage.as.healthOfficer(STAY)
  const chair = stage.as.role('commune-chair', { areaId: unitId })
  const { orders } = await station.isolation.propose({
    body: {
      unitId,
      kind,
      reason: isCase ? 'case' : 'contact',
      place: 'Thôn 1',
      fromOn: '2026-11-20',
      days: 10,
      note: 'Thử',
      people: [
        {
          personId,
          isProtected: false,
        },
      ],
    },
  })
  const orderId = orders[0]?.orderId as string
  await chair.isolation.sign({ body: { orderIds: [orderId] } })
  await stage.settle()
  return { unitId, personId, orderId, station, chair }
}

test(
  'who arrives from an epidemic area and need not be isolated is followed by the commune of stay, and asked the next morning',
  scene(async stage => {
    stage.at(NOON)
    const { citizen, personId, declaration } = await family(stage)
    await stage.as.tracer('Thừa Thiên Huế').declarations.addArea({
      body: {
        areaId: unitNamed(stage.world, '45'),
        unitId: unitNamed(stage.world, 'Thừa Thiên Huế'),
        from: '2026-11-15',
        document: 'CV 1/BCĐ',
      },
    })
    await citizen.declarations.declare({ body: declaration() })
    const officer = stage.as.healthOfficer(STAY)
    expect(await plansOf(stage, personId)).toEqual([])
    const [arrival] = (await officer.work.inbox({ query: {} })).rows
    const params = { workId: arrival?.id ?? '' }
    await officer.work.move({ params, body: { step: 'arrive', version: 1 } })
    expect(await plansOf(stage, personId)).toEqual([])
    await officer.work.move({ params, body: { step: 'watch', version: 2, note: 'Đã tiêm đủ, theo dõi tại nhà' } })
    const [plan] = await plansOf(stage, personId)
    expect(plan).toMatchObject({ unitId: stage.world.units[STAY], untilDay: '2026-12-04', isCase: false })
    expect(await watched(stage)).toMatchObject([{ params: { case: 'arrival' }, state: 'to-reach' }])

    stage.at('2026-11-21T00:05:00Z')
    await stage.app.run(goRound)
    const { people } = await citizen.followup.mine({})
    expect(people).toMatchObject([{ planId: plan?.id, answered: false }])
  }),
)

test(
  'a case that is treated at home is asked as everybody, with signs and tests of its own; a positive test is no news',
  scene(async stage => {
    const { personId, station } = await ordered(stage, { isCase: true })
    const [plan] = await plansOf(stage, personId)
    expect(plan).toMatchObject({ isCase: true, testDays: ['2026-11-27'] })
    expect(await watched(stage)).toMatchObject([{ params: { case: 'home' } }])
    const params = { planId: plan?.id ?? '' }
    const say = (symptoms: ('fever' | 'breathless')[], spo2: number | null = null) =>
      station.followup.record({
        params,
        body: { id: newId(stage.app.clock()), symptoms, temperature: 38.2, spo2, method: 'phone', reached: true },
      })
    expect(await say(['fever'])).toEqual({ worries: [] })
    expect(await say(['breathless'], 96)).toEqual({ worries: ['breathless', 'spo2'] })

    stage.at('2026-11-27T05:00:00Z')
    const body = { id: newId(stage.app.clock()), takenOn: '2026-11-27', method: 'rapid', outcome: 'positive' } as const
    expect(await station.followup.test({ params, body })).toEqual({ becameCase: false })
    await stage.settle()
    expect(await plansOf(stage, personId)).toMatchObject([{ endedHow: null }])
    expect(await station.followup.plan({ params })).toMatchObject({ isCase: true, testsDue: ['2026-11-27'] })
    expect(await stage.sql`select from tracing.case_file`).toHaveLength(1)
  }),
)

test(
  'an order that ends early ends the follow-up that it was the reason for',
  scene(async stage => {
    const { personId, orderId, chair } = await ordered(stage)
    expect(await plansOf(stage, personId)).toMatchObject([{ isCase: false, endedHow: null }])
    await chair.isolation.step({ body: { step: 'end-early', orderIds: [orderId], note: 'Âm tính' } })
    await stage.settle()
    expect(await plansOf(stage, personId)).toMatchObject([{ endedHow: 'withdrawn' }])
    expect(await watched(stage)).toEqual([])
  }),
)

test(
  'who is taken to a centre is not followed at home, nor is anybody because of other work',
  scene(async stage => {
    const { personId, unitId } = await ordered(stage, { kind: 'centralised' })
    await stage.app.run(ctx =>
      openWork(ctx, { kind: 'declarations.arrival', subject: at.person(personId), unitId, personId }),
    )
    await stage.settle()
    expect(await plansOf(stage, personId)).toEqual([])
  }),
)

test(
  'nobody asks how the dead are, nor at home who was taken to a hospital; who recovered is released by their tests',
  scene(async stage => {
    const { personId, station } = await ordered(stage, { isCase: true })
    const [file] = await stage.sql<{ id: string }[]>`select id from tracing.case_file where person_id = ${personId}`
    const params = { caseId: file?.id as string }
    const tell = async (body: object) => {
      stage.at(new Date(stage.app.clock().getTime() + 60_000))
      await station.tracing.recordOutcome({
        params,
        body: { source: 'Bệnh viện báo', reason: 'Báo lại', ...body } as never,
      })
      await stage.settle()
      return (await plansOf(stage, personId)).map(plan => plan.endedHow)
    }
    expect(await tell({ outcome: 'recovered' })).toEqual([null])
    expect(await tell({ outcome: 'transferred', facility: 'Bệnh viện Phổi' })).toEqual(['withdrawn'])
    expect(await watched(stage)).toEqual([])
  }),
)
