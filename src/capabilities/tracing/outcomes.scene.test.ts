import { expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { recompute, total } from '#base/indicators/index.ts'
import { addPerson } from '#base/people/people.ts'
import { standingsOf } from '#base/standing/standing.ts'

const TOWN = 'Thị trấn Phong Điền'
const code = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (e: { code: string }) => e.code,
  )

/** A case of ten days ago, the tracer of the province and the station of the commune. */
async function ill(stage: Stage) {
  stage.at('2026-11-20T05:00:00Z')
  await stage.app.run(ctx => recompute(ctx))
  const unitId = stage.world.units[TOWN] as string
  const tracer = stage.as.tracer('Thừa Thiên Huế')
  const personId = await stage.app.run(ctx => addPerson(ctx, { fullName: 'Trần Văn Khỏi', birthDate: '1980', unitId }))
  const confirmedAt = '2026-11-10T02:00:00Z'
  const body = { personId, unitId, origin: 'community' as const, confirmedAt }
  const { caseId } = await tracer.tracing.openCase({
    body: { ...body, onsetOn: null, sampledAt: null, isolatedAt: null },
  })
  await stage.settle()
  const params = { caseId }
  const figure = async (name: string, day: string) => {
    await stage.settle()
    const found = await stage.app.run(ctx => total(ctx, { names: [name], unitId, from: day, to: day }))
    return found.get(name)?.value ?? 0
  }
  const level = async () =>
    (await stage.app.run(ctx => standingsOf(ctx.sql, personId, ctx.now))).find(one => one.source === 'tracing')?.level
  return { unitId, tracer, station: stage.as.healthOfficer(TOWN), caseId, params, personId, figure, level }
}

test(
  'a station writes down how a case of its commune ended: the file closes, the standing and the figures follow; corrected, what it was stays',
  scene(async stage => {
    const { station, tracer, params, figure, level } = await ill(stage)
    expect(await level()).toBe('red')
    const { rows } = await station.tracing.outcomes({ query: {} })
    expect(rows).toMatchObject([{ id: params.caseId, name: 'Trần Văn Khỏi', outcome: null, refused: null }])
    expect(await code(station.tracing.getCase({ params }))).toBe('core.refused.verb')

    const body = { outcome: 'recovered' as const, at: '2026-11-19T03:00:00Z', source: 'Giấy ra viện số 12' }
    await station.tracing.recordOutcome({ params, body })
    expect(await figure('tracing.recovered', '2026-11-19')).toBe(1)
    expect(await level()).toBeUndefined()
    expect((await station.tracing.outcomes({ query: {} })).rows).toEqual([])
    expect((await station.tracing.outcomes({ query: { view: 'ended' } })).rows).toHaveLength(1)

    stage.at('2026-11-20T06:00:00Z')
    const died = { outcome: 'died' as const, at: '2026-11-18T20:00:00Z', source: 'Bệnh viện Trung ương Huế báo' }
    expect(await code(tracer.tracing.recordOutcome({ params, body: died }))).toBe('tracing.outcome.reason')
    await tracer.tracing.recordOutcome({ params, body: { ...died, reason: 'Nhầm với người cùng tên' } })
    expect([await figure('tracing.recovered', '2026-11-19'), await figure('tracing.died', '2026-11-19')]).toEqual([
      0, 1,
    ])
    const { end } = await tracer.tracing.getCase({ params })
    expect(end).toMatchObject({ outcome: 'died', outcomeOn: '2026-11-19' })
    expect(end.changes).toMatchObject([
      { was: 'recovered', wasOn: '2026-11-19', now: 'died', reason: 'Nhầm với người cùng tên' },
      { was: null, now: 'recovered', source: 'Giấy ra viện số 12' },
    ])

    const none = { outcome: null, source: 'Trạm kiểm tra lại', reason: 'Chưa có kết quả' }
    await tracer.tracing.recordOutcome({ params, body: none })
    expect(await figure('tracing.died', '2026-11-19')).toBe(0)
    expect(await level()).toBe('red')
  }),
)

test(
  'who is transferred is still ill; the facility is named, the hour is possible, and another commune has no say',
  scene(async stage => {
    const { station, params, figure, level } = await ill(stage)
    const source = 'Giấy chuyển tuyến'
    const give = (body: object) => code(station.tracing.recordOutcome({ params, body: { source, ...body } as never }))
    const at = '2026-11-19T03:00:00Z'
    expect(await give({ outcome: 'transferred', at })).toBe('tracing.outcome.facility')
    expect(await give({ outcome: 'recovered', at: '2026-11-21T03:00:00Z' })).toBe('tracing.in-future')
    expect(await give({ outcome: 'recovered', at: '2026-11-09T03:00:00Z' })).toBe('tracing.outcome.before-case')
    const far = stage.as.healthOfficer('Xã Phong Bình')
    expect(await code(far.tracing.recordOutcome({ params, body: { outcome: 'died', source } }))).toBe(
      'core.refused.area',
    )
    expect(await give({ outcome: 'transferred', at, facility: 'Bệnh viện Phổi' })).toBe('done')
    expect(await level()).toBe('red')
    expect((await station.tracing.outcomes({ query: {} })).rows).toMatchObject([{ facility: 'Bệnh viện Phổi' }])
    expect(await figure('tracing.died', '2026-11-19')).toBe(0)
    // Said again as it is, nothing is new.
    expect(await give({ outcome: 'transferred', at, facility: 'Bệnh viện Phổi' })).toBe('done')
    expect((await station.tracing.caseEnd({ params })).changes).toHaveLength(1)
  }),
)
