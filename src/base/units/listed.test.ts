import { describe, expect, test } from 'vitest'
import { howListed, isListed } from './listed.ts'

describe('an area on the list', () => {
  const area = { unitId: 'hcm', from: '2026-11-10', to: null }
  const cases: [string, object, string[], string, string, boolean][] = [
    ['left it today', {}, ['vn', 'hcm', 'q1'], '2026-11-20', '2026-11-20', true],
    ['left before it began, arrived after', {}, ['vn', 'hcm'], '2026-11-09', '2026-11-11', true],
    ['arrived before it began', {}, ['vn', 'hcm'], '2026-11-08', '2026-11-09', false],
    ['left on the day it ended', { to: '2026-11-15' }, ['vn', 'hcm'], '2026-11-15', '2026-11-16', false],
    ['left the day before it ended', { to: '2026-11-15' }, ['vn', 'hcm'], '2026-11-14', '2026-11-16', true],
    ['another place', {}, ['vn', 'hn'], '2026-11-20', '2026-11-20', false],
  ]
  test.each(cases)('%s', (_, patch, path, departed, arrived, expected) =>
    expect(isListed([{ ...area, ...patch }], path, { departed, arrived })).toBe(expected),
  )
})

test.each<[string, string[], string, string]>([
  ['in a listed area', ['vn', 'hcm', 'q1'], '2026-11-20', 'whole'],
  ['a part of it is listed', ['vn'], '2026-11-20', 'part'],
  ['elsewhere', ['vn', 'hn'], '2026-11-20', 'none'],
  ['before the list', ['vn', 'hcm'], '2026-11-09', 'none'],
])('how much of a place is listed: %s', (_, path, day, expected) =>
  expect(howListed([{ unitId: 'hcm', from: '2026-11-10', to: null }], path, () => ['vn', 'hcm'], day)).toBe(expected),
)
