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
  ['hôm qua', undefined],
  ['', undefined],
])('the day %j is %j', (typed, day) => {
  expect(typedDay(typed, '2026-11-20')).toBe(day)
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
