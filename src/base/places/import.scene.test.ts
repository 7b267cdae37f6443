import ExcelJS from 'exceljs'
import { describe, expect, test } from 'vitest'
import { committedApp } from '#apps/testing/committed.ts'
import { type Stage, scene, sceneDatabase } from '#apps/testing/scene.ts'
import { unitNamed } from '#apps/testing/world.ts'
import { say } from '#core/words.ts'
import { importPlaces } from './import.ts'
import { PLACE_KIND_NAMES } from './kinds.ts'

const HEADINGS = ['Tên địa điểm', 'Loại', 'Mã xã', 'Địa chỉ']
/** Xã Phong Bình and Thị trấn Phong Điền, both of Huyện Phong Điền; Phường Đông Giang, of another province. */
const [HERE, TOWN, ABROAD] = ['19831', '19819', '19330'] as const

/** An Excel file as an office makes it. */
async function excel(rows: readonly (readonly ExcelJS.CellValue[])[], headings: readonly string[] = HEADINGS) {
  const workbook = new ExcelJS.Workbook()
  const sheet = workbook.addWorksheet('Danh sách')
  sheet.addRow([...headings])
  for (const row of rows) sheet.addRow([...row])
  return new Uint8Array(await workbook.xlsx.writeBuffer())
}

async function send({ as }: Stage, bytes: Uint8Array, registrar = as.registrar('Phong Điền')) {
  const body = new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'application/octet-stream' })
  return registrar.places.importList({ body: body as never })
}

const placesIn = ({ sql }: Stage) =>
  sql<{ name: string; kind: string; address: string; unit: string }[]>`
    select p.name, p.kind, p.address, u.code as unit from places.place p join units.unit u on u.id = p.unit_id
    order by p.name`

test(
  'good rows become places, bad rows are named with their number and why',
  scene(async stage => {
    const file = await excel([
      ['Chợ Phong Bình', 'Chợ', HERE, 'Thôn Tây Phú'],
      ['', 'Chợ', HERE, ''],
      ['Trường THCS Phong Bình', 'Trường học', Number(HERE), 'Thôn Vĩnh An'],
      ['Chợ ma', 'Chợ', '99999', ''],
      ['Nhà hàng xóm', 'Biệt thự', HERE, ''],
      ['Chợ Đông Hà', 'Chợ', ABROAD, ''],
      ['Chợ dài '.repeat(30), 'Chợ', HERE, ''],
      [null, null, null, null],
      ['Trạm y tế thị trấn', 'trạm Y TẾ', TOWN, ''],
    ])
    const report = await send(stage, file)
    expect(report).toMatchObject({ added: 3, known: 0 })
    expect(report.refused.map(({ row, reason, text }) => [row, reason, text.slice(0, 12)])).toEqual([
      [3, 'places.import.no-name', HERE],
      [5, 'places.import.unknown-commune', '99999'],
      [6, 'places.import.unknown-kind', 'Biệt thự'],
      [7, 'places.import.outside', ABROAD],
      [8, 'places.import.long-name', 'Chợ dài Chợ '],
    ])
    expect(await placesIn(stage)).toEqual([
      { name: 'Chợ Phong Bình', kind: 'market', address: 'Thôn Tây Phú', unit: HERE },
      { name: 'Trạm y tế thị trấn', kind: 'health-station', address: '', unit: TOWN },
      { name: 'Trường THCS Phong Bình', kind: 'school', address: 'Thôn Vĩnh An', unit: HERE },
    ])
    for (const { reason } of report.refused) expect(say('vi', reason)).not.toBe(reason)
  }),
)

test(
  'the same list again adds nothing, however the names are spaced or accented; a row given twice is one place',
  scene(async stage => {
    const rows = [
      ['Chợ Phong Hòa', 'Chợ', HERE, ''],
      ['Quán Bà Bé', 'Quán ăn', HERE, ''],
    ] as const
    expect(await send(stage, await excel([...rows, rows[0]]))).toEqual({ added: 2, known: 1, refused: [] })
    const spelt = [
      ['CHỢ  PHONG HOÀ', 'Chợ', HERE, 'nơi khác'],
      [' Quán Bà Bé ', 'Quán ăn', HERE, ''],
    ]
    expect(await send(stage, await excel(spelt))).toEqual({ added: 0, known: 2, refused: [] })
    expect(await placesIn(stage)).toHaveLength(2)
  }),
)

test(
  'the same name in another commune is another place; a closed place may be registered again',
  scene(async stage => {
    const file = await excel([['Chợ Trung tâm', 'Chợ', HERE, '']])
    await send(stage, file)
    expect(await send(stage, await excel([['Chợ Trung tâm', 'Chợ', TOWN, '']]))).toMatchObject({ added: 1, known: 0 })
    await stage.sql`update places.place set closed_at = now()`
    expect(await send(stage, file)).toMatchObject({ added: 1, known: 0 })
  }),
)

test(
  'five thousand rows at once, each with a code of its own',
  scene(async stage => {
    const rows = Array.from({ length: 5000 }, (_, i) => [`Cửa hàng số ${i + 1}`, 'Cửa hàng', i % 2 ? HERE : TOWN, ''])
    const file = await excel(rows)
    expect(await send(stage, file)).toEqual({ added: 5000, known: 0, refused: [] })
    const [count] = await stage.sql`select count(*) as places, count(distinct code) as codes from places.place`
    expect(count).toEqual({ places: 5000, codes: 5000 })
    expect(await send(stage, file)).toEqual({ added: 0, known: 5000, refused: [] })
  }),
)

