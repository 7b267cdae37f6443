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
])('status %s after %j, asked %s: %s', (status, before, wasAsked, why) =>
  expect(whyNotStatus(status, { before, wasAsked })).toBe(why),
)
