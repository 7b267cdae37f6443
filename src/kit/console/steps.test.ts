import { expect, test } from 'vitest'
import { shadeOf, stepsOf } from './steps.ts'

test.each([
  [[], []],
  [[0, 0], []],
  [
    [0, 3, 3, 3],
    [1, 3],
  ],
  [
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    [1, 3, 5, 7, 9],
  ],
  [
    [0, 12, 123, 1234, 12345, 123456],
    [1, 130, 1300, 13000, 130000],
  ],
])('the steps of %j', (values, steps) => expect(stepsOf(values)).toEqual(steps))

test('zero has a shade of its own, and no shade is beyond the last', () => {
  const steps = stepsOf([0, 1, 2, 3, 50, 900])
  expect(shadeOf(0, steps)).toBe(0)
  expect(shadeOf(1, steps)).toBe(1)
  expect(shadeOf(1e9, steps)).toBeLessThanOrEqual(5)
})
