import fc from 'fast-check'
import { expect, test } from 'vitest'
import { foreignPlate, parsePlate, readPlate } from './plates.ts'

test.each([
  ['75A-123.45', 'civil', '75A-123.45', '75A12345', false],
  ['75a12345', 'civil', '75A-123.45', '75A12345', false],
  [' 75A 1234 ', 'civil', '75A-1234', '75A1234', false],
  ['51LD-678.90', 'civil', '51LD-678.90', '51LD67890', false],
  ['75-B1 123.45', 'civil', '75-B1 123.45', '75B112345', true],
  ['75b112345', 'civil', '75-B1 123.45', '75B112345', true],
  ['75B1-1234', 'civil', '75-B1 1234', '75B11234', true],
  ['75B11234', 'civil', '75B-112.34', '75B11234', false],
  ['75MĐ1-123.45', 'civil', '75-MD1 123.45', '75MD112345', true],
  ['75AA-123.45', 'civil', '75AA-123.45', '75AA12345', false],
  ['80A-001.23', 'civil', '80A-001.23', '80A00123', false],
  ['TM-12-34', 'military', 'TM-12-34', 'TM1234', false],
  ['qa12345', 'military', 'QA-12-345', 'QA12345', false],
  ['80-123-NG-01', 'diplomatic', '80-123-NG-01', '80123NG01', false],
  ['80NG-123-01', 'diplomatic', '80-123-NG-01', '80123NG01', false],
  ['41 291 qt 12', 'diplomatic', '41-291-QT-12', '41291QT12', false],
])('%s is %s and reads %s', (given, kind, text, key, motorbike) =>
  expect(parsePlate(given)).toEqual({ kind, text, key, motorbike }),
)

test.each(['', '75', '75A', '75A-12', '75A-1234567', '05A-123.45', 'A-123.45', '7AB-12345', 'xin chào', 'ກຂ 1234'])(
  '%j is no plate of ours',
  given => expect(parsePlate(given)).toBeUndefined(),
)

test.each([
  ['ກຂ 1234', 'ກຂ 1234'],
  ['1กข 5678', '1กข 5678'],
  ['x', undefined],
  ['ABC', undefined],
  ['A'.repeat(16), undefined],
])('of another country: %s', (given, text) => expect(foreignPlate(given)?.text).toBe(text))

test('what is shown is read again as the same, and the officer says what is foreign', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[1-9][1-9][A-HK-Z][1-9]?[ .-]?\d{3}\.?\d{2}$/), given => {
      const read = parsePlate(given)
      expect(read && parsePlate(read.text)?.key).toBe(read?.key)
    }),
  )
  expect(readPlate('75A-123.45', true)).toMatchObject({ kind: 'foreign' })
  expect(readPlate('ກຂ 1234', false)).toBeUndefined()
})
