import { expect, test } from 'vitest'
import { instantAt, readDay, readTime, stayOf } from './when.ts'

test.each([
  ['21/11/2026', '2026-11-21'],
  ['21/11', '2026-11-21'],
  ['1/1', '2026-01-01'],
  ['23/11', '2025-11-23'],
  ['21-11', '2026-11-21'],
  ['21.11.26', '2026-11-21'],
  ['21 11', '2026-11-21'],
  ['22', '2026-11-22'],
  ['23', '2026-10-23'],
  ['31', '2026-10-31'],
  ['hôm nay', '2026-11-22'],
  ['Hôm qua', '2026-11-21'],
  ['kia', '2026-11-20'],
  ['31/4', undefined],
  ['29/2/2025', undefined],
  ['0', undefined],
  ['12/13', undefined],
  ['', undefined],
  ['thứ hai', undefined],
])('the day “%s”', (text, day) => {
  expect(readDay(text, '2026-11-22')).toBe(day)
})

test('a day left without its month may lie before a short month', () => {
  expect(readDay('31', '2026-03-05')).toBe('2026-01-31')
  expect(readDay('30/12', '2026-01-02')).toBe('2025-12-30')
})

test.each([
  ['7', '07:00'],
  ['7h', '07:00'],
  ['7h5', '07:05'],
  ['7h30', '07:30'],
  ['7g30', '07:30'],
  ['7 h 30', '07:30'],
  ['7:30', '07:30'],
  ['19.30', '19:30'],
  ['0730', '07:30'],
  ['00:00', '00:00'],
  ['24', undefined],
  ['7h60', undefined],
  ['730', undefined],
  ['sáng', undefined],
  ['', undefined],
])('the time “%s”', (text, time) => {
  expect(readTime(text)).toBe(time)
})

test('hours are those of Vietnam, and a stay may end on the next day', () => {
  expect(instantAt('2026-11-21', '00:30').toISOString()).toBe('2026-11-20T17:30:00.000Z')
  expect(stayOf('2026-11-21', '22:00', '01:30')).toEqual({
    from: new Date('2026-11-21T15:00:00Z'),
    to: new Date('2026-11-21T18:30:00Z'),
    isNextDay: true,
  })
  expect(stayOf('2026-11-21', '08:00', '08:00')).toMatchObject({ isNextDay: false })
})
