import { expect, test } from 'vitest'
import {
  dayAt,
  dayNumber,
  dayOfNumber,
  midnightOf,
  minuteAt,
  sameMonthLastYear,
  weekdayOf,
  yearsBefore,
} from './calendar.ts'

test.each([
  ['2026-11-22T16:59:00Z', '2026-11-22', 1439],
  ['2026-11-22T17:00:00Z', '2026-11-23', 0],
  ['2026-11-23T05:30:00Z', '2026-11-23', 750],
  ['1969-12-31T17:00:00Z', '1970-01-01', 0],
])('%s is minute of %s', (instant, day, minute) => {
  expect(dayOfNumber(dayAt(Date.parse(instant)))).toBe(day)
  expect(minuteAt(Date.parse(instant))).toBe(minute)
})

test('a day begins at 17:00 UTC of the day before', () => {
  expect(new Date(midnightOf(dayNumber('2026-11-23'))).toISOString()).toBe('2026-11-22T17:00:00.000Z')
})

test.each([
  ['2026-11-22', 0],
  ['2026-11-23', 1],
  ['1960-02-29', 1],
])('%s is weekday %i', (day, weekday) => {
  expect(weekdayOf(dayNumber(day))).toBe(weekday)
})

test('years before', () => {
  expect(dayOfNumber(yearsBefore(dayNumber('2026-11-23'), 40))).toBe('1986-11-23')
  expect(dayOfNumber(yearsBefore(dayNumber('2024-02-29'), 1))).toBe('2023-03-01')
})

test.each(['2026-13-01', '2026-02-30', '26-01-01', ''])('%s is not a day', wrong => {
  expect(() => dayNumber(wrong)).toThrow(RangeError)
})

test('the month of last year goes on for the days in which a demo is looked at', () => {
  expect(sameMonthLastYear('2026-11-30')).toEqual({ from: '2025-10-25', until: '2025-12-14' })
  expect(sameMonthLastYear('2024-02-29')).toEqual({ from: '2023-01-25', until: '2023-03-15' })
})
