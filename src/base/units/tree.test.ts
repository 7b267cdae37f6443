import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Succession, Unit } from './model.ts'
import { aLink, aTree, aUnit, COUNTRY } from './testing.ts'

const hue = aUnit('46', 'Thành phố Huế', null)
const old = { ...aUnit('476', 'Huyện Phong Điền', hue), validTo: '2025-07-01' }
const sia = { ...aUnit('19804', 'Xã Điền Hương', old), validTo: '2025-07-01' }
const loc = { ...aUnit('19807', 'Xã Điền Môn', old), validTo: '2025-07-01' }
const lost = { ...aUnit('19810', 'Xã Điền Lộc', old), validTo: '2023-01-01' }
const dien = aUnit('19819', 'Phường Phong Điền', hue, '2025-07-01')
const thai = aUnit('19831', 'Phường Phong Thái', hue, '2025-07-01')
const vyda = aUnit('19774', 'Phường Vỹ Dạ', hue, '2025-07-01')
const links = [
  aLink(old, dien, { kind: 'split', share: null, inferred: true }),
  aLink(old, thai, { kind: 'split', share: null, inferred: true }),
  aLink(sia, dien),
  aLink(loc, thai, { kind: 'split', share: null }),
  aLink(loc, vyda, { kind: 'split', share: null, isDefault: false }),
]
const tree = aTree([hue, old, sia, loc, lost, dien, thai, vyda], links)

test.each([
  ['the country', COUNTRY, hue, true],
  ['itself', dien, dien, true],
  ['a unit below', hue, dien, true],
  ['not the unit above', dien, hue, false],
  ['not a neighbour', dien, thai, false],
  ['from a closed district its successors', old, thai, true],
  ['but not their neighbours', old, vyda, false],
  ['from a closed commune its successor', sia, dien, true],
  ['of a divided one the default successor alone', loc, vyda, false],
  ['what is recorded under a closed commune', dien, sia, true],
  ['but not to a neighbour of its successor', thai, sia, false],
  ['what is recorded under a closed district, from above', hue, old, true],
  ['but not to a part of it', dien, old, false],
  ['a commune whose successor nobody knows, where it last was', hue, lost, true],
  ['and from itself', lost, lost, true],
  ['but it reaches nothing else', lost, dien, false],
])('a grant reaches %s', (_, area, unit, reached) => {
  expect(tree.contains(area.id, unit.id)).toBe(reached)
  expect(tree.within([area.id]).includes(unit.id)).toBe(reached)
})

test('an unknown unit is nowhere and reaches nothing', () => {
  expect(tree.contains('none', dien.id)).toBe(false)
  expect(tree.contains(hue.id, 'none')).toBe(false)
  expect(tree.contains('none', 'none')).toBe(false)
  expect(tree.within(['none'])).toEqual([])
})

test('only the country is everywhere', () => {
  expect(tree.everywhere([hue.id])).toBe(false)
  expect(tree.everywhere([hue.id, COUNTRY.id])).toBe(true)
  expect(tree.everywhere([])).toBe(false)
})

test('paths and labels, of closed units as they last were', () => {
  expect(tree.path(dien.id).map(unit => unit.code)).toEqual(['VN', '46', '19819'])
  expect(tree.label(dien.id)).toBe('Phường Phong Điền, Thành phố Huế')
  expect(tree.label(sia.id)).toBe('Xã Điền Hương, Huyện Phong Điền, Thành phố Huế')
  expect(tree.path('none')).toEqual([])
})

test('codes and children are those in force, in the order of the alphabet', () => {
  expect(tree.byCode('commune', '19819')).toBe(dien)
  expect(tree.byCode('district', '476')).toBeUndefined()
  expect(tree.children(hue.id).map(unit => unit.name)).toEqual(['Phong Điền', 'Phong Thái', 'Vỹ Dạ'])
  expect(tree.size).toBe(5)
})

test('a unit in force whose parent closed hangs below the successor, or below the country when there are several', () => {
  const hamlet = aUnit('1980401', 'Thôn Trung Đồng', sia)
  const astray = aUnit('4760001', 'Thôn Nhất', old)
  const grown = aTree([hue, old, sia, dien, thai, hamlet, astray], links.slice(0, 3))
  expect(grown.contains(dien.id, hamlet.id)).toBe(true)
  expect(grown.path(astray.id).map(unit => unit.code)).toEqual(['VN', '4760001'])
})

test('a tree cannot be changed', () => {
  expect(Object.isFrozen(tree)).toBe(true)
  expect(Object.isFrozen(tree.all())).toBe(true)
})

interface World {
  units: Unit[]
  links: Succession[]
}

