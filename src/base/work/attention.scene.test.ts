import { describe, expect, test } from 'vitest'
import { COMMUNE, type Desk, desk, NEIGHBOUR } from '#apps/testing/desk.ts'
import { riseWork } from './rise.ts'
import { tellLeaders } from './urge.ts'

const DISTRICT = 'Phong Điền'
const call = (workId: string) => ({ params: { workId } })
const problem = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (e: { code: string }) => e.code,
  )
const risen = async (who: ReturnType<Desk['as']['leader']>) =>
  (await who.work.inbox({ query: { risen: 'true' } })).rows.map(row => row.id)
const rise = ({ app, at }: Desk, now: string) => {
  at(now)
  return app.run(riseWork)
}

describe('what is late', () => {
  test(
    'rises to the leader of the commune, then of the district, then of the province, by working time',
    desk(async stage => {
      const { as, open } = stage
      const leaders = [as.leader(COMMUNE), as.leader(DISTRICT), as.leader('46'), as.leader(NEIGHBOUR)] as const
      await Promise.all(leaders.map(leader => leader.player()))
      // Due on Friday at ten.
      const id = await open({ due: { hours: 1 } })
      const seen = async () => (await Promise.all(leaders.map(risen))).map(ids => ids.includes(id))
      await rise(stage, '2026-11-20T06:00:00Z')
      expect(await seen()).toEqual([false, false, false, false])
      await rise(stage, '2026-11-20T09:05:00Z')
      expect(await seen()).toEqual([true, false, false, false])
      await rise(stage, '2026-11-22T02:00:00Z')
      expect(await seen()).toEqual([true, false, false, false])
      await rise(stage, '2026-11-23T10:05:00Z')
      expect(await seen()).toEqual([true, true, false, false])
      await rise(stage, '2026-11-25T10:05:00Z')
      expect(await seen()).toEqual([true, true, true, false])
      await rise(stage, '2026-11-30T10:05:00Z')
      const { steps, version, risen: isRisen } = await as.healthOfficer(COMMUNE).work.item(call(id))
      expect(steps.map(step => step.what)).toEqual(['opened', 'risen', 'risen', 'risen'])
      expect({ version, isRisen }).toEqual({ version: 1, isRisen: true })
    }),
  )

  test(
    'rises to the next leader there is, and no longer once its deadline is another or it is done',
    desk(async stage => {
      const { as, open } = stage
      const leader = as.leader('46')
      await leader.player()
      const officer = as.healthOfficer(COMMUNE)
      const [again, done] = [await open({ due: { hours: 1 } }), await open({ due: { hours: 1 } })]
      await rise(stage, '2026-11-20T09:05:00Z')
      expect((await risen(leader)).sort()).toEqual([again, done].sort())
      expect((await leader.work.counts({ query: {} })).risen).toBe(2)
      expect((await officer.work.counts({ query: {} })).risen).toBe(0)
      await officer.work.move({ ...call(again), body: { step: 'wait', version: 1 } })
      await officer.work.move({ ...call(done), body: { step: 'finish', version: 1 } })
      expect(await risen(leader)).toEqual([])
      await rise(stage, '2026-11-20T10:00:00Z')
      expect(await risen(leader)).toEqual([])
    }),
  )

  test(
    'is told to a leader once a working day, whatever number',
    desk(async stage => {
      const { as, app, sql, many, at } = stage
      const leader = as.leader(COMMUNE)
      const { accountId } = await leader.player()
      await sql`update identity.account set phone_sealed = ${app.keyring.encrypt('+84901234567')} where id = ${accountId}`
      await as.leader(NEIGHBOUR).player()
      await many(30, () => ({ due: { hours: 1 } }))
      await rise(stage, '2026-11-20T09:05:00Z')
      const told = async () =>
        (await sql<{ template: string }[]>`select template from messages.message`).filter(
          m => m.template === 'work.digest',
        ).length
      await app.run(tellLeaders)
      await app.run(tellLeaders)
      expect(await told()).toBe(1)
      at('2026-11-21T00:30:00Z')
      await app.run(tellLeaders)
      expect(await told()).toBe(1)
      at('2026-11-23T00:30:00Z')
      await app.run(tellLeaders)
      expect(await told()).toBe(2)
      const rows = await sql`select day, count, sent from work.digest order by day`
      expect(rows.map(row => ({ ...row }))).toEqual([
        { day: '2026-11-20', count: 30, sent: true },
        { day: '2026-11-23', count: 30, sent: true },
      ])
    }),
  )
})

