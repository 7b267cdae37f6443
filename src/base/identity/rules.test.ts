import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aTree, aUnit } from '#base/units/testing.ts'
import type { Grant } from '#core/access.ts'
import { HOUR_MS, MINUTE_MS } from '#core/clock.ts'
import { POLICY } from './policy.ts'
import { ROLE_NAMES, ROLES, type RoleName } from './roles.ts'
import {
  codeWait,
  localPhone,
  loginWait,
  maskedPhone,
  mayGrant,
  networkOf,
  passwordProblem,
  sortName,
} from './rules.ts'

test.each([
  [0, 0],
  [4, 0],
  [5, 15_000],
  [6, 30_000],
  [7, 60_000],
  [10, 8 * MINUTE_MS],
  [11, 15 * MINUTE_MS],
  [1000, 15 * MINUTE_MS],
])('after %i wrong passwords the wait is %i ms', (failures, ms) => {
  expect(loginWait(failures, POLICY)).toBe(ms)
})

test('the wait never shrinks with failures', () => {
  fc.assert(fc.property(fc.nat(100), n => loginWait(n + 1, POLICY) >= loginWait(n, POLICY)))
})

describe('codes to one phone', () => {
  const now = new Date('2026-11-20T02:00:00Z')
  const minutesAgo = (...minutes: number[]) => minutes.map(m => new Date(now.getTime() - m * MINUTE_MS))
  test.each<[string, Date[], number]>([
    ['none yet', [], 0],
    ['one just now', minutesAgo(0), MINUTE_MS],
    ['one half a minute ago', minutesAgo(0.5), MINUTE_MS / 2],
    ['one a minute ago', minutesAgo(1), 0],
    ['four in the hour', minutesAgo(2, 4, 6, 8), 0],
    ['five in the hour: until the oldest is an hour old', minutesAgo(50, 2, 4, 6, 8), 10 * MINUTE_MS],
    ['five, the newest just now', minutesAgo(59.5, 0.25, 4, 6, 8), 0.75 * MINUTE_MS],
  ])('%s', (_, sent, wait) => {
    expect(codeWait(sent, now, POLICY, 10)).toBe(wait)
  })

  test('whoever waits as told gets no more than five an hour, one a minute', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20 * MINUTE_MS), { minLength: 20, maxLength: 60 }), pauses => {
        const sent: Date[] = []
        let at = now.getTime()
        for (const pause of pauses) {
          at += pause
          const recent = sent.filter(s => at - s.getTime() < HOUR_MS)
          at += codeWait(recent, new Date(at), POLICY, 10)
          sent.push(new Date(at))
        }
        const times = sent.map(s => s.getTime())
        for (const t of times) expect(times.filter(o => o >= t && o < t + HOUR_MS).length).toBeLessThanOrEqual(5)
        for (const [i, t] of times.entries())
          if (i) expect(t - (times[i - 1] as number)).toBeGreaterThanOrEqual(MINUTE_MS)
      }),
    )
  })
})

test.each([
  ['ngắn quá', 'canbo', 'identity.password-short'],
  ['mười ký tự', 'canbo', undefined],
  ['Nguyen.Van.A', 'nguyen.van.a', 'identity.password-is-login'],
  ['ababababab', 'canbo', 'identity.password-simple'],
  ['x'.repeat(201), 'canbo', 'identity.password-long'],
  ['🦌🦌🦌🦌🦌🦌🦌🦌🦌', 'canbo', 'identity.password-short'],
])('the password “%s” of %s: %s', (password, login, problem) => {
  expect(passwordProblem(password, login, POLICY)).toBe(problem)
})

test.each([
  ['203.113.131.7', '203.113.131.7'],
  ['::ffff:203.113.131.7', '203.113.131.7'],
  ['2402:800:61b1:7a2c:1d5e:8a3f:55c2:9e01', '2402:800:61b1:7a2c'],
  ['2402:800:61b1:7a2c::1', '2402:800:61b1:7a2c'],
  ['2402:800::5', '2402:800:0:0'],
  ['::1', '0:0:0:0'],
])('%s is in the network %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})

test.each([
  ['Nguyễn Văn An', 'An Nguyễn Văn'],
  ['Đỗ', 'Đỗ'],
])('%s is sorted as %s', (name, key) => {
  expect(sortName(name)).toBe(key)
})

test('phones are shown as they are dialled, or hidden', () => {
  expect(localPhone('+84901000001')).toBe('0901 000 001')
  expect(localPhone('+85620555000')).toBe('+85620555000')
  expect(maskedPhone('+84901000001')).toBe('*** 001')
})

describe('who gives which role where', () => {
  const province = aUnit('46', 'Tỉnh A', null)
  const district = aUnit('476', 'Huyện B', province)
  const other = aUnit('477', 'Huyện C', province)
  const commune = aUnit('19819', 'Xã D', district)
  const tree = aTree([province, district, other, commune])
  const administrator = (areaId: string): Grant => ({ role: 'administrator', areaId })
  const place = { placeId: 'p', unitId: commune.id }
  const cases: [string, Grant, RoleName, object, boolean][] = [
    ['an administrator, below', administrator(province.id), 'tracer', { unitId: commune.id }, true],
    [
      'an administrator, at the area itself',
      administrator(district.id),
      'administrator',
      { unitId: district.id },
      true,
    ],
    ['an administrator, above', administrator(district.id), 'tracer', { unitId: province.id }, false],
    ['an administrator, beside', administrator(district.id), 'tracer', { unitId: other.id }, false],
    ['an administrator, staff of a place in the area', administrator(district.id), 'place-staff', place, true],
    ['a tracer', { role: 'tracer', areaId: province.id }, 'tracer', { unitId: commune.id }, false],
    ['a registrar, the manager of a place', { role: 'registrar', areaId: district.id }, 'place-manager', place, true],
    ['a registrar, a tracer', { role: 'registrar', areaId: district.id }, 'tracer', { unitId: commune.id }, false],
    ['a manager, staff of their place', { role: 'place-manager', placeId: 'p' }, 'place-staff', place, true],
    ['a manager, staff of another place', { role: 'place-manager', placeId: 'q' }, 'place-staff', place, false],
    [
      'a manager, a health officer',
      { role: 'place-manager', placeId: 'p' },
      'health-officer',
      { unitId: commune.id },
      false,
    ],
    ['staff', { role: 'place-staff', placeId: 'p' }, 'place-staff', place, false],
  ]
  test.each(cases)('%s', (_, held, role, where, allowed) => {
    expect(mayGrant([held], role, where, tree)).toBe(allowed)
  })

  test('every role has somebody who gives it, and only roles that exist give', () => {
    for (const role of ROLE_NAMES) for (const by of ROLES[role].grantedBy) expect(ROLE_NAMES).toContain(by)
    expect(ROLE_NAMES.filter(role => !ROLES[role].grantedBy.length)).toEqual([])
  })
})
