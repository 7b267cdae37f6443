import { describe, expect, test } from 'vitest'
import {
  labelOf,
  limitOf,
  openingOf,
  orderOf,
  type Priority,
  perSlot,
  type Queued,
  queuedFrom,
  rowOf,
  slotsOf,
  waitOf,
} from './rules.ts'

const HOURS = [
  ['07:00', '11:30'],
  ['13:30', '17:00'],
] as const

const one = (number: number, priority: Priority | null = null, at = number): Queued => ({
  id: String(number),
  lineId: 'a',
  number,
  priority,
  queuedAt: new Date(at * 60_000),
})
const numbers = (all: readonly Queued[]) => all.map(it => it.number)

test('a number is read with its letter', () => {
  expect(labelOf('B', 7)).toBe('B007')
  expect(labelOf('B', 1234)).toBe('B1234')
})

describe('the order', () => {
  test('is that of coming', () => {
    expect(numbers(orderOf([one(3), one(1), one(2)], 0, 3))).toEqual([1, 2, 3])
    expect(numbers(orderOf([one(1, null, 9), one(2, null, 5)], 0, 3))).toEqual([2, 1])
  })
  test('lets those with priority go first, but not for ever', () => {
    const old = [11, 12, 13, 14, 15].map(n => one(n, 'elderly'))
    expect(numbers(orderOf([one(1), one(2), ...old], 0, 3))).toEqual([11, 12, 13, 1, 14, 15, 2])
  })
  test('goes on where the last calls ended', () => {
    expect(numbers(orderOf([one(1), one(5, 'disabled')], 3, 3))).toEqual([1, 5])
    expect(numbers(orderOf([one(5, 'disabled'), one(6, 'disabled')], 3, 3))).toEqual([5, 6])
    expect(rowOf(['elderly', 'child', null, 'elderly'])).toBe(2)
    expect(rowOf([])).toBe(0)
  })
})

describe('the wait', () => {
  const usual = { minutes: 10 }
  test('is not known where nobody serves', () => {
    expect(waitOf(5, 0, [4, 5, 6], usual)).toBeUndefined()
  })
  test('is of the rule until enough were served, and wide', () => {
    const { from, to } = waitOf(6, 2, [3], usual) ?? { from: 0, to: 0 }
    expect(from).toBeLessThan(30)
    expect(to).toBeGreaterThan(30)
    expect(to - from).toBeGreaterThan(10)
  })
  test('of who is next is at most one turn', () => {
    expect(waitOf(0, 2, [8, 8, 8, 8, 8], usual)).toEqual({ from: 0, to: 4 })
  })

  /** Small and good enough: the same numbers each time. */
  function* randoms(seed: number) {
    for (let state = seed; ; ) {
      state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
      yield state / 2 ** 32
    }
  }
  test('holds four times of five, whatever people come with', () => {
    const random = randoms(11)
    const next = () => random.next().value as number
    // Many short errands and some long ones.
    const minutes = () =>
      2 + Math.exp(1 + 0.8 * Math.sqrt(-2 * Math.log(next() || 1e-9)) * Math.cos(2 * Math.PI * next()))
    let held = 0
    const rounds = 1000
    for (let round = 0; round < rounds; round++) {
      const served = Array.from({ length: 20 }, minutes)
      const before = 1 + Math.floor(next() * 12)
      const range = waitOf(before, 1, served, usual)
      const wait = Array.from({ length: before }, minutes).reduce((sum, it) => sum + it, 0)
      if (range && range.from <= wait && wait <= range.to) held++
    }
    expect(held / rounds).toBeGreaterThan(0.75)
    expect(held / rounds).toBeLessThan(0.92)
  })
})

test('a hall holds its seats, or what the distance leaves of them', () => {
  expect(limitOf(31, 0.5)).toBe(15)
  expect(limitOf(1, 0.5)).toBe(1)
  expect(perSlot(15, 0.5)).toBe(7)
  expect(perSlot(1, 0.1)).toBe(1)
})

test('slots lie whole within the hours of a day', () => {
  const slots = slotsOf('2026-11-20', HOURS, 60).map(slot => slot.toISOString().slice(11, 16))
  expect(slots).toEqual(['00:00', '01:00', '02:00', '03:00', '06:30', '07:30', '08:30'])
  expect(slotsOf('2026-11-22', [], 30)).toEqual([])
})

test('a hall is open in its hours, and says when it opens next and when the day ends', () => {
  const at = (clock: string) => openingOf(new Date(`2026-11-20T${clock}:00+07:00`), '2026-11-20', HOURS)
  expect(at('08:00')).toMatchObject({ open: true, closesAt: new Date('2026-11-20T10:00:00Z') })
  expect(at('11:30')).toMatchObject({ open: false, opensAt: new Date('2026-11-20T06:30:00Z') })
  expect(at('17:00')).toMatchObject({ open: false, opensAt: undefined })
  expect(openingOf(new Date(), '2026-11-22', [])).toEqual({ open: false, opensAt: undefined, closesAt: undefined })
})

test('who comes in time for a slot queues from it, who comes late from when they come', () => {
  const slot = new Date('2026-11-20T02:00:00Z')
  const at = (minute: string) => new Date(`2026-11-20T02:${minute}:00Z`)
  expect(queuedFrom(slot, new Date('2026-11-20T01:40:00Z'), 15)).toEqual(slot)
  expect(queuedFrom(slot, at('15'), 15)).toEqual(slot)
  expect(queuedFrom(slot, at('16'), 15)).toEqual(at('16'))
})
