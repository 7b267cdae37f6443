import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { daysBetween } from '#core/clock.ts'
import { directionOf, indexOf, lateRows, spansOf } from './rules.ts'

const MOST = { publicity: 18, progress: 20, digitisation: 22, online: 22, satisfaction: 18 }

describe('a month', () => {
  test('that is over is compared with whole months', () => {
    expect(spansOf('2026-03', '2026-05-10')).toEqual([
      { span: 'month', from: '2026-03-01', until: '2026-03-31' },
      { span: 'before', from: '2026-02-01', until: '2026-02-28' },
      { span: 'last-year', from: '2025-03-01', until: '2025-03-31' },
      { span: 'year', from: '2026-01-01', until: '2026-03-31' },
    ])
  })
  test('that has just begun is compared with as many days', () => {
    expect(spansOf('2026-01', '2026-01-09').map(({ from, until }) => [from, until])).toEqual([
      ['2026-01-01', '2026-01-09'],
      ['2025-12-01', '2025-12-09'],
      ['2025-01-01', '2025-01-09'],
      ['2026-01-01', '2026-01-09'],
    ])
  })
  test('is never compared with a span that has more days than a month has', () => {
    const days = fc.date({ min: new Date('2020-02-01'), max: new Date('2040-12-31'), noInvalidDate: true })
    fc.assert(
      fc.property(days, date => {
        const today = date.toISOString().slice(0, 10)
        for (const { from, until } of spansOf(today.slice(0, 7), today).slice(0, 3)) {
          expect(from.slice(0, 7)).toBe(until.slice(0, 7))
          expect(daysBetween(from, until)).toBeLessThanOrEqual(30)
          expect(from.slice(8)).toBe('01')
        }
      }),
    )
  })
})

describe('the groups of QĐ 766', () => {
  const figures: Readonly<Record<string, number>> = {
    'services.done': 100,
    'services.done-late': 4,
    'services.ratings': 50,
    'services.ratings-content': 44,
    'services.share-in-time': 0.96,
    'services.share-answered': 1,
    'services.share-online': 0.6,
    'services.share-paid-online': 0.5,
    'services.share-digital-results': 0.8,
    'services.share-digital-papers': 0.7,
    'services.procedures-full': 20,
    'services.procedures-full-online': 10,
  }
  test('are the mean of what can be computed, and nothing where nothing can', () => {
    const { groups, points, of } = indexOf(name => figures[name] ?? null, MOST)
    const share = (name: string) => groups.find(one => one.name === name)?.share
    expect(share('publicity')).toBeNull()
    expect(share('progress')).toBe(0.96)
    expect(share('digitisation')).toBeCloseTo(0.75)
    expect(share('online')).toBeCloseTo(1.6 / 3)
    // (100 − 4 late − 6 discontent) / 100, and all feedback in time.
    expect(share('satisfaction')).toBeCloseTo(0.95)
    expect(of).toBe(82)
    expect(points).toBeCloseTo(0.96 * 20 + 0.75 * 22 + (1.6 / 3) * 22 + 0.95 * 18)
  })
  test('have no points where nothing was done, and say which of them never have', () => {
    const { groups, points, of } = indexOf(() => null, MOST)
    expect(groups.every(one => one.points === null)).toBe(true)
    expect([points, of]).toEqual([0, 0])
    expect(groups.filter(one => one.parts.every(part => !part.computable)).map(one => one.name)).toEqual(['publicity'])
  })
})

test.each([
  [0.331, 0.3314, true, 'same'],
  [0.34, 0.331, true, 'rise'],
  [3, 4, false, 'fall'],
  [3, null, false, undefined],
] as const)('%s after %s is, as it is shown, %s', (now, before, isShare, expected) => {
  expect(directionOf(now, before, isShare)).toBe(expected)
})

test('late work is of its agency, or of the unit where it is nobody’s; most of it comes first', () => {
  const row = (unitId: string, organisationId: string | null, kind: string, count: number) => ({
    unitId,
    organisationId,
    kind,
    count,
  })
  const rows = lateRows([
    row('a', null, 'services.dossier', 2),
    row('b', 'x', 'documents.task', 1),
    row('a', 'x', 'documents.draft', 4),
    row('a', null, 'services.feedback', 1),
  ])
  expect(rows.map(({ organisationId, count, kinds }) => [organisationId, count, kinds.map(one => one.kind)])).toEqual([
    ['x', 5, ['documents.draft', 'documents.task']],
    [null, 3, ['services.dossier', 'services.feedback']],
  ])
})
