import { expect, test } from 'vitest'
import { birthOf } from './birth.ts'

test.each([
  ['4/3/1990', '1990-03-04'],
  ['04031990', '1990-03-04'],
  [' 29.02.1988 ', '1988-02-29'],
  ['1946', '1946'],
  ['31/02/1990', undefined],
  ['29/2/1990', undefined],
  ['31/4/1990', undefined],
  ['4/13/1990', undefined],
  ['4/3/90', undefined],
  ['4/3', undefined],
  ['0403', undefined],
  ['1/1/2999', undefined],
  ['', undefined],
])('a birth typed as %j is %j', (typed, birth) => {
  expect(birthOf(typed)).toBe(birth)
})
