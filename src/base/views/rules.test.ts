import { expect, test } from 'vitest'
import { arranged, keptSearch } from './rules.ts'

test.each([
  ['', ''],
  ['?q=nguyen+van+an', ''],
  ['?view=late&q=0901234567&open=42&kind=x.y', '?kind=x.y&view=late'],
  ['view=late', '?view=late'],
])('of %j is kept %j', (search, kept) => expect(keptSearch(search)).toBe(kept))

test.each([
  [[], 'abc'],
  [['c', 'a'], 'cab'],
  [['gone', 'b'], 'bac'],
])('arranged by %j: %s', (order, expected) => {
  const items = [...'abc'].map(id => ({ id }))
  expect(
    arranged(items, order)
      .map(item => item.id)
      .join(''),
  ).toBe(expected)
})
