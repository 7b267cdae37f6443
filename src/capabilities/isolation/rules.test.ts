import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromDefault } from '#base/policies/policy.ts'
import { daysBetween } from '#core/clock.ts'
import { isolationDays } from './policies.ts'
import { dayAfter, lastDayOf, type Reason, termOf, testDaysOf, turnOf } from './rules.ts'

describe('how long, by the day on which it begins', () => {
  test.each<[string, Reason, boolean, number, number]>([
    ['2020-08-01', 'contact', false, 14, 0],
    ['2021-06-01', 'contact', true, 21, 0],
    ['2021-08-01', 'contact', false, 14, 14],
    ['2021-12-15', 'contact', true, 14, 14],
    ['2021-12-16', 'contact', true, 7, 7],
    ['2021-12-16', 'contact', false, 14, 14],
    ['2022-02-20', 'returned', true, 7, 7],
    ['2022-02-21', 'contact', true, 5, 5],
    ['2022-02-21', 'contact', false, 7, 3],
    ['2022-02-21', 'case', false, 7, 0],
    ['2022-01-10', 'case', true, 10, 0],
    ['2022-04-15', 'contact', false, 0, 0],
    ['2022-04-15', 'case', false, 7, 0],
  ])('%s, %s, protected %s: %i days, then %i', (day, reason, isProtected, days, watchDays) => {
    expect(termOf(reason, isProtected, fromDefault(isolationDays, day).params)).toEqual({ days, watchDays })
  })
})

test.each([
  ['2026-11-20', 1, '2026-11-20'],
  ['2026-11-20', 7, '2026-11-26'],
  ['2026-02-25', 14, '2026-03-10'],
  ['2026-12-30', 7, '2027-01-05'],
])('from %s for %i days: to the end of %s', (from, days, last) => {
  expect(lastDayOf(from, days)).toBe(last)
})

test('so many days lie between the first and the day after the last', () => {
  const day = fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
  fc.assert(
    fc.property(day, fc.integer({ min: 1, max: 90 }), (date, days) => {
      const from = date.toISOString().slice(0, 10)
      expect(daysBetween(from, dayAfter(lastDayOf(from, days)))).toBe(days)
    }),
  )
})

describe('what turns with the day', () => {
  test.each([
    ['signed', '2026-11-19', undefined],
    ['signed', '2026-11-20', 'begin'],
    ['signed', '2026-12-20', 'begin'],
    ['in-force', '2026-11-26', undefined],
    ['in-force', '2026-11-27', 'expire'],
    ['proposed', '2026-11-27', undefined],
    ['completed', '2026-11-27', undefined],
  ])('%s on %s: %s', (state, today, turn) => {
    expect(turnOf({ state, fromOn: '2026-11-20', untilOn: '2026-11-26' }, today)).toBe(turn)
  })
})

describe('the days of tests', () => {
  const policy = { contact: [1, 7, 14], protected: [5], case: [7] }
  const order = { reason: 'contact' as const, isProtected: false, fromOn: '2026-11-28', untilOn: '2026-12-04' }
  test.each([
    [order, ['2026-11-28', '2026-12-04']],
    [{ ...order, isProtected: true }, ['2026-12-02']],
    [{ ...order, reason: 'returned' as const, untilOn: '2026-12-11' }, ['2026-11-28', '2026-12-04', '2026-12-11']],
    [{ ...order, reason: 'case' as const, isProtected: true }, ['2026-12-04']],
    [{ ...order, untilOn: '2026-11-27' }, []],
  ])('%j', (one, days) => {
    expect(testDaysOf(one, policy)).toEqual(days)
  })
})