/** Trees of any shape, some units closed, with successors of any tier or none. */
const world: fc.Arbitrary<World> = fc
  .array(
    fc.record({
      parent: fc.nat(),
      closed: fc.boolean(),
      next: fc.array(fc.tuple(fc.nat(), fc.boolean()), { maxLength: 3 }),
    }),
    {
      minLength: 1,
      maxLength: 40,
    },
  )
  .map(seeds => {
    const tiers = ['country', 'province', 'district', 'commune', 'hamlet']
    const units: Unit[] = []
    for (const [i, seed] of seeds.entries()) {
      const parents = [COUNTRY, ...units].filter(
        unit => unit.tier !== 'hamlet' && (seed.closed || unit.validTo === null),
      )
      const parent = parents[seed.parent % parents.length] as Unit
      const tier = tiers[tiers.indexOf(parent.tier) + 1] as string
      const unit = aUnit(String(i), `Nút ${i}`, parent)
      units.push({ ...unit, tier, validTo: seed.closed ? '2025-07-01' : null })
    }
    const links = seeds.flatMap(({ closed, next }, i) =>
      closed
        ? next.flatMap(([to, isDefault]) => {
            const from = units[i] as Unit
            const target = units[to % units.length] as Unit
            return target === from ? [] : [aLink(from, target, { isDefault })]
          })
        : [],
    )
    return { units, links }
  })

const areasOf = (units: readonly Unit[]) => fc.subarray([COUNTRY.id, ...units.map(unit => unit.id)])
const worldAndAreas = world.chain(one => fc.tuple(fc.constant(one), areasOf(one.units)))

/** The units in force that a grant comes down to, by walking the links step by step. */
function heirs(start: string, { units, links }: World): Set<string> {
  const live = new Set([COUNTRY.id, ...units.filter(unit => !unit.validTo).map(unit => unit.id)])
  const seen = new Set<string>()
  const waiting = [start]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (seen.has(id)) continue
    seen.add(id)
    if (!live.has(id)) waiting.push(...links.filter(l => l.fromId === id && l.isDefault).map(l => l.toId))
  }
  return new Set([...seen].filter(id => live.has(id)))
}

function above(unit: Unit, units: readonly Unit[]): string[] {
  const parent = units.find(one => one.id === unit.parentId)
  return [unit.id, ...(parent ? above(parent, units) : [COUNTRY.id])]
}

test('within holds a unit in force exactly when a step upwards from it is reached by one of the areas', () => {
  fc.assert(
    fc.property(worldAndAreas, ([one, areas]) => {
      const grown = aTree(one.units, one.links)
      const within = new Set(grown.within(areas))
      const reached = new Set(areas.flatMap(area => [...heirs(area, one)]))
      for (const unit of one.units.filter(u => !u.validTo))
        expect(within.has(unit.id)).toBe(above(unit, one.units).some(id => reached.has(id)))
    }),
  )
})

test('within never holds a closed unit unless all that came of it is inside, or the grant is on the unit itself', () => {
  fc.assert(
    fc.property(worldAndAreas, ([one, areas]) => {
      const within = new Set(aTree(one.units, one.links).within(areas))
      for (const unit of one.units.filter(u => u.validTo && within.has(u.id) && !areas.includes(u.id)))
        for (const heir of heirs(unit.id, one)) expect(within.has(heir)).toBe(true)
    }),
  )
})

test('two closed units that became each other lie where all lies that came of either', () => {
  const [one, other] = [aUnit('71', 'Tỉnh Một', null), aUnit('72', 'Tỉnh Hai', null)].map(unit => ({
    ...unit,
    validTo: '2025-07-01',
  })) as [Unit, Unit]
  const [left, right] = [aUnit('73', 'Tỉnh Trái', null), aUnit('74', 'Tỉnh Phải', null)]
  const links = [aLink(one, other), aLink(other, one), aLink(one, left), aLink(other, right)]
  const grown = aTree([one, other, left, right], links)
  for (const closed of [one, other]) {
    expect(grown.reach(closed.id).toSorted()).toEqual([left.id, right.id].toSorted())
    expect(grown.contains(left.id, closed.id)).toBe(false)
    expect(grown.within([left.id, right.id])).not.toContain(closed.id)
  }
})

test('contains and within agree', () => {
  fc.assert(
    fc.property(worldAndAreas, ([one, areas]) => {
      const grown = aTree(one.units, one.links)
      const within = new Set(grown.within(areas))
      for (const unit of [COUNTRY, ...one.units])
        expect(within.has(unit.id)).toBe(areas.some(area => grown.contains(area, unit.id)))
    }),
  )
})
