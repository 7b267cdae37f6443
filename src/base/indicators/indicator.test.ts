import { expect, test } from 'vitest'
import { daysOf } from './figures.ts'
import { cellsOf, countOf, listOf, ratioOf } from './indicator.ts'

const rows = () => {
  throw new Error('never run here')
}
const scans = countOf({ name: 'a.scans', fact: 'scan', by: 'hour', rows })
const cases = cellsOf({ name: 'a.cases', on: [], rows })

test('two indicators of one name are refused', () => {
  expect(() => listOf([scans, { ...cases, name: 'a.scans' }])).toThrow('same name')
})

test.each([
  ['a part that nobody declares', { part: 'a.none', whole: 'a.cases' }],
  ['a whole that is itself a share', { part: 'a.cases', whole: 'a.share' }],
])('a share is refused with %s', (_, given) => {
  const share = ratioOf({ name: 'a.share', ...given })
  expect(() => listOf([scans, cases, share])).toThrow('needs the stored indicator')
})

test('a share of two stored indicators is listed', () => {
  expect([...listOf([scans, cases, ratioOf({ name: 'a.share', part: 'a.cases', whole: 'a.scans' })]).keys()]).toEqual([
    'a.scans',
    'a.cases',
    'a.share',
  ])
})

test.each([
  ['2026-02-27', '2026-03-01', ['2026-02-27', '2026-02-28', '2026-03-01']],
  ['2026-11-20', '2026-11-20', ['2026-11-20']],
])('days from %s to %s', (from, to, days) => {
  expect(daysOf(from, to)).toEqual(days)
})

test.each([
  ['2026-11-21', '2026-11-20'],
  ['2024-01-01', '2026-01-01'],
])('a span from %s to %s is refused', (from, to) => {
  expect(() => daysOf(from, to)).toThrow('indicators.span')
})
