import { describe, expect, test } from 'vitest'
import { risenFor, risenTo } from './rules.ts'

const PATH = ['country', 'province', 'district', 'commune']

describe('an item that is late rises', () => {
  test.each([
    ['not yet', 0, ['commune'], undefined],
    ['to its own area', 1, ['commune', 'district', 'province'], 'commune'],
    ['to the area above', 2, ['commune', 'district', 'province'], 'district'],
    ['past an area without a leader', 2, ['commune', 'province'], 'district'],
    ['at once to the next that has a leader', 1, ['province'], 'province'],
    ['no further than the top', 9, ['commune'], 'country'],
    ['to its own area when nobody leads', 1, [], 'commune'],
  ])('%s', (_, passed, led, area) => expect(risenTo(PATH, passed, new Set(led))).toBe(area))
})

const below: Readonly<Record<string, readonly string[]>> = {
  province: ['province', 'district', 'commune', 'other'],
  district: ['district', 'commune'],
  commune: ['commune'],
  other: ['other'],
}
const tree = { contains: (area: string, unit: string) => below[area]?.includes(unit) ?? false }
const risen = [
  { kind: 'x', unitId: 'commune', risenTo: 'commune', count: 1 },
  { kind: 'x', unitId: 'commune', risenTo: 'district', count: 10 },
  { kind: 'y', unitId: 'other', risenTo: 'province', count: 100 },
]

test.each([
  ['the commune', 'commune', 11],
  ['the district', 'district', 10],
  ['the province', 'province', 100],
  ['another commune', 'other', 100],
])('the leader of %s is told of what has risen there or further', (_, areaId, count) => {
  expect(risenFor([{ role: 'leader', areaId }], risen, () => true, tree)).toBe(count)
})

test('a leader is told once of what two grants reach, and not of what the role does not see', () => {
  const both = ['commune', 'district'].map(areaId => ({ role: 'leader', areaId }))
  expect(risenFor(both, risen, () => true, tree)).toBe(11)
  expect(risenFor([{ role: 'leader', areaId: 'other' }], risen, (_, kind) => kind === 'x', tree)).toBe(0)
})
