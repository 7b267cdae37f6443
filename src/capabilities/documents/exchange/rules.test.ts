import { expect, test } from 'vitest'
import type { Status } from './edxml/message.ts'
import { whyNotStatus } from './rules.ts'

const LATE = 'exchange.status-out-of-order'
test.each<[Status, Status[], boolean, string | undefined]>([
  ['01', [], false, undefined],
  ['03', ['01'], false, undefined],
  ['04', ['01'], false, undefined],
  ['06', ['01', '03', '04'], false, undefined],
  ['03', ['01', '03'], false, undefined],
  ['01', ['01', '03'], false, undefined],
  ['03', ['01', '04'], false, LATE],
  ['01', ['03'], false, LATE],
  ['05', ['06'], false, LATE],
  ['02', ['01'], false, undefined],
  ['02', ['01', '03'], false, LATE],
  ['03', ['01', '02'], false, LATE],
  ['15', ['01', '04'], false, 'exchange.status-not-asked'],
  ['15', ['01', '04'], true, undefined],
  ['16', ['06'], true, undefined],
  ['13', ['01', '15'], true, undefined],
  ['04', ['01', '15', '13'], true, LATE],
])('status %s an hour after %j, asked %s: %s', (status, said, wasAsked, why) => {
  const before = said.map(one => ({ status: one, at: new Date('2026-11-20T01:00:00Z') }))
  expect(whyNotStatus(status, new Date('2026-11-20T02:00:00Z'), { before, wasAsked })).toBe(why)
})

test('what was said earlier and comes late is no step back', () => {
  const before = [{ status: '04' as const, at: new Date('2026-11-20T01:00:00Z') }]
  expect(whyNotStatus('03', new Date('2026-11-20T00:59:00Z'), { before, wasAsked: false })).toBeUndefined()
  expect(whyNotStatus('03', new Date('2026-11-20T01:00:30Z'), { before, wasAsked: false })).toBeUndefined()
})
