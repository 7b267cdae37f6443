import fc from 'fast-check'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { committedApp } from '#apps/testing/committed.ts'
import { sceneDatabase } from '#apps/testing/scene.ts'
import { unitNamed } from '#apps/testing/world.ts'
import type { App } from '#core/app.ts'
import { violated } from '#core/db/db.ts'
import { Problem } from '#core/problem.ts'
import { addPeople, addPerson, entriesOf, householdFor, mergePeople, survivorOf } from './people.ts'

/** What happens in one moment: real transactions, side by side. */
let app: App
let unitId: string
beforeAll(() => {
  app = committedApp(sceneDatabase())
  unitId = unitNamed(inject('cluster').world, 'Xã Phong Bình')
})

const enter = (n: number): Promise<string[]> =>
  app.run(ctx =>
    addPeople(
      ctx,
      Array.from({ length: n }, (_, i) => ({ fullName: `Nguyễn Văn ${i}`, unitId })),
    ),
  )

/** Merges all of them in one moment; answers what became of each: nothing, or the code of the problem. */
const mergeAtOnce = async (pairs: readonly (readonly [string, string])[]) =>
  (
    await Promise.allSettled(
      pairs.map(([from, into]) => app.run(ctx => mergePeople(ctx, from, into, 'Cùng một người'))),
    )
  ).map(one => {
    if (one.status === 'fulfilled') return undefined
    if (one.reason instanceof Problem) return one.reason.code
    throw one.reason
  })

describe('merges in one moment', () => {
  test('of two into each other: one is done, the other is told that it is one person already', async () => {
    for (let round = 0; round < 10; round++) {
      const [a, b] = (await enter(2)) as [string, string]
      const told = await mergeAtOnce([
        [a, b],
        [b, a],
      ])
      expect(told.filter(Boolean)).toEqual(['people.merge-circle'])
      expect(await survivorOf(app.db.sql, a)).toBe(await survivorOf(app.db.sql, b))
    }
  })

  test('of any entries into any leave no circle, and every alias one step long', async () => {
    const pair = fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 5 }))
    await fc.assert(
      fc.asyncProperty(fc.array(pair, { minLength: 1, maxLength: 8 }), async pairs => {
        const ids = await enter(6)
        const merges = pairs.map(([from, into]) => [ids[from], ids[into]] as [string, string])
        const told = await mergeAtOnce(merges)
        const { sql } = app.db
        const rows = await sql<{ fromId: string; intoId: string; toId: string }[]>`
          select from_id, into_id, to_id from people.alias where from_id = any(${ids}::uuid[])`
        expect(rows).toHaveLength(told.filter(code => code === undefined).length)
        const gone = new Set(rows.map(row => row.fromId))
        for (const { intoId, toId } of rows) {
          expect(gone.has(toId)).toBe(false)
          expect(await survivorOf(sql, intoId)).toBe(toId)
        }
        for (const id of ids) expect(await entriesOf(sql, id)).toContain(id)
      }),
      { numRuns: 40 },
    )
  })
})

test('two members entered in one moment share one household', async () => {
  const [me] = (await enter(1)) as [string]
  const homes = await Promise.all(Array.from({ length: 4 }, () => app.run(ctx => householdFor(ctx, me, unitId))))
  expect(new Set(homes).size).toBe(1)
  expect(await app.db.sql`select id from people.household where head_id = ${me}`).toEqual([{ id: homes[0] }])
})

test('a number entered twice in one moment has one holder, and one entry', async () => {
  const entering = Array.from({ length: 4 }, (_, i) =>
    app.run(ctx => addPerson(ctx, { fullName: `Trần Thị Bê ${i}`, unitId, identifiers: { cccd: '046141900001' } })),
  )
  const refused = (await Promise.allSettled(entering)).flatMap(one => (one.status === 'rejected' ? [one.reason] : []))
  expect(refused.map(violated)).toEqual(Array(3).fill('identifier_one_holder'))
  expect(await app.db.sql`select from people.person where full_name like 'Trần Thị Bê %'`).toHaveLength(1)
})
