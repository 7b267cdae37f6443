import { expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { town } from './testing.ts'

const merge = (stage: Stage, personId: string, intoId: string) =>
  stage.as.tracer('Thừa Thiên Huế').people.merge({ params: { personId }, body: { intoId, reason: 'Cùng một người' } })

/** A case, and one woman under two entries: both were at the market with it. */
async function twice(stage: Stage) {
  const scenery = await town(stage)
  const { person, market, scan, open, tracer } = scenery
  const [f0, known, scanned] = [await person('F0'), await person('Trần Thị Bé'), await person('Tran Thi Be')]
  for (const who of [f0, known, scanned]) await scan(who, market, 'in', '2026-11-19T01:00:00Z')
  const { caseId } = await open(f0)
  const params = { caseId }
  const trace = (generation: '1' | '2' = '1') => tracer.tracing.trace({ params, body: { generation } })
  const list = async () =>
    (await tracer.tracing.contacts({ params, query: {} })).rows.map(({ name, state, generation }) => ({
      name,
      state,
      generation,
    }))
  const decide = async (name: string, decision: 'contact' | 'dismissed') => {
    const { rows } = await tracer.tracing.contacts({ params, query: {} })
    const contactIds = rows.filter(row => row.name === name).map(row => row.id)
    await tracer.tracing.decide({ params, body: { contactIds, decision, reason: '' } })
  }
  return { ...scenery, f0, known, scanned, caseId, trace, list, decide }
}

test(
  'somebody entered twice is one candidate, by whatever entry they were scanned',
  scene(async stage => {
    const { known, scanned, trace, list } = await twice(stage)
    await merge(stage, scanned, known)
    expect(await trace()).toMatchObject({ found: 1, added: 1 })
    expect(await list()).toEqual([{ name: 'Trần Thị Bé', state: 'review', generation: 1 }])
  }),
)

test(
  'a merge makes two lines one: what was decided stays, once, with its work and its figure',
  scene(async stage => {
    const { known, scanned, trace, list, decide, unitId } = await twice(stage)
    await trace()
    await decide('Tran Thi Be', 'contact')
    await decide('Trần Thị Bé', 'contact')
    const station = stage.as.healthOfficer('Thị trấn Phong Điền')
    expect((await station.work.inbox({ query: {} })).rows).toHaveLength(2)

    await merge(stage, scanned, known)
    expect(await list()).toEqual([{ name: 'Trần Thị Bé', state: 'contact', generation: 1 }])
    expect((await station.work.inbox({ query: {} })).rows).toMatchObject([{ person: { name: 'Trần Thị Bé' } }])
    expect(
      await stage.sql`
        select sum(value)::int as n from indicators.value where name = 'tracing.contacts' and hour = -1 and unit_id = ${unitId}`,
    ).toEqual([{ n: 1 }])
    expect(
      await stage.sql`select person_id, level from standing.standing where source = 'tracing' and level = 2`,
    ).toEqual([{ personId: known, level: 2 }])
    expect(await trace()).toMatchObject({ added: 0 })
    expect(await list()).toHaveLength(1)
  }),
)

test(
  'the next generation is who met either entry',
  scene(async stage => {
    const { person, place, scan, known, scanned, trace, list, decide } = await twice(stage)
    await merge(stage, scanned, known)
    await trace()
    await decide('Trần Thị Bé', 'contact')
    const [pagoda, later] = [await place('Chùa'), await person('Sau')]
    for (const who of [scanned, later]) await scan(who, pagoda, 'in', '2026-11-20T02:00:00Z')
    await stage.settle()
    expect(await trace('2')).toMatchObject({ found: 1 })
    expect(await list()).toContainEqual({ name: 'Sau', state: 'review', generation: 2 })
  }),
)

test(
  'nobody is a contact of their own case',
  scene(async stage => {
    const { f0, known, trace, list } = await twice(stage)
    await trace()
    await merge(stage, known, f0)
    expect(await list()).toEqual([{ name: 'Tran Thi Be', state: 'review', generation: 1 }])
  }),
)
