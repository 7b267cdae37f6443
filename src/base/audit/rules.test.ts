import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '#core/clock.ts'
import { unusualRule } from './policies.ts'
import { busiestHour, isNight, type Looked, signsOf, soughtSign, usualOf } from './rules.ts'

const params = unusualRule.defaults[0]?.params as (typeof unusualRule)['defaults'][number]['params']
/** Ten in the morning of Vietnam. */
const MORNING = new Date('2026-11-20T03:00:00Z')
/** Half past eleven at night. */
const NIGHT = new Date('2026-11-20T16:30:00Z')
const NO_HABIT = { perHour: 0, listedPerHour: 0, nights: 0 }
const USUAL = { perHour: 10, listedPerHour: 60, nights: 0 }

const looks = (n: number, from: Date, every: number, more: Partial<Looked> = {}): Looked[] =>
  Array.from({ length: n }, (_, i) => ({
    at: new Date(from.getTime() + i * every),
    personId: `p${i}`,
    stranger: false,
    family: false,
    ...more,
  }))

const rulesOf = (list: readonly Looked[], habit = USUAL, limits = params) =>
  signsOf({ looks: list, listed: [] }, habit, limits).map(sign => sign.rule)

describe('an officer', () => {
  test.each([
    ['as many in an hour as are allowed', looks(40, MORNING, MINUTE_MS), USUAL, []],
    ['one more', looks(41, MORNING, MINUTE_MS), USUAL, ['many']],
    ['as many, but over a longer time', looks(60, MORNING, 2 * MINUTE_MS), USUAL, []],
    ['who always looks at many', looks(55, MORNING, MINUTE_MS), { perHour: 30, listedPerHour: 60, nights: 0 }, []],
    ['a few at night', looks(4, NIGHT, MINUTE_MS), USUAL, []],
    ['more at night', looks(5, NIGHT, MINUTE_MS), USUAL, ['night']],
    ['who is on duty at night', looks(5, NIGHT, MINUTE_MS), { perHour: 10, listedPerHour: 60, nights: 3 }, []],
    ['fourteen strangers', looks(14, MORNING, HOUR_MS / 20, { stranger: true }), USUAL, []],
    ['fifteen strangers', looks(15, MORNING, HOUR_MS / 20, { stranger: true }), USUAL, ['strangers']],
    ['one of the family', looks(1, MORNING, 1, { family: true, stranger: true }), USUAL, ['family']],
    ['one person again and again', looks(300, MORNING, 1000, { personId: 'p' }), USUAL, []],
  ])('%s', (_, list, habit, expected) => expect(rulesOf(list, habit)).toEqual(expected))

  test.each([
    ['as many in lists as are allowed', 500, 1, USUAL, []],
    ['one more', 501, 1, USUAL, [{ rule: 'listed', people: 501, most: 500, usual: 60 }]],
    ['as many, but over a longer time', 501, HOUR_MS / 400, USUAL, []],
    ['who always reads long lists', 700, 1, { ...USUAL, listedPerHour: 300 }, []],
  ])('%s', (_, n, every, habit, expected) =>
    expect(signsOf({ looks: [], listed: looks(n, MORNING, every) }, habit, params)).toMatchObject(expected),
  )

  test('a sign says when, how many, and how many are allowed and usual', () => {
    const [sign] = signsOf(
      { looks: looks(50, MORNING, MINUTE_MS), listed: [] },
      { perHour: 15, listedPerHour: 60, nights: 0 },
      params,
    )
    const until = new Date(MORNING.getTime() + 49 * MINUTE_MS)
    expect(sign).toEqual({ rule: 'many', since: MORNING, until, people: 50, most: 45, usual: 15 })
  })
})

test('a person is sought when officers of several units look, and not when one office does', () => {
  const onlookers = (n: number, units: number) =>
    Array.from({ length: n }, (_, i) => ({ at: MORNING, accountId: `a${i}`, unitId: `u${i % units}` }))
  expect(soughtSign(onlookers(8, 3), params)).toMatchObject({ rule: 'sought', people: 8, most: 7 })
  expect(soughtSign(onlookers(7, 3), params)).toBeUndefined()
  expect(soughtSign(onlookers(20, 2), params)).toBeUndefined()
  expect(soughtSign([], params)).toBeUndefined()
})

test('a habit is the median of the busiest hours, so that one bad day does not become one', () => {
  expect(usualOf([])).toBe(0)
  expect(usualOf([8, 200, 10])).toBe(10)
})

const aLook = fc.record({
  at: fc.integer({ min: 0, max: 24 * 60 }).map(minute => new Date(MORNING.getTime() + minute * MINUTE_MS)),
  personId: fc.integer({ min: 0, max: 80 }).map(String),
  stranger: fc.boolean(),
  family: fc.constant(false),
})

describe('properties', () => {
  test('the busiest hour is that of comparing every hour, and no longer than one', () =>
    fc.assert(
      fc.property(fc.array(aLook, { maxLength: 150 }), list => {
        const sorted = list.toSorted((a, b) => a.at.getTime() - b.at.getTime())
        const people = (some: readonly Looked[]) => new Set(some.map(look => look.personId)).size
        const all = sorted.map(first =>
          people(sorted.filter(({ at }) => at >= first.at && at.getTime() - first.at.getTime() < HOUR_MS)),
        )
        const found = busiestHour(sorted)
        expect(people(found)).toBe(Math.max(0, ...all))
        const [first, last] = [found[0], found.at(-1)]
        if (first && last) expect(last.at.getTime() - first.at.getTime()).toBeLessThan(HOUR_MS)
      }),
    ))

  test('the order does not matter, and whoever looks at more is never less unusual', () =>
    fc.assert(
      fc.property(fc.array(aLook, { maxLength: 120 }), fc.array(aLook, { maxLength: 30 }), (some, more) => {
        const rules = rulesOf(some)
        expect(rulesOf(some.toReversed())).toEqual(rules)
        expect(rulesOf([...some, ...more])).toEqual(expect.arrayContaining(rules))
      }),
    ))

  test('a higher limit raises nothing that a lower one does not', () =>
    fc.assert(
      fc.property(fc.array(aLook, { maxLength: 120 }), fc.integer({ min: 1, max: 60 }), (list, perHour) => {
        const has = (limit: number) => rulesOf(list, NO_HABIT, { ...params, perHour: limit }).includes('many')
        if (has(perHour + 1)) expect(has(perHour)).toBe(true)
      }),
    ))

  test('a night may go over midnight or not', () => {
    const at = (hour: number) => new Date(Date.parse('2026-11-20T00:00:00+07:00') + hour * HOUR_MS)
    const hours = (nightFrom: number, nightUntil: number) =>
      Array.from({ length: 24 }, (_, hour) => hour).filter(hour => isNight(at(hour), { nightFrom, nightUntil }))
    expect(hours(23, 5)).toEqual([0, 1, 2, 3, 4, 23])
    expect(hours(0, 5)).toEqual([0, 1, 2, 3, 4])
  })
})
