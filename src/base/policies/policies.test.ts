import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { checkParams, type Override, policy, ruleAt } from './policy.ts'

const infectious = policy({
  code: 'tracing.infectious',
  schema: z.object({ daysBefore: z.int().check(z.minimum(0), z.maximum(21)) }),
  defaults: [
    { from: '2021-12-29', document: 'CV 11042/BYT-DP', params: { daysBefore: 2 } },
    { from: '2020-12-03', document: 'QĐ 5053/QĐ-BYT', params: { daysBefore: 3 } },
  ],
})

const override = (
  id: string,
  unitId: string,
  validFrom: string,
  validTo: string | null,
  daysBefore: number,
): Override => ({
  id,
  code: infectious.code,
  unitId,
  document: `QĐ ${id}/UBND`,
  validFrom,
  validTo,
  params: { daysBefore },
})
const path = ['country', 'province', 'commune']

describe('which rule holds', () => {
  const cases: [string, Override[], string, number, string][] = [
    ['the default of the day', [], '2021-06-01', 3, '2020-12-03'],
    ['a later default from its first day', [], '2021-12-29', 2, '2021-12-29'],
    ['the first default for days before it', [], '2020-01-23', 3, '2020-12-03'],
    ['what the province set', [override('a', 'province', '2021-01-01', null, 5)], '2021-06-01', 5, 'a'],
    [
      'the default before the province began',
      [override('a', 'province', '2021-07-01', null, 5)],
      '2021-06-30',
      3,
      '2020-12-03',
    ],
    [
      'the default from the day on which the province ended',
      [override('a', 'province', '2021-01-01', '2021-06-01', 5)],
      '2021-06-01',
      3,
      '2020-12-03',
    ],
    [
      'the commune over the province, though it began earlier',
      [override('b', 'province', '2021-05-01', null, 5), override('a', 'commune', '2021-01-01', null, 4)],
      '2021-06-01',
      4,
      'a',
    ],
    [
      'the later beginning within a unit',
      [override('b', 'province', '2021-05-01', null, 5), override('a', 'province', '2021-01-01', null, 4)],
      '2021-06-01',
      5,
      'b',
    ],
    [
      'the later setting of the same beginning',
      [override('a', 'province', '2021-01-01', null, 4), override('b', 'province', '2021-01-01', null, 5)],
      '2021-06-01',
      5,
      'b',
    ],
    ['nothing of another unit', [override('a', 'elsewhere', '2021-01-01', null, 9)], '2021-06-01', 3, '2020-12-03'],
  ]
  test.each(cases)('%s', (_, overrides, day, daysBefore, version) => {
    const rule = ruleAt(infectious, overrides, { day, path })
    expect(rule.params.daysBefore).toBe(daysBefore)
    expect(rule.version).toBe(`tracing.infectious@${version}`)
  })

  test('an override outside the way up never changes the answer', () => {
    const day = fc
      .date({ min: new Date('2020-01-01'), max: new Date('2023-01-01'), noInvalidDate: true })
      .map(d => d.toISOString().slice(0, 10))
    fc.assert(
      fc.property(day, day, fc.constantFrom(...path), (asked, from, unitId) => {
        const mine = override('mine', unitId, from, null, 7)
        const foreign = override('foreign', 'elsewhere', from, null, 9)
        expect(ruleAt(infectious, [mine, foreign], { day: asked, path })).toEqual(
          ruleAt(infectious, [mine], { day: asked, path }),
        )
      }),
    )
  })

  test('an override that no longer fits its schema is not silently replaced by the default', () => {
    const stale: Override = { ...override('a', 'province', '2021-01-01', null, 0), params: { days: 3 } }
    expect(() => ruleAt(infectious, [stale], { day: '2021-06-01', path })).toThrow()
  })
})

describe('parameters that are set', () => {
  test.each([
    [{ daysBefore: 4 }, undefined],
    [{ daysBefore: 22 }, ['daysBefore']],
    [{ daysBefore: '4' }, ['daysBefore']],
    [{}, ['daysBefore']],
    [{ daysBefore: 4, daysAfter: 1 }, ['daysAfter']],
  ])('%j', (given, wrong) => {
    const checked = checkParams(infectious, given)
    if (wrong) expect('issues' in checked && checked.issues.map(i => i.path)).toEqual(wrong)
    else expect(checked).toEqual({ params: given })
  })
})

test('a default that does not fit its schema is refused where it is declared', () => {
  const declare = () =>
    policy({
      code: 'x.y',
      schema: z.object({ n: z.int() }),
      defaults: [{ from: '2020-01-01', document: '—', params: { n: 1.5 } }],
    })
  expect(declare).toThrow()
})
