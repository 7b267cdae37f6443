import { expect, test } from 'vitest'
import { instantAt, stayOf } from './when.ts'

test('hours are those of Vietnam, and a stay may end on the next day', () => {
  expect(instantAt('2026-11-21', '00:30').toISOString()).toBe('2026-11-20T17:30:00.000Z')
  expect(stayOf('2026-11-21', '22:00', '01:30')).toEqual({
    from: new Date('2026-11-21T15:00:00Z'),
    to: new Date('2026-11-21T18:30:00Z'),
    isNextDay: true,
  })
  expect(stayOf('2026-11-21', '08:00', '08:00')).toMatchObject({ isNextDay: false })
})
