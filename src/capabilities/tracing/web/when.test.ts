import { expect, test } from 'vitest'
import { instantAt, readDay, stayOf } from './when.ts'

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

test('hours are those of Vietnam, and a stay may end on the next day', () => {
  expect(instantAt('2026-11-21', '00:30').toISOString()).toBe('2026-11-20T17:30:00.000Z')
  expect(stayOf('2026-11-21', '22:00', '01:30')).toEqual({
    from: new Date('2026-11-21T15:00:00Z'),
    to: new Date('2026-11-21T18:30:00Z'),
    isNextDay: true,
  })
  expect(stayOf('2026-11-21', '08:00', '08:00')).toMatchObject({ isNextDay: false })
})
