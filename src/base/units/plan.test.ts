import { expect, test } from 'vitest'
import { unitId } from './ids.ts'
import type { Unit } from './model.ts'
import { type IncomingLink, type IncomingUnit, inferSuccession, planMap, planUnits } from './plan.ts'
import { aLink, aUnit, COUNTRY, TIERS } from './testing.ts'

const DAY = '2025-07-01'
const hue = aUnit('46', 'Tỉnh Thừa Thiên Huế', null)
const quangtri = aUnit('45', 'Tỉnh Quảng Trị', null)
const phongdien = aUnit('476', 'Huyện Phong Điền', hue)
const huonghoa = aUnit('465', 'Huyện Hướng Hóa', quangtri)
const mon = aUnit('19807', 'Xã Điền Môn', phongdien)
const loc = aUnit('19810', 'Xã Điền Lộc', phongdien)
const lia = aUnit('19483', 'Xã A Dơi', huonghoa)
const before = [COUNTRY, hue, quangtri, phongdien, huonghoa, mon, loc, lia]

const row = (unit: Unit, parentCode: string | null, more: Partial<IncomingUnit> = {}): IncomingUnit => ({
  line: 2,
  tier: unit.tier,
  code: unit.code,
  type: unit.type,
  name: unit.name,
  fullName: unit.fullName,
  parentCode,
  ...more,
})
const whole = [
  row(hue, null),
  row(quangtri, null),
  row(phongdien, '46'),
  row(huonghoa, '45'),
  row(mon, '476'),
  row(loc, '476'),
  row(lia, '465'),
]
const plan = (rows: readonly IncomingUnit[]) => planUnits(before, rows, DAY, TIERS)
const codes = (units: readonly { code: string }[]) => units.map(unit => unit.code)

test('a list that says what is known changes nothing', () => {
  const { opened, closed, renamed, moved, unchanged } = plan(whole)
  expect([opened, closed, renamed, moved]).toEqual([[], [], [], []])
  expect(unchanged).toHaveLength(7)
})

test('another place of a tone mark is no change of name', () => {
  const rows = whole.map(one => (one.code === '465' ? { ...one, name: 'Hướng Hoá', fullName: 'Huyện Hướng Hoá' } : one))
  expect(plan(rows).renamed).toEqual([])
})

test('a name or a type is changed, a parent is changed, and the unit stays itself', () => {
  const rows = whole.map(one => {
    if (one.code === '46') return { ...one, type: 'thành phố', name: 'Huế', fullName: 'Thành phố Huế' }
    return one.code === '19810' ? { ...one, parentCode: '465' } : one
  })
  const { renamed, moved, opened, closed } = plan(rows)
  expect(renamed).toMatchObject([
    { id: hue.id, type: 'thành phố', fullName: 'Thành phố Huế', nameKey: 'thanh pho hue' },
  ])
  expect(moved).toMatchObject([{ id: loc.id, parentId: huonghoa.id }])
  expect([opened, closed]).toEqual([[], []])
})

test('the two-tier country: districts end, communes move under their province, new units are opened', () => {
  const rows = [
    row(hue, null),
    row(quangtri, null),
    row(mon, '46'),
    row(aUnit('19811', 'Xã Phong Hải', hue), '46'),
    row(lia, '45'),
  ]
  const { opened, closed, moved } = plan(rows)
  expect(codes(closed)).toEqual(['476', '465', '19810'])
  expect(opened).toMatchObject([{ id: unitId('commune', '19811', DAY), code: '19811', parentId: hue.id }])
  expect(moved.map(one => [one.id, one.parentId])).toEqual([
    [mon.id, hue.id],
    [lia.id, quangtri.id],
  ])
})

test('a list of hamlets touches hamlets below the parents it names, and nothing else', () => {
  const hamlet = aUnit('1980701', 'Thôn Một', mon)
  const elsewhere = aUnit('1948301', 'Thôn Hai', lia)
  const gone = aUnit('1980702', 'Thôn Ba', mon)
  const result = planUnits([...before, hamlet, elsewhere, gone], [row(hamlet, '19807')], DAY, TIERS)
  expect(result.closed).toEqual([gone])
  expect(result.unchanged).toEqual([hamlet])
})

test.each([
  ['a lost zero', { code: '1980' }, 'units.row.code', { code: '1980', digits: 5 }],
  ['no name', { name: '' }, 'units.row.no-name', { code: '19807' }],
  ['no type', { type: '' }, 'units.row.no-type', { code: '19807' }],
  ['no parent', { parentCode: null }, 'units.row.no-parent', { code: '19807' }],
  ['a parent that is not there', { parentCode: '999' }, 'units.row.parent', { code: '19807', parent: '999' }],
])('a row with %s is named', (_, wrong, reason, params) => {
  const rows = whole.map((one, i) => ({ ...one, line: i + 2, ...(one.code === '19807' ? wrong : {}) }))
  expect(plan(rows).problems).toContainEqual({ line: 6, reason, params })
})

test('a code given twice in a tier is named with its first line', () => {
  const rows = [...whole, row(mon, '476', { line: 9 })]
  expect(plan(rows).problems).toEqual([{ line: 9, reason: 'units.row.twice', params: { code: '19807', first: 2 } }])
})

