import { expect, test } from 'vitest'
import { readBoundaries } from './boundaries.ts'
import { fromBytes, fromPath, readList, readMap, readPackage } from './files.ts'
import { unitId } from './ids.ts'
import { COUNTRY_ID } from './model.ts'
import { planUnits } from './plan.ts'
import { aUnit, COUNTRY, DATA, dataFile, TIERS } from './testing.ts'

const file = (text: string) => fromBytes('danh-muc.csv', new TextEncoder().encode(text))
const HEADER = 'code,level,name,full_name,type,parent_code,name_en\n'

test('a list is read with its lines; type is lower case, text is tidied, columns may be more', async () => {
  const { rows, problems } = await readList(
    file(`\uFEFF${HEADER}46,1,Huế,Thành phố  Huế,Thành phố,,Hue\n\n19774,3,Vỹ Dạ,,Phường,46,\n`),
    TIERS,
  )
  expect(problems).toEqual([])
  expect(rows).toEqual([
    {
      line: 2,
      tier: 'province',
      code: '46',
      type: 'thành phố',
      name: 'Huế',
      fullName: 'Thành phố Huế',
      parentCode: null,
    },
    {
      line: 4,
      tier: 'commune',
      code: '19774',
      type: 'phường',
      name: 'Vỹ Dạ',
      fullName: 'Phường Vỹ Dạ',
      parentCode: '46',
    },
  ])
})

test.each([
  ['too few cells', '46,1,Huế\n', { line: 2, reason: 'units.row.cells', params: { found: 3, wanted: 7 } }],
  [
    'no such level',
    '46,9,Huế,Thành phố Huế,Thành phố,,\n',
    { line: 2, reason: 'units.row.level', params: { level: '9' } },
  ],
  ['the country', 'VN,0,Việt Nam,Việt Nam,Nước,,\n', { line: 2, reason: 'units.row.level', params: { level: '0' } }],
  ['an open quote', '46,1,"Huế,,,,\n', { line: 2, reason: 'units.row.csv', params: { code: 'CSV_QUOTE_NOT_CLOSED' } }],
])('a row with %s is named by its line', async (_, row, problem) => {
  expect((await readList(file(HEADER + row), TIERS)).problems).toEqual([
    expect.objectContaining({ ...problem, line: expect.any(Number) }),
  ])
  expect((await readList(file(HEADER + row), TIERS)).problems[0]?.line).toBeGreaterThanOrEqual(problem.line)
})

test.each([
  ['an empty file', '', 'units.file-empty'],
  ['a file with other columns', 'a,b\n1,2\n', 'units.file-columns'],
])('%s is refused as a whole', async (_, text, code) => {
  await expect(readList(file(text), TIERS)).rejects.toMatchObject({ code })
  await expect(readMap(file(text))).rejects.toMatchObject({ code })
})

test('a map of communes and a map of provinces are told apart by their columns', async () => {
  const communes = await readMap(file('old_code,new_code,kind,is_default\n1,2,partial,0\n1,3,whole,1\n'))
  expect(communes.rows).toEqual([
    { line: 2, tier: 'commune', oldCode: '1', newCode: '2', isWhole: false, isDefault: false },
  ])
  expect(communes.problems).toEqual([{ line: 3, reason: 'units.row.map-kind', params: { kind: 'whole' } }])
  const provinces = await readMap(file('old_code,old_full_name,new_code\n02,Tỉnh Hà Giang,08\n'))
  expect(provinces.rows).toEqual([
    { line: 2, tier: 'province', oldCode: '02', newCode: '08', isWhole: true, isDefault: true },
  ])
})

test('the package holds 63 provinces, 705 districts and 10,599 communes', async () => {
  const { rows } = await readPackage()
  const count = (tier: string) => rows.filter(row => row.tier === tier).length
  expect([count('province'), count('district'), count('commune')]).toEqual([63, 705, 10_599])
  expect(planUnits([COUNTRY], rows, '2021-11-01', TIERS).problems).toEqual([])
  expect(
    rows.filter(row => row.fullName === 'Phường Cầu Đất' && row.parentCode === '304').map(row => row.code),
  ).toEqual(['11353'])
})

test.skipIf(!DATA)('the package has the codes and parents of the state list', async () => {
  const [own, state] = await Promise.all([readPackage(), readList(fromPath(dataFile('units/units-2021.csv')), TIERS)])
  const keys = (rows: typeof own.rows) => rows.map(row => `${row.tier} ${row.code} < ${row.parentCode}`).sort()
  expect(keys(own.rows)).toEqual(keys(state.rows))
})

const square = {
  type: 'Topology',
  objects: {
    communes: {
      type: 'GeometryCollection',
      geometries: [{ type: 'Polygon', arcs: [[0]], properties: { code: '19774', province: '46' } }],
    },
    province: { type: 'GeometryCollection', geometries: [{ type: 'Polygon', arcs: [[0]] }] },
  },
  arcs: [
    [
      [107, 16],
      [107.000001, 16],
      [108, 16],
      [108, 17],
      [107, 16],
    ],
  ],
}
const topology = (value: unknown) => fromBytes('x.topojson', new TextEncoder().encode(JSON.stringify(value)))
const hue = aUnit('46', 'Thành phố Huế', null)
const vyda = aUnit('19774', 'Phường Vỹ Dạ', hue)
const find = (tier: string, code: string) => [hue, vyda].find(unit => unit.tier === tier && unit.code === code)

test('boundaries are read to the metre, with their box; a lone province is that of its communes', async () => {
  const { boundaries, problems } = await readBoundaries(topology(square), find)
  expect(problems).toEqual([])
  expect(boundaries.map(one => one.unitId)).toEqual([vyda.id, hue.id])
  expect(boundaries[0]).toMatchObject({
    bbox: [107, 16, 108, 17],
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [107, 16],
          [108, 16],
          [108, 17],
          [107, 16],
        ],
      ],
    },
  })
})

test('a boundary of a unit nobody knows is named by its number', async () => {
  const { problems } = await readBoundaries(topology(square), (tier, code) =>
    tier === 'commune' ? undefined : find(tier, code),
  )
  expect(problems).toEqual([
    { line: 1, reason: 'units.row.boundary-unit', params: { code: '19774', object: 'communes' } },
  ])
})

test.each([
  ['not JSON', fromBytes('x', new TextEncoder().encode('{')), 'units.file-not-json'],
  ['not TopoJSON', topology({ type: 'FeatureCollection' }), 'units.file-not-topojson'],
  ['without a layer it knows', topology({ ...square, objects: {} }), 'units.file-no-boundaries'],
])('a file that is %s is refused', async (_, source, code) => {
  await expect(readBoundaries(source, find)).rejects.toMatchObject({ code })
})

test('the country has the id its place in law gives it', () => {
  expect(COUNTRY_ID).toBe(unitId('country', 'VN', '1945-09-02'))
})
