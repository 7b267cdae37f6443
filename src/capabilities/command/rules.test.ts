import { expect, test } from 'vitest'
import { decisionsOf, directionOf, isRising, meanBefore, trailingMeans, type Waiting } from './rules.ts'

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

test('one line a matter: what is late, what grows, what waits; where most of it is comes first', () => {
  const of = (kind: Waiting['kind'], unitId: string, count: number): Waiting => ({ kind, unitId, count })
  const waiting = [
    of('review', 'a', 90),
    of('late', 'b', 1),
    of('late', 'c', 7),
    of('late', 'a', 7),
    of('rising', 'b', 0),
  ]
  expect(decisionsOf(waiting, 2)).toEqual([
    { kind: 'late', count: 15, unitCount: 3, units: [of('late', 'a', 7), of('late', 'c', 7)] },
    { kind: 'review', count: 90, unitCount: 1, units: [of('review', 'a', 90)] },
  ])
  expect(decisionsOf([], 2)).toEqual([])
})
