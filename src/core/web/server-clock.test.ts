import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { learnServerTime, serverNow } from './server-clock.ts'

const noon = Date.parse('2026-11-23T05:00:00Z')
const header = (ms: number) => new Date(ms).toUTCString()

beforeEach(() => {
  vi.useFakeTimers({ now: noon })
  learnServerTime(header(noon), noon, noon)
})
afterEach(() => {
  vi.useRealTimers()
})

const ahead = () => serverNow().getTime() - Date.now()

test.each([
  ['a phone in time', 0, 0, 0],
  ['a second is the rounding of the header', 1_000, 0, 0],
  ['a phone two days slow', 172_800_000, 0, 172_800_500],
  ['a phone an hour fast', -3_600_000, 0, -3_599_500],
  ['a slow journey is no difference', 4_000, 8_000, 0],
  ['a slow journey and a wrong clock', 60_000, 8_000, 56_500],
])('%s', (_, difference, journey, expected) => {
  learnServerTime(header(noon + difference), noon, noon + journey)
  expect(ahead()).toBe(expected)
})

test('an answer without a date teaches nothing', () => {
  learnServerTime(header(noon + 172_800_000), noon, noon)
  learnServerTime(null, noon, noon)
  learnServerTime('soon', noon, noon)
  expect(ahead()).toBe(172_800_500)
})
