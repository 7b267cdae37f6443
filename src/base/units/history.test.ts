import { expect, test } from 'vitest'
import { buildHistory, mapFigures, mapForward } from './history.ts'
import { aLink, aUnit } from './testing.ts'

const [a, b, c, d, e, f] = ['00001', '00002', '00003', '00004', '00005', '00006'].map(code =>
  aUnit(code, `Xã ${code}`, null),
) as [Unit, Unit, Unit, Unit, Unit, Unit]
type Unit = ReturnType<typeof aUnit>

const history = buildHistory(
  [
    aLink(a, c, { onDate: '2020-01-01', kind: 'merge' }),
    aLink(b, c, { onDate: '2020-01-01', kind: 'merge' }),
    aLink(c, d, { onDate: '2025-07-01', kind: 'split', share: 0.75 }),
    aLink(c, e, { onDate: '2025-07-01', kind: 'split', share: 0.25, isDefault: false }),
    aLink(e, f, { onDate: '2026-01-01', kind: 'split', share: null }),
    aLink(e, d, { onDate: '2026-01-01', kind: 'split', share: null, isDefault: false }),
  ],
  new Map([
    [a.id, '2020-01-01'],
    [b.id, '2020-01-01'],
    [c.id, '2025-07-01'],
    [e.id, '2026-01-01'],
  ]),
)
const part = (unit: Unit, share: number | null, partial = false, isDefault = true) => ({
  unitId: unit.id,
  share,
  partial,
  isDefault,
})

test.each([
  ['nothing happened', d, '2025-08-01', '2025-12-31', [part(d, 1)]],
  ['a merger', a, '2019-01-01', '2021-01-01', [part(c, 1)]],
  ['the day of the reform already counts', a, '2019-12-31', '2020-01-01', [part(c, 1)]],
  [
    'a split with known shares, two reforms on',
    a,
    '2019-01-01',
    '2025-07-01',
    [part(d, 0.75), part(e, 0.25, false, false)],
  ],
])('%s', (_, unit, from, to, parts) => {
  expect(mapForward(history, unit.id, from, to)).toEqual(expect.arrayContaining(parts))
  expect(mapForward(history, unit.id, from, to)).toHaveLength(parts.length)
})

test('a split without shares makes all it touches partial, through every later reform', () => {
  expect(mapForward(history, a.id, '2019-01-01', '2026-06-01')).toEqual(
    expect.arrayContaining([part(d, null, true), part(f, null, true, false)]),
  )
})

test('a unit that gave a part away stays, and keeps the rest', () => {
  const gave = (share: number | null) =>
    buildHistory([aLink(a, b, { kind: 'transfer', share, isDefault: false })], new Map())
  expect(mapForward(gave(0.2), a.id, '2025-01-01', '2026-01-01')).toEqual(
    expect.arrayContaining([part(a, 0.8), part(b, 0.2, false, false)]),
  )
  expect(mapForward(gave(null), a.id, '2025-01-01', '2026-01-01')).toEqual(
    expect.arrayContaining([part(a, null, true), part(b, null, true, false)]),
  )
})

test('a unit that ended without a known successor maps to nothing', () => {
  expect(mapForward(buildHistory([], new Map([[a.id, '2025-07-01']])), a.id, '2025-01-01', '2026-01-01')).toEqual([])
})

test('figures keep their sum over a reform; what cannot be divided goes to the default and is marked', () => {
  const figures = [
    { unitId: a.id, value: 100 },
    { unitId: b.id, value: 60 },
  ]
  const at2025 = mapFigures(history, figures, '2019-01-01', '2025-07-01')
  expect(new Map(at2025.figures.map(x => [x.unitId, x.value]))).toEqual(
    new Map([
      [d.id, 120],
      [e.id, 40],
    ]),
  )
  const now = mapFigures(history, figures, '2019-01-01', '2026-06-01')
  expect(now.figures.reduce((sum, x) => sum + x.value, 0)).toBe(160)
  expect(now.figures.every(x => x.partial)).toBe(true)
  expect(now.lost).toBe(0)
})

test('figures of units nobody succeeded are counted as lost', () => {
  const ended = buildHistory([], new Map([[a.id, '2025-07-01']]))
  expect(mapFigures(ended, [{ unitId: a.id, value: 7 }], '2025-01-01', '2026-01-01')).toEqual({ figures: [], lost: 7 })
})
