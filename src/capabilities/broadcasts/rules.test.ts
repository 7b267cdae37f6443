import { describe, expect, test } from 'vitest'
import { filledIn, needsApproval, unknownFields, yearsBefore } from './rules.ts'

test('a text is filled in for its reader; what nobody fills in is found', () => {
  const fields = { ten: 'Lê {xa} Ba', xa: 'xã Phong Hòa' }
  expect(filledIn('Mời {ten} ở {xa}', fields)).toBe('Mời Lê {xa} Ba ở xã Phong Hòa')
  expect(unknownFields('Mời {ten}, {tên} và {tên}, {} ở {xa}')).toEqual(['tên', ''])
})

test.each([
  ['2026-11-20', 18, '2008-11-20'],
  ['2028-02-29', 4, '2024-02-29'],
  ['2028-02-29', 1, '2027-02-28'],
  ['2026-11-20', 0, '2026-11-20'],
])('%s, %d years before: %s', (day, years, expected) => {
  expect(yearsBefore(day, years)).toBe(expected)
})

describe('somebody else approves', () => {
  const limit = { dong: 1000, people: 100 }
  test.each([
    ['nothing small', { dong: 1000, recipients: 100, urgency: 'ordinary' as const }, false],
    ['what costs more', { dong: 1001, recipients: 1, urgency: 'ordinary' as const }, true],
    ['what goes to more', { dong: 0, recipients: 101, urgency: 'ordinary' as const }, true],
    ['what is urgent', { dong: 0, recipients: 1, urgency: 'urgent' as const }, true],
  ])('%s', (_, about, expected) => {
    expect(needsApproval(about, limit)).toBe(expected)
  })
})
