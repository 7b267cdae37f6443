import { expect, test } from 'vitest'
import { readCount } from './count.ts'

test.each([
  ['1250', 1250],
  [' 1.250 ', 1250],
  ['1,250', 1250],
  ['12.345.678', 12_345_678],
  ['0', 0],
  ['', null],
  ['-5', undefined],
  ['12,5', undefined],
  ['1.25', undefined],
  ['abc', undefined],
  ['1 250', undefined],
  ['1234567890', undefined],
])('%j is %s', (typed, count) => expect(readCount(typed)).toBe(count))
