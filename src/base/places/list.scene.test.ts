import ExcelJS from 'exceljs'
import { describe, expect, test } from 'vitest'
import { type Stage, scene } from '#apps/testing/scene.ts'
import { unitNamed } from '#apps/testing/world.ts'
import { sendList } from '#base/lists/testing.ts'
import { say } from '#core/words.ts'
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

/** What became of the rows: how many were added, known, and which were refused where and why. */
async function send({ as }: Stage, bytes: Uint8Array, registrar = as.registrar('Phong Điền')) {
  const { list, faults } = await sendList(registrar, bytes, { kind: 'places.register', name: 'danh-sach.xlsx' })
  const refused = faults.map(({ line, column, reason, text }) => ({ row: line, column, reason, text }))
  return { added: list.added, known: list.known, refused }
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
    expect(report.refused.map(({ row, column, reason, text }) => [row, column, reason, text.slice(0, 12)])).toEqual([
      [3, 'name', 'lists.cell.missing', ''],
      [5, 'unit', 'lists.cell.commune', '99999'],
      [6, 'kind', 'lists.cell.unknown', 'Biệt thự'],
      [7, 'unit', 'lists.cell.outside', ABROAD],
      [8, 'name', 'lists.cell.too-long', 'Chợ dài Chợ '],
    ])
    expect(await placesIn(stage)).toEqual([
      { name: 'Chợ Phong Bình', kind: 'market', address: 'Thôn Tây Phú', unit: HERE },
      { name: 'Trạm y tế thị trấn', kind: 'health-station', address: '', unit: TOWN },
      { name: 'Trường THCS Phong Bình', kind: 'school', address: 'Thôn Vĩnh An', unit: HERE },
    ])
    for (const { reason } of report.refused) expect(say('vi', reason, { most: 200 })).not.toBe(reason)
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
        refused: [{ row: 2, column: 'name', reason: 'lists.cell.missing', text: '' }],
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
  test.each([
    [
      'without a column',
      () => excel([['Chợ', HERE, '']], ['Tên', 'Mã xã', 'Địa chỉ']),
      'lists.column-missing',
      { column: 'Loại' },
    ],
    ['without headings', () => excel([], []), 'lists.file.empty', {}],
    ['without rows', () => excel([]), 'lists.file.no-rows', { line: 1 }],
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
      expect(abroad.refused).toEqual([{ row: 2, column: 'unit', reason: 'lists.cell.outside', text: HERE }])
      expect(unitNamed(stage.world, 'Xã Phong Bình')).toBe(stage.world.units[HERE])
      expect(await placesIn(stage)).toEqual([])
    }),
  )
})
