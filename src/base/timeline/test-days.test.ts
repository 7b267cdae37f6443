import { expect, test } from 'vitest'
import { lastPositive, testsLacking } from './test-days.ts'

const negative = (takenOn: string) => ({ takenOn, outcome: 'negative' as const })
const positive = (takenOn: string) => ({ takenOn, outcome: 'positive' as const })
const testDays = ['2026-11-20', '2026-11-26']

test.each([
  [[], testDays],
  [[negative('2026-11-20')], ['2026-11-26']],
  [[negative('2026-11-19')], testDays],
  [[positive('2026-11-26')], testDays],
  [[negative('2026-11-27')], []],
])('of %j these days lack a negative result: %j', (tests, lacking) => {
  expect(testsLacking({ testDays, tests })).toEqual(lacking)
})

test.each([
  [[], false],
  [[positive('2026-11-20')], true],
  [[positive('2026-11-20'), negative('2026-11-23')], false],
  [[negative('2026-11-20'), positive('2026-11-23')], true],
  [[negative('2026-11-20'), positive('2026-11-20')], true],
])('the last word of %j is positive: %s', (tests, is) => {
  expect(lastPositive({ tests })).toBe(is)
})
