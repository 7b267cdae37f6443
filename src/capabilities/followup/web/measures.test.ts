import { expect, test } from 'vitest'
import { readSpo2, readTemperature } from './measures.ts'

test.each([
  ['37,5', 37.5],
  ['37.5', 37.5],
  [' 38 ', 38],
  ['36,85°C', 36.85],
  ['37 c', 37],
  ['', undefined],
  ['3750', undefined],
  ['33,9', undefined],
  ['44', undefined],
  ['nóng', undefined],
])('a temperature as people type it: %j', (text, value) => expect(readTemperature(text)).toBe(value))

test.each([
  ['97', 97],
  ['97%', 97],
  ['100', 100],
  ['49', undefined],
  ['101', undefined],
  ['9', undefined],
  ['', undefined],
])('oxygen as people type it: %j', (text, value) => expect(readSpo2(text)).toBe(value))