const link = (oldCode: string, newCode: string, more: Partial<IncomingLink> = {}): IncomingLink => ({
  line: 2,
  tier: 'commune',
  oldCode,
  newCode,
  isWhole: true,
  isDefault: true,
  ...more,
})
const divided = { isWhole: false }
const map = (after: readonly Unit[], ...rows: IncomingLink[]) =>
  planMap(before, [COUNTRY, hue, ...after], rows, DAY, TIERS)

test('a unit that goes whole into its own code, alone, stays the same unit', () => {
  expect(map([mon], link('19807', '19807'))).toEqual({ recast: [], links: [], problems: [] })
})

test('a unit that kept its code but took others in is another unit', () => {
  const { recast, links } = map([mon], link('19807', '19807'), link('19810', '19807'))
  const newId = unitId('commune', '19807', DAY)
  expect(recast).toMatchObject([{ id: mon.id, newId, before: { fullName: 'Xã Điền Môn' } }])
  expect(links).toMatchObject([
    { fromId: mon.id, toId: newId, kind: 'merge', share: 1, isDefault: true },
    { fromId: loc.id, toId: newId, kind: 'merge', share: 1, isDefault: true },
  ])
})

test('a unit that kept its code but gave a part away is another unit, and the parts have no share', () => {
  const { recast, links } = map(
    [mon, loc],
    link('19807', '19807', divided),
    link('19807', '19810', { ...divided, isDefault: false }),
  )
  expect(recast.map(one => one.id)).toEqual([mon.id, loc.id])
  expect(links).toMatchObject([
    { fromId: mon.id, kind: 'split', share: null, isDefault: true },
    { fromId: mon.id, kind: 'split', share: null, isDefault: false },
  ])
})

test.each([
  ['another code', aUnit('19999', 'Xã Điền Môn', hue, DAY), 'rename'],
  ['another type', aUnit('19999', 'Phường Điền Môn', hue, DAY), 'promote'],
])('a unit that goes whole and alone into %s', (_, successor, kind) => {
  expect(map([successor], link('19807', '19999')).links).toMatchObject([{ toId: successor.id, kind, share: 1 }])
})

test('an island district becomes a commune: its code is looked for above', () => {
  const island = aUnit('19742', 'Đặc khu Cồn Cỏ', hue, DAY)
  expect(map([island], link('476', '19742')).links).toMatchObject([{ fromId: phongdien.id, kind: 'promote', share: 1 }])
})

test.each([
  ['an old code nobody had', [link('00000', '19807')], 'units.row.unknown-old'],
  ['a new code nobody has', [link('19807', '00000')], 'units.row.unknown-new'],
  ['a row twice', [link('19807', '19807'), link('19807', '19807')], 'units.row.twice'],
  ['a whole unit divided', [link('19810', '19807'), link('19810', '19483')], 'units.row.whole-twice'],
  [
    'a divided unit without a default',
    [link('19810', '19807', { ...divided, isDefault: false })],
    'units.row.defaults',
  ],
])('a map with %s is refused', (_, rows, reason) => {
  expect(map([mon, lia], ...rows).problems.map(problem => problem.reason)).toContain(reason)
})

test('a district that ended goes to where its communes went; a part that went elsewhere is no default', () => {
  const north = aUnit('19819', 'Phường Phong Điền', hue, DAY)
  const south = aUnit('19831', 'Phường Phong Thái', hue, DAY)
  const stated = [
    aLink(mon, north),
    aLink(loc, north, { kind: 'split', share: null }),
    aLink(loc, south, { kind: 'split', share: null, isDefault: false }),
  ]
  const inferred = inferSuccession(before, [COUNTRY, hue, quangtri, huonghoa, lia, north, south], stated, DAY)
  expect(inferred).toEqual([
    { fromId: phongdien.id, toId: north.id, onDate: DAY, kind: 'split', share: null, isDefault: true, inferred: true },
    { fromId: phongdien.id, toId: south.id, onDate: DAY, kind: 'split', share: null, isDefault: false, inferred: true },
  ])
})

test('a district that stays but loses communes has transferred a part', () => {
  const inferred = inferSuccession(
    before,
    before.map(u => (u === loc ? { ...loc, parentId: huonghoa.id } : u)),
    [],
    DAY,
  )
  expect(inferred).toMatchObject([
    { fromId: phongdien.id, toId: huonghoa.id, kind: 'transfer', share: null, isDefault: false },
    { fromId: hue.id, toId: quangtri.id, kind: 'transfer', share: null, isDefault: false },
  ])
})

test('districts and provinces that moved as a whole are merged', () => {
  const after = [COUNTRY, hue, phongdien, mon, loc, { ...huonghoa, parentId: hue.id }, lia]
  expect(inferSuccession(before, after, [], DAY)).toMatchObject([
    { fromId: quangtri.id, toId: hue.id, kind: 'merge', share: 1, isDefault: true },
  ])
})

test('a commune that only changed its code is found by its name and parent', () => {
  const recoded = aUnit('19999', 'Xã Điền Môn', phongdien, DAY)
  expect(inferSuccession(before, [...before.filter(u => u !== mon), recoded], [], DAY)).toEqual([
    { fromId: mon.id, toId: recoded.id, onDate: DAY, kind: 'rename', share: 1, isDefault: true, inferred: true },
  ])
})
