import { expect, test } from 'vitest'
import type { Succession, Unit } from '#base/units/model.ts'
import { buildTree } from '#base/units/tree.ts'
import { childFinder } from './figures.ts'

const unit = (id: string, tier: string, parentId: string | null, validTo: string | null = null): Unit => ({
  id,
  tier,
  code: id,
  type: tier,
  name: id,
  fullName: id,
  parentId,
  validFrom: '2021-01-01',
  validTo,
})
const became = (fromId: string, toId: string): Succession => ({
  fromId,
  toId,
  onDate: '2025-07-01',
  kind: 'merge',
  share: null,
  isDefault: true,
  inferred: false,
})

const tree = buildTree({
  day: '2026-11-20',
  tiers: [
    { code: 'country', rank: 0, digits: null, national: false },
    { code: 'province', rank: 1, digits: 2, national: true },
    { code: 'commune', rank: 3, digits: 5, national: true },
    { code: 'hamlet', rank: 4, digits: null, national: false },
  ],
  units: [
    unit('country', 'country', null),
    unit('province', 'province', 'country'),
    unit('north', 'commune', 'province'),
    unit('south', 'commune', 'province'),
    unit('village', 'hamlet', 'north'),
    unit('merged', 'commune', 'province', '2025-07-01'),
    unit('split', 'commune', 'province', '2025-07-01'),
  ],
  links: [became('merged', 'south'), became('split', 'north'), became('split', 'south')],
})

test.each([
  ['north', 'north'],
  ['village', 'north'],
  ['merged', 'south'],
  ['split', undefined],
  ['province', undefined],
  ['unknown', undefined],
])('what happened in %s is shown in %s', (from, child) => {
  expect(childFinder(tree, ['north', 'south'])(from)).toBe(child)
})
