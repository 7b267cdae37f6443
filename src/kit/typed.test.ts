import { expect, test } from 'vitest'
import { typedDay, typedTime } from './typed.ts'

test.each([
  ['19/11/2026', '2026-11-19'],
  ['19/11', '2026-11-19'],
  ['1911', '2026-11-19'],
  ['19.11.26', '2026-11-19'],
  ['19112026', '2026-11-19'],
  ['191126', '2026-11-19'],
  [' 3-1 ', '2026-01-03'],
  ['25/12', '2025-12-25'],
  ['31/2', undefined],
  ['29/2', undefined],
  ['32/1', undefined],
  ['21 11', '2025-11-21'],
  ['20', '2026-11-20'],
  ['23', '2026-10-23'],
  ['31', '2026-10-31'],
  ['hôm nay', '2026-11-20'],
  ['Hôm qua', '2026-11-19'],
  ['kia', '2026-11-18'],
  ['31/4', undefined],
  ['29/2/2025', undefined],
  ['0', undefined],
  ['12/13', undefined],
  ['thứ hai', undefined],
  ['', undefined],
])('the day %j is %j', (typed, day) => {
  expect(typedDay(typed, '2026-11-20')).toBe(day)
})

test('a day left without its month may lie before a short month', () => {
  expect(typedDay('31', '2026-03-05')).toBe('2026-01-31')
  expect(typedDay('30/12', '2026-01-02')).toBe('2025-12-30')
})

test.each([
  ['21', '2026-11-21'],
  ['19', '2026-12-19'],
  ['31', '2026-12-31'],
  ['19/11', '2026-11-19'],
  ['1/3', '2027-03-01'],
])('where days ahead are meant, %j is %j', (typed, day) => {
  expect(typedDay(typed, '2026-11-20', '2027-10-16')).toBe(day)
})

test.each([
  ['9:30', '09:30'],
  ['9h30', '09:30'],
  ['930', '09:30'],
  ['0930', '09:30'],
  ['9h', '09:00'],
  ['7 g 30', '07:30'],
  ['7h5', '07:05'],
  ['7h30p', '07:30'],
  ['19.30', '19:30'],
  ['00:00', '00:00'],
  ['14', '14:00'],
  ['24', undefined],
  ['9:75', undefined],
  ['sáng', undefined],
])('the time %j is %j', (typed, time) => {
  expect(typedTime(typed)).toBe(time)
})
