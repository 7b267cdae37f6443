import { expect, test } from 'vitest'
import { correctTime, placeInTime, type Stamp } from './moment.ts'

const LIMITS = { oldHours: 72, changedS: 300 }
const RECEIVED = new Date('2026-11-20T12:00:00Z')
const HOUR = 3_600_000
const stamp = (deviceAt: string, sentAt: string, behindMs?: number): Stamp => ({
  deviceAt: new Date(deviceAt),
  sentAt: new Date(sentAt),
  behindMs,
})

test.each([
  ['a right clock', stamp('2026-11-20T08:00:00Z', '2026-11-20T12:00:00Z', 0), '2026-11-20T08:00:00Z', undefined],
  [
    'nothing known of the clock',
    stamp('2026-11-20T08:00:00Z', '2026-11-20T12:00:00Z'),
    '2026-11-20T08:00:00Z',
    undefined,
  ],
  ['hours behind', stamp('2026-11-20T03:00:00Z', '2026-11-20T07:00:00Z', 5 * HOUR), '2026-11-20T08:00:00Z', undefined],
  ['years behind', stamp('2019-01-01T03:00:00Z', '2019-01-01T07:00:00Z'), '2026-11-20T08:00:00Z', undefined],
  ['three days', stamp('2026-11-17T12:00:00Z', '2026-11-20T12:00:00Z', 0), '2026-11-17T12:00:00Z', undefined],
  ['more than three days', stamp('2026-11-17T11:59:59Z', '2026-11-20T12:00:00Z', 0), '2026-11-17T11:59:59Z', 'old'],
  // The clock was five hours behind, was set right when the network came back, and then sent.
  [
    'set right before sending',
    stamp('2026-11-20T03:00:00Z', '2026-11-20T12:00:00Z', 5 * HOUR),
    '2026-11-20T08:00:00Z',
    'changed',
  ],
  ['a slow journey', stamp('2026-11-20T08:00:00Z', '2026-11-20T11:56:00Z', 0), '2026-11-20T08:04:00Z', undefined],
  [
    'sent before it happened',
    stamp('2026-11-20T12:00:01Z', '2026-11-20T12:00:00Z', 0),
    '2026-11-20T12:00:01Z',
    'future',
  ],
])('%s', (_, given, at, doubt) => {
  expect(placeInTime(given, RECEIVED, LIMITS)).toMatchObject({ at: new Date(at), doubt })
})

test('no time is answered for what is doubted', () => {
  expect(correctTime(stamp('2026-11-20T13:00:00Z', '2026-11-20T12:00:00Z'), RECEIVED, LIMITS)).toBeUndefined()
})

test('a clock that is far off makes the time uncertain', () => {
  expect(placeInTime(stamp('2026-11-20T05:00:00Z', '2026-11-20T07:00:00Z'), RECEIVED, LIMITS).uncertaintyS).toBe(300)
})
