import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { unitNamed } from '#apps/testing/world.ts'
import { onMerged } from './events.ts'
import { noteMoved, takeBack } from './moved.ts'
import { addPerson, mergePeople, unmergePeople } from './people.ts'

const PEOPLE = 6

const enter = ({ app, world }: Stage, n: number): Promise<string> =>
  app.run(ctx => addPerson(ctx, { fullName: `Nguyễn Văn ${n}`, unitId: unitNamed(world, 'Xã Phong Bình') }))

/** What the merges that hold say, replayed from nothing. */
function survivors(merges: ReadonlyMap<string, string>, ids: readonly string[]): Record<string, string> {
  const of = (id: string): string => (merges.has(id) ? of(merges.get(id) as string) : id)
  return Object.fromEntries(ids.filter(id => merges.has(id)).map(id => [id, of(id)]))
}

test(
  'any sequence of merges, some of them taken back, is what the remaining ones say; what moved goes where it belongs',
  scene(async stage => {
    const { app, sql } = stage
    const step = fc.record({ from: fc.nat(PEOPLE - 1), into: fc.nat(PEOPLE - 1), takeBack: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async steps => {
        const ids = await Promise.all(Array.from({ length: PEOPLE }, (_, n) => enter(stage, n)))
        /** One row of some module about each person, said of whoever stands for them. */
        const rows = new Map(ids.map(id => [id, id]))
        const merges = new Map<string, string>()
        for (const { from, into, takeBack: takes } of steps) {
          const [fromId, intoId] = [ids[from] as string, ids[into] as string]
          await app.run(async ctx => {
            if (takes) {
              if (!merges.delete(fromId)) return
              await unmergePeople(ctx, fromId, 'nhầm')
              for (const row of await takeBack(ctx, fromId, 'test.row')) rows.set(row, fromId)
              return
            }
            const toId = await mergePeople(ctx, fromId, intoId, 'trùng').catch(() => undefined)
            if (!toId) return
            merges.set(fromId, intoId)
            const moved = [...rows].flatMap(([row, of]) => (of === fromId ? [row] : []))
            await noteMoved(ctx, fromId, 'test.row', moved)
            for (const row of moved) rows.set(row, toId)
          })
        }
        const stored = await sql<{ fromId: string; toId: string }[]>`
          select from_id, to_id from people.alias where from_id = any(${ids}::uuid[])`
        const expected = survivors(merges, ids)
        expect(Object.fromEntries(stored.map(one => [one.fromId, one.toId]))).toEqual(expected)
        expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(ids.map(id => [id, expected[id] ?? id])))
      }),
      { numRuns: 40 },
    )
  }),
  120_000,
)

test(
  'a merge that was taken back before it was heard is not heard',
  scene(async stage => {
    const [a, b] = [await enter(stage, 1), await enter(stage, 2)]
    const heard: string[] = []
    const { handle } = onMerged(async ({ fromId }) => void heard.push(fromId))
    const hear = () => stage.app.run(ctx => handle({ fromId: a, toId: b } as never, ctx))
    await hear()
    expect(heard).toEqual([])
    await stage.app.run(ctx => mergePeople(ctx, a, b, 'trùng'))
    await hear()
    expect(heard).toEqual([a])
  }),
)
