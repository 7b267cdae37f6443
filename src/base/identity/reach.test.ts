import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aLink, aTree, aUnit } from '#base/units/testing.ts'
import type { Tree } from '#base/units/tree.ts'
import { decide, type Grant, scopeOf, type Who } from '#core/access.ts'
import { can } from '#core/contract.ts'

/*
 * The same property as for any tree, on the real one after a reform: districts gone, communes merged across them,
 * grants and records still under units that are no more.
 */
const RIGHTS = new Map([['health-officer', new Set(['test.read'])]])

interface Reformed {
  readonly tree: Tree
  readonly ids: readonly string[]
}

/** Two provinces of a few districts and communes; then some communes become one new commune right below a province. */
const reformed: fc.Arbitrary<Reformed> = fc
  .record({
    districts: fc.array(fc.nat(1), { minLength: 1, maxLength: 4 }),
    communes: fc.array(fc.nat(3), { minLength: 1, maxLength: 10 }),
    merges: fc.array(fc.record({ to: fc.nat(2), of: fc.array(fc.nat(9), { minLength: 1, maxLength: 3 }) }), {
      maxLength: 3,
    }),
    keepDistricts: fc.boolean(),
  })
  .map(({ districts, communes, merges, keepDistricts }) => {
    const provinces = ['45', '46'].map(code => aUnit(code, `Tỉnh ${code}`, null))
    const old = districts.map((p, i) => aUnit(String(460 + i), `Huyện ${i}`, provinces[p] ?? null))
    const wards = communes.map((d, i) => aUnit(String(19800 + i), `Xã ${i}`, old[d % old.length] ?? null))
    const gone = new Map<string, string>()
    const links = []
    const fresh = []
    for (const [i, { to, of }] of merges.entries()) {
      const commune = aUnit(String(90000 + i), `Phường ${i}`, provinces[to % 2] ?? null, '2025-07-01')
      fresh.push(commune)
      for (const n of of) {
        const ward = wards[n % wards.length]
        if (!ward || gone.has(ward.id)) continue
        gone.set(ward.id, commune.id)
        links.push(aLink(ward, commune))
      }
    }
    const ended = (id: string) => gone.has(id) || (!keepDistricts && old.some(district => district.id === id))
    const units = [...provinces, ...old, ...wards, ...fresh].map(unit =>
      ended(unit.id) ? { ...unit, validTo: '2025-07-01' } : unit,
    )
    const tree = aTree(units, links)
    return { tree, ids: [tree.root.id, ...units.map(unit => unit.id)] }
  })

const whoWith = (grants: readonly Grant[]): Who => ({
  accountId: 'a',
  sessionId: 's',
  name: 'A',
  personIds: [],
  grants,
})

test('after a reform a list shows exactly what a decision allows', async () => {
  await fc.assert(
    fc.asyncProperty(reformed, fc.array(fc.nat(), { maxLength: 3 }), async ({ tree, ids }, picks) => {
      const who = whoWith(picks.map(n => ({ role: 'health-officer', areaId: ids[n % ids.length] as string })))
      const scope = scopeOf(who, 'test.read', RIGHTS, tree)
      for (const unitId of ids) {
        const { allowed } = await decide(can('test.read'), { kind: 'unit', id: unitId }, undefined, {
          who,
          rights: RIGHTS,
          tree,
          locate: async () => ({ unitId }),
          readLink: () => undefined,
        })
        expect(scope.everywhere || scope.unitIds.includes(unitId)).toBe(allowed)
      }
    }),
    { numRuns: 300 },
  )
})

test('after a reform a grant reaches units in force only below what its area is or became', () => {
  fc.assert(
    fc.property(reformed, fc.nat(), ({ tree, ids }, pick) => {
      const areaId = ids[pick % ids.length] as string
      const became = tree.reach(areaId)
      for (const unit of tree.all()) {
        const above = tree.path(unit.id).map(step => step.id)
        expect(tree.contains(areaId, unit.id)).toBe(became.some(id => above.includes(id)))
      }
    }),
    { numRuns: 300 },
  )
})