test(
  'every kind is read by the name that the pages show, in both languages',
  scene(async stage => {
    const rows = PLACE_KIND_NAMES.flatMap(kind =>
      (['vi', 'en'] as const).map(locale => [`${kind} ${locale}`, say(locale, `places.kind.${kind}`), HERE, '']),
    )
    expect(await send(stage, await excel(rows))).toEqual({ added: rows.length, known: 0, refused: [] })
    for (const { name, kind } of await placesIn(stage)) expect(name.startsWith(kind)).toBe(true)
  }),
)

describe('a cell', () => {
  const cells: [string, ExcelJS.CellValue, string][] = [
    ['of a formula is its result', { formula: 'CONCATENATE("Chợ"," ","Mới")', result: 'Chợ Mới' }, 'Chợ Mới'],
    ['with a link is its text', { text: 'Chợ Mới', hyperlink: 'https://example.com' } as ExcelJS.CellValue, 'Chợ Mới'],
    ['in two colours is one text', { richText: [{ text: 'Chợ ' }, { text: 'Mới' }] }, 'Chợ Mới'],
    ['with decomposed letters is composed', 'Chợ Mới'.normalize('NFD'), 'Chợ Mới'],
    ['with a number is the number', 24, '24'],
    ['that Excel took for a date is what was typed', new Date(Date.UTC(2026, 2, 12)), '12/3'],
  ]
  test.each(cells)('%s', (_, value, text) =>
    scene(async stage => {
      expect(await send(stage, await excel([[value, 'Chợ', HERE, value]]))).toMatchObject({ added: 1, refused: [] })
      expect(await placesIn(stage)).toMatchObject([{ name: text, address: text }])
    })(),
  )

  const empty: [string, ExcelJS.CellValue][] = [
    ['of a formula that was never computed', { formula: 'A9' } as ExcelJS.CellValue],
    ['of a formula that failed', { formula: '1/0', result: { error: '#DIV/0!' } } as ExcelJS.CellValue],
    ['with an error', { error: '#REF!' } as ExcelJS.CellValue],
    ['of invisible letters', '\u200b'],
  ]
  test.each(empty)('%s holds nothing', (_, value) =>
    scene(async stage => {
      expect(await send(stage, await excel([[value, 'Chợ', HERE, '']]))).toEqual({
        added: 0,
        known: 0,
        refused: [{ row: 2, reason: 'places.import.no-name', text: HERE }],
      })
    })(),
  )

  test(
    'with the commune as a formula (shared, too), and headings in another order, are fine',
    scene(async stage => {
      const shared = { formula: '19830+1', result: 19831, shareType: 'shared', ref: 'A2:A3' } as ExcelJS.CellValue
      const rows = [
        [shared, 'Chợ Mới', '', 'Chợ'],
        [{ sharedFormula: 'A2', result: 19831 } as ExcelJS.CellValue, 'Chợ Mới Hai', '', 'Chợ'],
      ]
      const headings = ['Mã xã/phường (*)', 'TÊN CƠ SỞ', 'Địa chỉ', 'loại hình']
      expect(await send(stage, await excel(rows, headings))).toMatchObject({ added: 2 })
      expect(await placesIn(stage)).toMatchObject([
        { name: 'Chợ Mới', kind: 'market', unit: HERE },
        { name: 'Chợ Mới Hai', kind: 'market', unit: HERE },
      ])
    }),
  )
})

describe('a file is refused whole', () => {
  const text = (content: string) => new Uint8Array(Buffer.from(content))
  test.each([
    ['that is not Excel', async () => text('Tên,Loại,Mã xã\nChợ,Chợ,19831\n'), 'places.import.not-excel', {}],
    [
      'that is cut off',
      async () => (await excel([['Chợ', 'Chợ', HERE, '']])).slice(0, 2000),
      'places.import.not-excel',
      {},
    ],
    ['that is empty', async () => text(' '), 'places.import.not-excel', {}],
    ['without a column', () => excel([], ['Tên', 'Loại', 'Địa chỉ']), 'places.import.no-column', { column: 'ma xa' }],
    ['without headings', () => excel([], []), 'places.import.no-column', { column: 'ten' }],
  ])('%s', (_, make, code, params) =>
    scene(async stage => {
      await expect(send(stage, await make())).rejects.toMatchObject({ code, params })
      expect(await placesIn(stage)).toEqual([])
    })(),
  )

  test(
    'from somebody who may not register places',
    scene(async stage => {
      const file = await excel([['Chợ', 'Chợ', HERE, '']])
      await expect(send(stage, file, stage.as.tracer('Phong Điền'))).rejects.toMatchObject({
        code: 'core.refused.verb',
      })
      const abroad = await send(stage, file, stage.as.healthOfficer('Xã Phong Hòa'))
      expect(abroad.refused).toEqual([{ row: 2, reason: 'places.import.outside', text: HERE }])
      expect(unitNamed(stage.world, 'Xã Phong Bình')).toBe(stage.world.units[HERE])
      expect(await placesIn(stage)).toEqual([])
    }),
  )
})

test('the same list sent twice in one moment is registered once', async () => {
  const app = committedApp(sceneDatabase())
  const file = await excel(Array.from({ length: 50 }, (_, i) => [`Cửa hàng ${i}`, 'Cửa hàng', HERE, '']))
  const send = () => app.run(ctx => importPlaces({ ...ctx, scope: () => ({ everywhere: true }) }, file))
  const reports = await Promise.all([send(), send(), send()])
  expect(reports.map(report => [report.added, report.known]).toSorted()).toEqual([
    [0, 50],
    [0, 50],
    [50, 0],
  ])
  await app.db.sql`delete from places.place`
})
