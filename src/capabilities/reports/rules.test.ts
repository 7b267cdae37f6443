import { describe, expect, test } from 'vitest'
import {
  type Change,
  type Column,
  changesOf,
  dayBefore,
  differenceOf,
  type Figures,
  fullHour,
  lastCutoff,
  reportersBelow,
  rollUp,
  shownColumns,
  spanFrom,
  sumKnown,
  unclassed,
  uncorrected,
} from './rules.ts'

const at = (text: string) => new Date(`${text}:00+07:00`)

describe('the last cut-off', () => {
  test.each([
    ['2026-11-20T05:59', [6, 18], '2026-11-19T18:00'],
    ['2026-11-20T06:00', [6, 18], '2026-11-20T06:00'],
    ['2026-11-20T17:59', [6, 18], '2026-11-20T06:00'],
    ['2026-11-20T23:59', [18, 6], '2026-11-20T18:00'],
    ['2026-11-20T00:00', [0], '2026-11-20T00:00'],
    ['2027-01-01T03:00', [6], '2026-12-31T06:00'],
    ['2026-11-20T03:00', [], undefined],
    ['2026-11-20T17:29', [6, '17:30'], '2026-11-20T06:00'],
    ['2026-11-20T17:30', [6, '17:30'], '2026-11-20T17:30'],
  ] as const)('at %s with %j is %s', (now, hours, expected) => {
    expect(lastCutoff(at(now), hours)).toEqual(expected && at(expected))
  })
})

test.each([
  ['2026-11-20T06:00', 24, '2026-11-19T06:00', '2026-11-20'],
  ['2026-11-20T06:00', 12, '2026-11-19T18:00', '2026-11-20'],
  ['2026-11-20T00:00', 24, '2026-11-19T00:00', '2026-11-19'],
])('a report of %s over %i hours begins at %s and is of %s', (cutoff, hours, from, day) => {
  expect(spanFrom(at(cutoff), hours)).toEqual(at(from))
  expect(dayBefore(at(cutoff))).toBe(day)
})

test('a cut-off is a full hour of Vietnam', () => {
  expect(fullHour(new Date('2026-11-20T10:37:21+07:00'))).toEqual(at('2026-11-20T10:00'))
})

describe('reporting units', () => {
  const units = {
    province: [
      { id: 'a', tier: 'district' },
      { id: 'x', tier: 'commune' },
    ],
    a: [
      { id: 'a1', tier: 'commune' },
      { id: 'a2', tier: 'commune' },
    ],
  } as Readonly<Record<string, readonly { id: string; tier: string }[]>>
  const below = (tiers: readonly string[]) => (id: string) =>
    reportersBelow(id, tiers, one => units[one] ?? []).map(unit => unit.id)

  test.each([
    [
      ['district', 'commune'],
      ['a', 'x'],
    ],
    [['commune'], ['a1', 'a2', 'x']],
    [['province'], []],
  ])('below a province when %j report: %j', (tiers, expected) => {
    expect(below(tiers)('province')).toEqual(expected)
  })

  test.each([
    ['all have sent', { province: 1, a: 10, a1: 100, a2: 1000 }, 1111],
    ['a district has not, its communes have', { a1: 100, a2: 1000 }, 1100],
    ['somebody said zero', { a1: 0 }, 0],
    ['nobody knows', { a1: null }, null],
    ['nobody has sent', {}, null],
  ])('entered by hand, %s: %j is %s', (_, own, expected) => {
    expect(rollUp('province', new Map(Object.entries(own)), below(['district', 'commune']))).toBe(expected)
  })
})

test.each([
  [[1, null, 2], 3],
  [[0, null], 0],
  [[null, undefined], null],
  [[], null],
])('what is known of %j is %s', (values, expected) => expect(sumKnown(values)).toBe(expected))

test.each([
  [5, [2, 1, 0], 2],
  [3, [2, 1], 0],
  [3, [], 3],
  [null, [1], null],
])('of %s cases in classes %j, %s have none', (total, classes, expected) => {
  expect(unclassed(total, classes)).toBe(expected)
})

