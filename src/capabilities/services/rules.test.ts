import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addWorkingMinutes, OFFICE_HOURS, workingMinutesBetween } from '#base/calendar/calendar.ts'
import { MINUTE_MS } from '#core/clock.ts'
import { dossierFlow } from './flow.ts'
import {
  type Clock,
  clockAfter,
  dossierCode,
  isDossierCode,
  isPausedIn,
  lastDigits,
  missing,
  promisedOf,
  punctualityOf,
  RUNNING,
  STATES,
  stateNumber,
  tidyCode,
} from './rules.ts'

const time = {
  between: (from: Date, to: Date) => workingMinutesBetween(from, to, OFFICE_HOURS, []),
  add: (from: Date, minutes: number) => addWorkingMinutes(from, minutes, OFFICE_HOURS, []),
}
const START = new Date('2026-11-20T01:00:00Z')

describe('the states', () => {
  test('are the ten of the national portal, in their order', () => {
    expect(STATES.map(stateNumber)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect([...dossierFlow.states]).toEqual([...STATES])
    expect(STATES.filter(isPausedIn).map(stateNumber)).toEqual([5, 6, 8])
  })

  test('follow each other as the design says', () => {
    const to = (from: string) =>
      [
        ...new Set(
          dossierFlow.transitions
            .filter(step => [step.from].flat().includes(from as never) && step.to !== from)
            .map(step => stateNumber(step.to)),
        ),
      ].sort((a, b) => a - b)
    expect(Object.fromEntries(STATES.map(state => [stateNumber(state), to(state)]))).toEqual({
      1: [2, 3, 7],
      2: [4, 7],
      3: [],
      4: [5, 6, 7, 8, 9],
      5: [4],
      6: [4],
      7: [],
      8: [4],
      9: [10],
      10: [],
    })
  })
})

describe('the clock', () => {
  const walks = fc.array(fc.record({ pick: fc.nat({ max: 20 }), minutes: fc.integer({ min: 1, max: 60 * 24 * 9 }) }), {
    minLength: 1,
    maxLength: 30,
  })

  test('of any walk over the states gives the office as much of its own time as the law does', () => {
    fc.assert(
      fc.property(walks, fc.integer({ min: 60, max: 60 * 8 * 30 }), (walk, term) => {
        let now = START
        let state = 'received'
        let clock: Clock = { dueAt: time.add(START, term), againAt: null, pausedAt: null }
        /** Office time in which the office had the dossier: reckoned apart from the clock. */
        let worked = 0
        for (const { pick, minutes } of walk) {
          const steps = dossierFlow.transitions.filter(step => [step.from].flat().includes(state as never))
          if (!steps.length) break
          const next = new Date(now.getTime() + minutes * MINUTE_MS)
          if (RUNNING.includes(state)) worked += time.between(now, next)
          // Once it is late its day is past, whatever comes: what it was late by is not reckoned on.
          if (worked > term) return
          now = next
          state = steps[pick % steps.length]?.to ?? state
          clock = clockAfter(clock, state, now, time)
          if (!RUNNING.includes(state)) continue
          expect(clock.pausedAt).toBeNull()
          expect(time.between(now, clock.dueAt as Date)).toBeCloseTo(term - worked, 6)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('does not move while the office works', () => {
    const clock: Clock = { dueAt: time.add(START, 600), againAt: null, pausedAt: null }
    expect(clockAfter(clock, 'processing', new Date('2026-11-24T03:00:00Z'), time)).toEqual(clock)
  })

  test('of what was late when it was paused stays late', () => {
    const dueAt = new Date('2026-11-20T03:00:00Z')
    const paused = clockAfter(
      { dueAt, againAt: null, pausedAt: null },
      'supplement',
      new Date('2026-11-23T03:00:00Z'),
      time,
    )
    expect(clockAfter(paused, 'processing', new Date('2026-11-25T03:00:00Z'), time)).toEqual({
      dueAt,
      againAt: null,
      pausedAt: null,
    })
  })

  test('moves the new date of an apology too', () => {
    const dueAt = new Date('2026-11-20T03:00:00Z')
    const againAt = new Date('2026-11-25T03:00:00Z')
    const paused = clockAfter({ dueAt, againAt, pausedAt: null }, 'stopped', new Date('2026-11-24T03:00:00Z'), time)
    const on = clockAfter(paused, 'processing', new Date('2026-11-26T03:00:00Z'), time)
    expect(on.dueAt).toEqual(dueAt)
    expect(promisedOf(on)).toEqual(new Date('2026-11-27T03:00:00Z'))
  })
})

test.each([
  ['2026-11-19T09:00:00Z', 'early'],
  ['2026-11-20T09:59:00Z', 'on-time'],
  ['2026-11-20T10:00:00Z', 'on-time'],
  ['2026-11-20T10:00:01Z', 'late'],
])('what is done at %s and due on the 20th at 17:00 is %s', (at, expected) => {
  expect(punctualityOf(new Date(at), new Date('2026-11-20T10:00:00Z'))).toBe(expected)
})

describe('a code', () => {
  test.each([
    ['H57.15', 7, 'H57.15-261130-0007'],
    ['000.00.15.H57', 12_345, '000.00.15.H57-261130-12345'],
  ])('of %s, number %d is %s', (office, n, code) => {
    expect(dossierCode(office, '2026-11-30', n)).toBe(code)
    expect(isDossierCode(code)).toBe(true)
  })
  test.each(['', 'H57.15-261130', "H57.15-261130-0001' or 1=1", 'h57-261130-0001', 'H57-26113-0001'])(
    'is not %s',
    text => {
      expect(isDossierCode(text)).toBe(false)
    },
  )
  test('is read as people type it', () => {
    expect(tidyCode(' h57.15 - 261130-0007 ')).toBe('H57.15-261130-0007')
  })
})

test('digits are the last six of a phone, however it is written', () => {
  expect(lastDigits('+84905123456')).toBe('123456')
  expect(lastDigits('0905 123 456')).toBe('123456')
})

test('only papers that are required are missed', () => {
  const wanted = [
    { key: 'a', required: true },
    { key: 'b', required: false },
    { key: 'c', required: true },
  ]
  expect(missing(wanted, ['c'])).toEqual(['a'])
  expect(missing(wanted, ['a', 'c'])).toEqual([])
})
