import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  alternate,
  concerned,
  countDay,
  daysOfWeek,
  type Entry,
  exchanged,
  isOver,
  mondayOf,
  plain,
  sameRoster,
} from './rules.ts'

const DAY = '2026-11-23'
const HALF = { largestShare: 0.5, teamFrom: 4 }
const team = (n: number) => Array.from({ length: n }, (_, i) => `a${i}`)
const duty = (accountId: string): Entry => ({
  ...plain(accountId, DAY, 'office'),
  kind: 'duty',
  fromTime: '19:00',
  untilTime: '07:00',
})

test.each([
  ['2026-11-23', '2026-11-23'],
  ['2026-11-29', '2026-11-23'],
  ['2026-11-30', '2026-11-30'],
  ['2027-01-01', '2026-12-28'],
])('%s is of the week of %s', (day, monday) => {
  expect(mondayOf(day)).toBe(monday)
  expect(daysOfWeek(monday)).toContain(day)
})

describe('a team in two halves', () => {
  test('changes places each turn, and each is half the time at the office', () => {
    const entries = alternate(
      team(5),
      [0, 1, 2, 3].map(turn => ({ day: `2026-11-2${turn + 3}`, turn })),
    )
    expect(entries.filter(one => one.kind === 'office').map(one => `${one.accountId} ${one.day.slice(-2)}`)).toEqual([
      'a0 23',
      'a1 23',
      'a2 24',
      'a3 24',
      'a4 24',
      'a0 25',
      'a1 25',
      'a2 26',
      'a3 26',
      'a4 26',
    ])
  })

  test('is never over the limit of half, whatever its size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 9 }), (size, turn) => {
        const entries = alternate(team(size), [{ day: DAY, turn }])
        expect(entries).toHaveLength(size)
        expect(isOver(countDay(DAY, entries), HALF)).toBe(false)
      }),
    )
  })
})

describe('the limit', () => {
  test.each<[string, Entry[], boolean]>([
    [
      'half of four',
      [plain('a', DAY, 'office'), plain('b', DAY, 'office'), plain('c', DAY, 'home'), plain('d', DAY, 'home')],
      false,
    ],
    [
      'three of four',
      [plain('a', DAY, 'office'), plain('b', DAY, 'office'), plain('c', DAY, 'office'), plain('d', DAY, 'home')],
      true,
    ],
    ['duty is at the office', [duty('a'), duty('b'), plain('c', DAY, 'office'), plain('d', DAY, 'home')], true],
    [
      'three of five',
      [duty('a'), duty('b'), plain('c', DAY, 'office'), plain('d', DAY, 'home'), plain('e', DAY, 'home')],
      false,
    ],
    ['a team below the size', [plain('a', DAY, 'office'), plain('b', DAY, 'office'), plain('c', DAY, 'office')], false],
    [
      'leave does not work',
      [
        plain('a', DAY, 'office'),
        plain('b', DAY, 'office'),
        plain('c', DAY, 'office'),
        { ...plain('d', DAY, 'home'), kind: 'leave' },
      ],
      false,
    ],
  ])('%s', (_, entries, over) => {
    expect(isOver(countDay(DAY, entries), HALF)).toBe(over)
  })

  test('of everybody is never passed, and nobody who works has no share', () => {
    expect(isOver(countDay(DAY, [duty('a'), duty('b'), duty('c'), duty('d')]), { ...HALF, largestShare: 1 })).toBe(
      false,
    )
    expect(countDay(DAY, []).share).toBeNull()
    expect(countDay(DAY, [duty('a'), plain('b', DAY, 'home')]).share).toBe(0.5)
  })
})

describe('an exchange', () => {
  const both = [duty('a'), plain('b', DAY, 'home')]
  test('gives each what the other had, and twice nothing', () => {
    const once = exchanged(both, 'a', 'b')
    expect(once).toEqual([
      { ...duty('a'), accountId: 'b' },
      { ...plain('b', DAY, 'home'), accountId: 'a' },
    ])
    expect(sameRoster(exchanged(once, 'a', 'b'), both)).toBe(true)
    expect(sameRoster(once, both)).toBe(false)
    expect(concerned(both, once).toSorted()).toEqual(['a', 'b'])
  })

  test('concerns nobody when nothing changed, whatever the order', () => {
    expect(concerned(both, both.toReversed())).toEqual([])
    expect(concerned(both, [duty('a')])).toEqual(['b'])
  })
})
