import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { wire } from './contract.ts'
import { firstIdAt, isUuid } from './ids.ts'

test.each([
  ['1899-12-31', true],
  ['2026-11-20', true],
  ['2400-01-01', true],
  ['0001-01-01', false],
  ['1799-12-31', false],
  ['2500-01-01', false],
  ['9999-12-31', false],
])('a day is of our times: %s', (day, expected) => {
  expect(z.safeParse(wire.day, day).success).toBe(expected)
  expect(z.safeParse(wire.instant, `${day}T00:00:00+07:00`).success).toBe(expected)
})

test('a time before there were ids has a smallest one', () =>
  expect(isUuid(firstIdAt(new Date('0001-01-01')))).toBe(true))
