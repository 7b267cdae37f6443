import { expect, test } from 'vitest'
import { isBirthFault, readBirth } from './birth.ts'

const TODAY = '2026-11-23'

test.each([
  ['1', '12', '1990', '1990-12-01'],
  ['01', '12', '1990', '1990-12-01'],
  ['', '', '1950', '1950'],
  ['', '', '', 'missing'],
  ['1', '12', '', 'missing'],
  ['31', '2', '1990', 'impossible'],
  ['', '12', '1990', 'impossible'],
  ['1', '', '1990', 'impossible'],
  ['0', '0', '1990', 'impossible'],
  ['1', '12', '90', 'impossible'],
  ['1', '12', '1850', 'impossible'],
  ['', '', '850', 'impossible'],
  ['23', '11', '2026', '2026-11-23'],
  ['24', '11', '2026', 'future'],
  ['', '', '2027', 'future'],
])('%s/%s/%s is %s', (day, month, year, expected) => {
  const read = readBirth({ day, month, year }, TODAY)
  expect(read).toBe(expected)
  expect(isBirthFault(read)).toBe(/^[a-z]/.test(expected))
})
