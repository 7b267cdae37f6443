import { expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { check, recompute } from '#base/indicators/index.ts'
import { addPerson } from '#base/people/people.ts'
import { addPlaces } from '#base/places/places.ts'
import { dropPartitions } from '#base/timeline/partitions.ts'
import { recorder } from '#base/timeline/record.ts'
import { scanFact } from '#base/timeline/scan.ts'
import { newId } from '#core/ids.ts'
import type { Figure, Overview } from './contract.ts'

/** 14:00 on a Friday in Vietnam. */
const NOW = '2026-11-20T07:00:00Z'
const PROVINCE = 'Thừa Thiên Huế'
const COMMUNE = 'Thị trấn Phong Điền'
const NEIGHBOUR = 'Xã Phong Hiền'

async function town(stage: Stage) {
  stage.at(NOW)
  const { app, world } = stage
  const unitOf = (name: string) => world.units[name] as string
  const [placeId] = await app.run(ctx =>
    addPlaces(ctx, [{ kind: 'market', name: 'Chợ Phong Điền', unitId: unitOf(COMMUNE) }]),
  )
  const person = (unit = COMMUNE) =>
    app.run(ctx => addPerson(ctx, { fullName: 'Người Giả Định', birthDate: '1990', unitId: unitOf(unit) }))
  const scan = async (time: string, personId?: string, direction: 'in' | 'out' = 'in') => {
    const at = new Date(time)
    await app.use(recorder).record(scanFact, {
      id: newId(at),
      personId: personId ?? (await person()),
      placeId: placeId as string,
      areaId: null,
      unitId: unitOf(COMMUNE),
      direction,
      method: 'own',
      verified: true,
      at,
      deviceAt: at,
      receivedAt: at,
      uncertaintyS: 0,
      recorderId: null,
    })
  }
  const open = async (confirmedAt: string, personId?: string, unit = COMMUNE) =>
    stage.as.tracer(PROVINCE).tracing.openCase({
      body: {
        personId: personId ?? (await person(unit)),
        unitId: unitOf(unit),
        origin: 'community',
        onsetOn: null,
        sampledAt: null,
        confirmedAt,
        isolatedAt: confirmedAt,
      },
    })
  const see = (unit = PROVINCE, day?: string) =>
    stage.as.leader(unit).command.overview({ query: { unitId: unitOf(unit), ...(day ? { day } : {}) } })
  return { unitOf, person, scan, open, see, tracer: stage.as.tracer(PROVINCE) }
}

const figure = (seen: Overview, key: Figure['key']) => seen.figures.find(one => one.key === key)
const inUnit = (seen: Overview, id: string) => seen.units.find(unit => unit.id === id)?.figures

test(
  'before anything happened every number is there, and says nothing',
  scene(async stage => {
    const { see, unitOf } = await town(stage)
    const seen = await see()
    expect(seen.figures.map(({ key, value }) => [key, value])).toEqual([
      ['cases-today', 0],
      ['cases-week', 0],
      ['contacts-week', 0],
      ['reached-share', null],
      ['checkins-today', 0],
    ])
    expect(seen.unit).toMatchObject({ id: unitOf(PROVINCE), name: 'Tỉnh Thừa Thiên Huế', above: [] })
    expect(seen.tier).toBe('commune')
    expect(seen.units.length).toBeGreaterThan(100)
    expect(seen.decisions).toEqual([])
  }),
)

test(
  'cases of today and of the week, against the days before',
  scene(async stage => {
    const { see, open, unitOf } = await town(stage)
    for (const time of ['2026-11-20T01:00:00Z', '2026-11-19T16:59:00Z', '2026-11-19T17:01:00Z']) await open(time)
    await open('2026-11-10T03:00:00Z', undefined, NEIGHBOUR)
    const seen = await see()
    expect(figure(seen, 'cases-today')).toMatchObject({ value: 2, before: 1 / 7, direction: 'rise' })
    expect(figure(seen, 'cases-week')).toMatchObject({ value: 3, before: 1, direction: 'rise' })
    expect(seen.cases.days).toHaveLength(28)
    expect(seen.cases.days.at(-1)).toBe('2026-11-20')
    expect(seen.cases.values.slice(-2)).toEqual([1, 2])
    expect(seen.cases.values.at(-11)).toBe(1)
    expect(seen.cases.means.at(-1)).toBeCloseTo(3 / 7)
    expect(inUnit(seen, unitOf(COMMUNE))).toMatchObject({ cases: 3, casesBefore: 0 })
    expect(inUnit(seen, unitOf(NEIGHBOUR))).toMatchObject({ cases: 0, casesBefore: 1 })

    const earlier = await see(PROVINCE, '2026-11-19')
    expect(earlier.running).toBe(false)
    expect(figure(earlier, 'cases-today')).toMatchObject({ value: 1, before: 0, direction: 'rise' })
    expect(figure(earlier, 'cases-week')).toMatchObject({ value: 1, before: 1, direction: 'same' })
  }),
)

test(
  'fewer than usual is not said to fall before the day is over',
  scene(async stage => {
    const { see, open } = await town(stage)
    await open('2026-11-18T03:00:00Z')
    expect(figure(await see(), 'cases-today')).not.toHaveProperty('direction')
    expect(figure(await see(PROVINCE, '2026-11-19'), 'cases-today')).toMatchObject({ direction: 'fall' })
  }),
)

test(
  'check-ins by hour, compared with the same hours of the same weekday last week',
  scene(async stage => {
    const { see, scan, unitOf } = await town(stage)
    const who = '00000000-0000-7000-8000-000000000001'
    for (const time of ['2026-11-20T01:10:00Z', '2026-11-20T01:50:00Z', '2026-11-20T06:59:00Z']) await scan(time, who)
    await scan('2026-11-20T06:59:30Z', who, 'out')
    for (const time of ['2026-11-13T01:00:00Z', '2026-11-13T12:00:00Z']) await scan(time, who)
    await stage.settle()
    const seen = await see()
    expect(figure(seen, 'checkins-today')).toMatchObject({ value: 3, compared: 3, before: 1, direction: 'rise' })
    expect(seen.checkins.today.slice(8, 16)).toEqual([2, 0, 0, 0, 0, 1, null, null])
    expect(seen.checkins.weekBefore[19]).toBe(1)
    expect(inUnit(seen, unitOf(COMMUNE))?.checkins).toBe(3)
  }),
)

test(
  'contacts, who waits for review, and the share reached in time',
  scene(async stage => {
    const { see, scan, open, person, tracer, unitOf } = await town(stage)
    const [f0, ...others] = await Promise.all(Array.from({ length: 4 }, () => person()))
    for (const who of [f0, ...others]) await scan('2026-11-19T02:00:00Z', who)
    await stage.settle()
    const { caseId } = await open('2026-11-20T01:00:00Z', f0)
    await tracer.tracing.trace({ params: { caseId }, body: { generation: '1' } })
    const seen = await see()
    expect(seen.toReview).toBe(3)
    expect(seen.decisions).toEqual([
      { kind: 'review', count: 3, unitCount: 1, units: [{ id: unitOf(COMMUNE), name: COMMUNE, count: 3 }] },
    ])

    const { rows } = await tracer.tracing.contacts({ params: { caseId }, query: {} })
    const decide = (contactIds: string[], decision: 'contact' | 'dismissed') =>
      tracer.tracing.decide({ params: { caseId }, body: { contactIds, decision, reason: 'Cùng nơi, cùng lúc' } })
    await decide(
      rows.slice(0, 2).map(row => row.id),
      'contact',
    )
    await decide(
      rows.slice(2).map(row => row.id),
      'dismissed',
    )
    const decided = await see()
    expect(decided.toReview).toBe(0)
    expect(figure(decided, 'contacts-week')).toMatchObject({ value: 2, before: 0, direction: 'rise' })
    // Their time still runs: nothing can be said yet.
    expect(figure(decided, 'reached-share')).toMatchObject({ value: null, whole: 0, before: null })
  }),
)

test(
  'a commune whose cases double needs a decision; late work comes before it',
  scene(async stage => {
    const { see, open, unitOf } = await town(stage)
    for (let hour = 0; hour < 5; hour++) await open(`2026-11-19T0${hour}:00:00Z`)
    await stage.sql`
      insert into work.item (id, kind, state, unit_id, subject_kind, subject_id, opened_at, due_at)
      values (${newId()}, 'followup.watch', 'open', ${unitOf(NEIGHBOUR)}, 'plan', 'x', ${NOW}, '2026-11-20T06:59:00Z'),
             (${newId()}, 'followup.watch', 'open', ${unitOf(NEIGHBOUR)}, 'plan', 'y', ${NOW}, '2026-11-20T07:01:00Z')`
    expect((await see()).decisions).toEqual([
      { kind: 'late', count: 1, unitCount: 1, units: [{ id: unitOf(NEIGHBOUR), name: NEIGHBOUR, count: 1 }] },
      { kind: 'rising', count: 5, unitCount: 1, units: [{ id: unitOf(COMMUNE), name: COMMUNE, count: 5, before: 0 }] },
    ])
    expect((await see(PROVINCE, '2026-11-19')).decisions).toEqual([])
  }),
)

test(
  'each figure comes with its definition',
  scene(async stage => {
    const { see, scan } = await town(stage)
    await scan('2026-11-20T01:00:00Z')
    await stage.settle()
    const seen = await see()
    expect(seen.definitions.map(one => one.name).sort()).toEqual(
      [...new Set([...seen.figures.map(one => one.indicator), 'tracing.to-review'])].sort(),
    )
    expect(seen.definitions.find(one => one.name === 'checkpoints.checkins')).toEqual({
      name: 'checkpoints.checkins',
      title: 'checkpoints.checkins.title',
      how: 'checkpoints.checkins.how',
      measures: 'flow',
      by: 'hour',
      version: 1,
      policies: [],
      asOf: '2026-11-20T07:00:00.000Z',
      gaps: [],
    })
  }),
)

test(
  'the page of an area is for those who serve it',
  scene(async stage => {
    const { unitOf, see } = await town(stage)
    const overview = (unitId: string) => ({ query: { unitId } })
    const { as } = stage
    await expect(as.leader(COMMUNE).command.overview(overview(unitOf(PROVINCE)))).rejects.toMatchObject({
      code: 'core.refused.area',
    })
    await expect(as.leader('Quảng Trị').command.overview(overview(unitOf(COMMUNE)))).rejects.toMatchObject({
      code: 'core.refused.area',
    })
    await expect(as.registrar(PROVINCE).command.overview(overview(unitOf(PROVINCE)))).rejects.toMatchObject({
      code: 'core.refused.verb',
    })
    await expect(as.citizen().command.overview(overview(unitOf(PROVINCE)))).rejects.toMatchObject({ status: 403 })
    await expect(stage.anyone.command.overview(overview(unitOf(PROVINCE)))).rejects.toMatchObject({ status: 401 })
    await expect(see(PROVINCE, '2026-11-21')).rejects.toMatchObject({ code: 'command.future' })

    const below = await as.leader('Huyện Phong Điền').command.overview(overview(unitOf(COMMUNE)))
    expect(below.unit.above).toEqual([{ id: unitOf('Huyện Phong Điền'), name: 'Huyện Phong Điền' }])
    expect(below.units).toEqual([])
  }),
)

test(
  'indicators over HTTP: a series with its definition, values by child, and the same permission',
  scene(async stage => {
    const { unitOf, scan, open } = await town(stage)
    await scan('2026-11-20T01:00:00Z')
    await scan('2026-11-19T01:00:00Z')
    await stage.settle()
    await open('2026-11-20T02:00:00Z')
    const leader = stage.as.leader(PROVINCE)
    const params = { name: 'checkpoints.checkins' }
    const query = { unitId: unitOf(PROVINCE), from: '2026-11-19', to: '2026-11-20' }
    const days = await leader.indicators.series({ params, query })
    expect(days.points).toEqual([
      { day: '2026-11-19', hour: null, value: 1 },
      { day: '2026-11-20', hour: null, value: 1 },
    ])
    const hours = await leader.indicators.series({ params, query: { ...query, from: query.to, by: 'hour' } })
    expect(hours.points.filter(point => point.value)).toEqual([{ day: '2026-11-20', hour: 8, value: 1 }])

    const names = 'checkpoints.checkins,tracing.cases,tracing.reached-share'
    const values = await leader.indicators.values({
      query: { names, unitId: unitOf(PROVINCE), day: '2026-11-20', days: '7', byChild: 'true' },
    })
    expect(values.totals).toEqual([
      { name: 'checkpoints.checkins', value: 2 },
      { name: 'tracing.cases', value: 1 },
      { name: 'tracing.reached-share', value: null, whole: 0 },
    ])
    expect(values.children.find(child => child.unitId === unitOf('Huyện Phong Điền'))?.totals[0]).toEqual({
      name: 'checkpoints.checkins',
      value: 2,
    })
    expect(values.definitions).toHaveLength(3)

    await expect(stage.as.leader('Quảng Trị').indicators.series({ params, query })).rejects.toMatchObject({
      code: 'core.refused.area',
    })
    await expect(leader.indicators.series({ params: { name: 'no.such' }, query })).rejects.toMatchObject({
      code: 'indicators.unknown',
    })
    for (const name of names.split(',').slice(0, 2)) expect(await stage.app.run(ctx => check(ctx, name))).toEqual([])
  }),
)

test(
  'what was counted stays when its facts are dropped after their time',
  scene(async stage => {
    const { see, scan } = await town(stage)
    await scan('2026-11-19T01:00:00Z')
    await stage.settle()
    for (const table of ['timeline.scan', 'timeline.visit'])
      await stage.app.run(ctx => dropPartitions(ctx.sql, table, new Date('2026-11-24T00:00:00Z')))
    expect(await stage.sql`select from timeline.scan`).toHaveLength(0)
    expect(await stage.app.run(ctx => check(ctx, 'checkpoints.checkins'))).toEqual([])
    await stage.app.run(ctx => recompute(ctx))
    expect(figure(await see(PROVINCE, '2026-11-19'), 'checkins-today')).toMatchObject({ value: 1 })
  }),
)