test(
  'a leader urges: the note stands on top until a step is taken, and the holder is told',
  desk(async ({ as, app, sql, open }) => {
    const officer = as.healthOfficer(COMMUNE)
    const leader = as.leader(COMMUNE)
    const { accountId } = await officer.player()
    await sql`update identity.account set phone_sealed = ${app.keyring.encrypt('+84901234567')} where id = ${accountId}`
    const id = await open()
    await officer.work.claim({ body: { items: [{ id }] } })
    await leader.work.urge({ ...call(id), body: { note: 'Báo cáo trước 16 giờ' } })
    const { urging, urgedAt, version } = await officer.work.item(call(id))
    expect({ note: urging?.note, version }).toEqual({ note: 'Báo cáo trước 16 giờ', version: 3 })
    expect(urgedAt).not.toBeNull()
    const told = await sql<{ template: string; aboutId: string }[]>`select template, about_id from messages.message`
    expect(told.map(one => ({ ...one }))).toEqual([{ template: 'work.urged', aboutId: id }])
    await leader.work.hand({ ...call(id), body: { accountId: (await as.tracer('46').player()).accountId } })
    expect((await officer.work.item(call(id))).urging).not.toBeNull()
    await officer.work.move({ ...call(id), body: { step: 'wait', version: 4 } })
    expect(await officer.work.item(call(id))).toMatchObject({ urging: null, urgedAt: null })
    await officer.work.move({ ...call(id), body: { step: 'finish', version: 5 } })
    expect(await problem(leader.work.urge({ ...call(id), body: { note: 'Nhanh lên' } }))).toBe('work.done')
    expect(await problem(as.leader(NEIGHBOUR).work.urge({ ...call(id), body: { note: 'Nhanh lên' } }))).toBe(
      'core.refused.area',
    )
  }),
)

describe('many at once', () => {
  test(
    'are handed over, each with its own result, and given back to whom they were taken from',
    desk(async ({ as, many, open, neighbour }) => {
      const [first, second] = [as.healthOfficer(COMMUNE), as.tracer('46')]
      const [me, other] = [(await first.player()).accountId, (await second.player()).accountId]
      const ids = await many(3)
      const foreign = await open({ unitId: neighbour })
      await first.work.claim({ body: { items: [{ id: ids[0] as string }] } })
      const offered = (await first.work.officersForMany({ query: { ids: ids.join() } })).officers.map(one => one.id)
      expect(offered).toContain(other)
      expect(offered).not.toContain(me)
      const { results } = await first.work.handMany({ body: { ids: [...ids, foreign], accountId: other } })
      expect(results.map(r => [r.problem?.code ?? r.version, r.heldBefore])).toEqual([
        [3, me],
        [2, null],
        [2, null],
        ['core.refused.area', null],
      ])
      await second.work.handMany({ body: { ids: [ids[0] as string], accountId: me } })
      await second.work.releaseMany({ body: { ids: ids.slice(1) } })
      const { rows } = await first.work.inbox({ query: {} })
      expect(rows.map(row => row.holder?.id ?? null).sort()).toEqual([me, null, null].sort())
      const stranger = (await as.healthOfficer(NEIGHBOUR).player()).accountId
      const refused = await first.work.handMany({ body: { ids, accountId: stranger } })
      expect(new Set(refused.results.map(r => r.problem?.code))).toEqual(new Set(['work.not-an-officer']))
    }),
  )

  test(
    'are given to another unit, but for those that are done',
    desk(async ({ as, many, neighbour }) => {
      const officer = as.healthOfficer(COMMUNE)
      const ids = await many(3)
      await officer.work.move({ ...call(ids[0] as string), body: { step: 'finish', version: 1 } })
      const { results } = await officer.work.transferMany({ body: { ids, toUnit: neighbour, note: 'Đã chuyển nhà' } })
      expect(results.map(r => r.problem?.code ?? r.version)).toEqual(['work.done', 2, 2])
      expect((await as.healthOfficer(NEIGHBOUR).work.inbox({ query: {} })).rows).toHaveLength(2)
    }),
  )
})

test(
  'a line says how many working days are left',
  desk(async ({ as, open, at }) => {
    const officer = as.healthOfficer(COMMUNE)
    await open({ due: { workingDays: 2 } })
    await open({ due: null })
    const left = async () => (await officer.work.inbox({ query: {} })).rows.map(row => row.daysLeft)
    expect(await left()).toEqual([2, null])
    at('2026-11-21T02:00:00Z')
    expect(await left()).toEqual([2, null])
    at('2026-11-24T02:00:00Z')
    expect(await left()).toEqual([0, null])
    at('2026-11-27T02:00:00Z')
    expect(await left()).toEqual([-3, null])
  }),
)
