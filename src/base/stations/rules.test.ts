import { describe, expect, test } from 'vitest'
import { isWeakCode, type Limit, oneMore, type Tries } from './rules.ts'

test.each([
  ['111111', true],
  ['123456', true],
  ['890123', true],
  ['654321', true],
  ['121212', true],
  ['147147', true],
  ['246813', false],
  ['112233', false],
  ['907314', false],
])('the code %s is too easy to guess: %s', (code, weak) => {
  expect(isWeakCode(code)).toBe(weak)
})

const NOW = new Date('2026-11-20T02:00:00Z')
const later = (ms: number) => new Date(NOW.getTime() + ms)
const MINUTE = 60_000

/** Tries one after another, each as soon as it may; answers when each was made, in minutes. */
function triedAt(limit: Limit, count: number): number[] {
  const made: number[] = []
  let known: Tries | undefined
  let now = NOW
  while (made.length < count) {
    const next = oneMore(known, now, limit)
    if ('wait' in next) now = later(now.getTime() - NOW.getTime() + next.wait)
    else {
      known = next
      made.push((now.getTime() - NOW.getTime()) / MINUTE)
    }
  }
  return made
}

describe('wrong codes', () => {
  const limit = { free: 3, waitMs: 15 * MINUTE }

  test('wait from the last free one on', () => {
    expect(triedAt(limit, 6)).toEqual([0, 0, 0, 15, 30, 45])
  })

  test('of a person are never forgotten by waiting', () => {
    const known = { failures: 7, lastAt: NOW, waitUntil: NOW }
    expect(oneMore(known, later(1_000_000 * MINUTE), limit)).toMatchObject({ failures: 8 })
  })

  test('of a machine are forgotten when nobody mistyped for a while', () => {
    const known = { failures: 2, lastAt: NOW, waitUntil: NOW }
    const forgetting = { ...limit, forgetMs: 15 * MINUTE }
    expect(oneMore(known, later(14 * MINUTE), forgetting)).toMatchObject({ failures: 3 })
    expect(oneMore(known, later(16 * MINUTE), forgetting)).toMatchObject({ failures: 1 })
  })
})
