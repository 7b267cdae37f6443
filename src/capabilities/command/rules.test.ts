import { expect, test } from 'vitest'
import { byUrgency, type Decision, directionOf, isRising, meanBefore, trailingMeans } from './rules.ts'

test.each([
  [12, 10, false, 'rise'],
  [8, 10, false, 'fall'],
  [10, 10, false, 'same'],
  // Until the day is over, fewer than on whole days means nothing yet.
  [8, 10, true, undefined],
  [10, 10, true, undefined],
  [12, 10, true, 'rise'],
  [null, 10, false, undefined],
  [12, null, false, undefined],
])('%s against %s, running %s: %s', (value, before, running, direction) => {
  expect(directionOf({ value, before, running })).toBe(direction)
})

test('the mean of the days before needs all of them', () => {
  expect(meanBefore([2, 4, 6, 100], 3, 3)).toBe(4)
  expect(meanBefore([2, 4, 6], 2, 3)).toBeNull()
  expect(trailingMeans([3, 3, 6, 9], 3)).toEqual([null, null, 4, 6])
})

test.each([
  [4, 0, false],
  [5, 0, true],
  [10, 5, true],
  [9, 5, false],
])('%s cases after %s are rising fast: %s', (week, before, rising) => {
  expect(isRising(week, before, { minCases: 5, factor: 2 })).toBe(rising)
})

test('what is late comes first, then what grows, then what waits', () => {
  const of = (kind: Decision['kind'], count: number, unitId = 'u'): Decision => ({ kind, count, unitId })
  const list = [of('review', 90), of('rising', 5), of('late', 1), of('late', 7, 'b'), of('late', 7, 'a')]
  expect(list.toSorted(byUrgency).map(({ kind, count, unitId }) => `${kind} ${count} ${unitId}`)).toEqual([
    'late 7 a',
    'late 7 b',
    'late 1 u',
    'rising 5 u',
    'review 90 u',
  ])
})
