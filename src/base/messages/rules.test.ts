import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Channel } from './channel.ts'
import { afterQuiet, maskAddress, ordered, pauseAfter, route, spread, type Waiting } from './rules.ts'

const vn = (time: string, day = '2026-11-20') => new Date(`${day}T${time}:00+07:00`)
const night = { from: '22:00', until: '07:00' }
const noon = { from: '11:30', until: '13:30' }

describe('quiet hours', () => {
  test.each([
    ['before them', '21:59', night, vn('21:59')],
    ['at their beginning', '22:00', night, vn('07:00', '2026-11-21')],
    ['after midnight', '03:15', night, vn('07:00')],
    ['at their end', '07:00', night, vn('07:00')],
    ['at noon', '12:00', noon, vn('13:30')],
    ['after noon', '13:30', noon, vn('13:30')],
    ['without any', '03:15', null, vn('03:15')],
    ['empty ones', '03:15', { from: '03:15', until: '03:15' }, vn('03:15')],
  ])('%s', (_, time, quiet, expected) => {
    expect(afterQuiet(vn(time), quiet)).toEqual(expected)
  })

  test('what comes out is never quiet, never earlier, and less than a day away', () => {
    const clock = fc
      .integer({ min: 0, max: 1439 })
      .map(m => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`)
    const instant = fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(instant, clock, clock, (now, from, until) => {
        const later = afterQuiet(now, { from, until })
        expect(later.getTime() - now.getTime()).toBeGreaterThanOrEqual(0)
        expect(later.getTime() - now.getTime()).toBeLessThan(86_400_000)
        expect(afterQuiet(later, { from, until })).toEqual(later)
      }),
    )
  })
})

describe('by which channel', () => {
  const channel = (name: string, kind: 'phone' | 'email'): Channel => ({
    name,
    canReach: to => to[kind] !== undefined,
    send: async () => ({}),
  })
  const channels = [channel('sms', 'phone'), channel('smtp', 'email')]
  const now = new Date('2026-11-20T02:00:00Z')
  const plain: Waiting = {
    to: { phone: '+84900000001', email: 'an@example.org' },
    urgency: 'ordinary',
    optedOut: false,
    until: null,
    tried: [],
    off: [],
    template: 'messages.notice',
    onlyChannel: null,
  }
  const cases: [string, Partial<Waiting>, string][] = [
    ['the first that reaches', {}, 'sms'],
    ['the one there is an address for', { to: { email: 'an@example.org' } }, 'smtp'],
    ['the next after a failure', { tried: ['sms'] }, 'smtp'],
    ['none when all failed', { tried: ['sms', 'smtp'] }, 'no-channel'],
    ['not the one that is not wanted', { off: ['sms'] }, 'smtp'],
    ['none where none is wanted', { off: ['sms', 'smtp'] }, 'opted-out'],
    ['an unwanted one rather than none for what is urgent', { off: ['sms', 'smtp'], urgency: 'urgent' }, 'sms'],
    ['only the one that is tried out', { onlyChannel: 'smtp' }, 'smtp'],
    ['nothing without an address', { to: {} }, 'no-address'],
    ['nothing ordinary after an opt-out', { optedOut: true }, 'opted-out'],
    ['urgent in spite of an opt-out', { optedOut: true, urgency: 'urgent' }, 'sms'],
    ['nothing from the moment it is of no use', { until: now }, 'expired'],
    ['still before that', { until: new Date(now.getTime() + 1) }, 'sms'],
  ]
  test.each(cases)('%s', (_, given, expected) => {
    const routed = route({ ...plain, ...given }, channels, now)
    expect('channel' in routed ? routed.channel.name : routed.suppressed).toBe(expected)
  })
})

test('channels in the order of the policy, unnamed ones after them as they are', () => {
  const named = ['mailbox', 'sms', 'push', 'zns'].map(name => ({ name, canReach: () => true, send: async () => ({}) }))
  expect(ordered(named, ['push', 'sms']).map(one => one.name)).toEqual(['push', 'sms', 'mailbox', 'zns'])
})

test('what failed together is spread over the end of its pause, the same each time', () => {
  const ids = ['0193a5a0-0000-7000-8000-000000000000', '0193a5a0-0000-7000-8000-00000000ffff']
  expect(ids.map(id => spread(10, id))).toEqual([10, 8])
})

test('pauses grow and end', () => {
  expect([1, 2, 3, 4].map(n => pauseAfter(n, [1, 5, 15]))).toEqual([1, 5, 15, undefined])
})

test.each([
  [{ phone: '+84912345678' }, '•••••••••678'],
  [{ email: 'an.nguyen@example.org' }, 'a••••••••@example.org'],
  [{ email: 'a@example.org' }, 'a•@example.org'],
  [{}, null],
])('%j is shown as %s', (address, shown) => {
  expect(maskAddress(address)).toBe(shown)
})