const columns: readonly Column[] = [
  { key: 'cases', kind: 'span', title: '' },
  { key: 'community', kind: 'span', title: '' },
  { key: 'none', kind: 'unclassed', title: '' },
  { key: 'all', kind: 'cumulative', title: '' },
  { key: 'isolated', kind: 'stock', title: '' },
  { key: 'tests', kind: 'entered', title: '' },
]
type Values = (number | null)[]
const figures = (whole: Values, part: Values = whole, rest: Values = [0, 0, 0, 0, 0, null]): Figures => {
  const row = (unitId: string, values: Values) => ({ unitId, name: unitId, values })
  return { columns, parts: [row('north', part)], rest: row('home', rest), whole: row('home', whole) }
}

test.each([
  [0, [0, 1, 3, 4, 5]],
  [1, [0, 1, 2, 3, 4, 5]],
])('the column of those without a class is shown where there are some: %i', (without, expected) => {
  expect(shownColumns(figures([5, 4, without, 9, 2, 3]))).toEqual(expected)
})

test.each([
  [null, [0]],
  [0, [0]],
  [2, [0, 1]],
])('deaths typed in of people without a file are shown where there are some: %s', (typed, expected) => {
  const two: readonly Column[] = [
    { key: 'tracing.died', kind: 'span', title: '' },
    { key: 'died', kind: 'entered', title: '' },
  ]
  const row = { unitId: 'home', name: 'home', values: [1, typed] }
  expect(shownColumns({ columns: two, parts: [], rest: row, whole: row })).toEqual(expected)
})

describe('what has changed', () => {
  const said = figures([12, 5, 0, 100, 40, 7])

  test('is a figure of the span, or one entered by hand; of the whole first, then of each part', () => {
    const now = figures([14, 5, 0, 102, 55, null], [14, 5, 0, 102, 55, 7])
    expect(changesOf(said, now)).toEqual([
      { figure: 'cases', unitId: null, name: 'home', was: 12, now: 14 },
      { figure: 'tests', unitId: null, name: 'home', was: 7, now: null },
      { figure: 'cases', unitId: 'north', name: 'north', was: 12, now: 14 },
    ])
  })

  test.each([
    ['nothing', figures([12, 5, 0, 100, 40, 7])],
    ['the stock of the day and what began long ago', figures([12, 5, 0, 130, 99, 7])],
  ])('is not %s', (_, now) => expect(changesOf(said, now)).toEqual([]))

  test('is found where fewer columns are read again', () => {
    const now = { ...figures([14]), columns: columns.slice(0, 1) }
    expect(changesOf(said, now).map(change => [change.unitId, change.was, change.now])).toEqual([
      [null, 12, 14],
      ['north', 12, 14],
    ])
  })
})

describe('what is still to be corrected', () => {
  const said = figures([12, 5, 0, 100, 40, 7])
  const change: Change = { figure: 'cases', unitId: null, name: 'home', was: 12, now: 14 }
  const open = (changes: readonly Change[], restated: { figure: string; now: number | null }[]) =>
    uncorrected(changes, said, restated).map(({ figure, was, now }) => [figure, was, now])

  test.each([
    ['a change nobody said', [change], [], [['cases', 12, 14]]],
    ['none that was said', [change], [{ figure: 'cases', now: 14 }], []],
    ['one that went on since it was said', [change], [{ figure: 'cases', now: 13 }], [['cases', 13, 14]]],
    ['one that went back to what was first said', [], [{ figure: 'cases', now: 14 }], [['cases', 14, 12]]],
    ['none of a part', [{ ...change, unitId: 'north' }], [], []],
  ])('%s', (_, changes, restated, expected) => expect(open(changes, restated)).toEqual(expected))
})

test.each([
  [12, 14, '+2'],
  [14, 12, '−2'],
  [null, 3, ''],
  [3, null, ''],
])('from %s to %s is %j', (was, now, expected) => expect(differenceOf({ was, now })).toBe(expected))
