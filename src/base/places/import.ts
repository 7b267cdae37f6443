import type ExcelJS from 'exceljs'
import type { Context } from '#core/app.ts'
import { Problem } from '#core/problem.ts'
import { nameKey } from '#core/text.ts'
import { PLACE_KIND_NAMES, type PlaceKindName } from './kinds.ts'
import { addPlaces, type NewPlace } from './places.ts'

export interface RefusedRow {
  readonly row: number
  readonly reason: string
  readonly text: string
}

export interface Imported {
  readonly added: number
  readonly known: number
  readonly refused: RefusedRow[]
}

type Column = 'name' | 'kind' | 'unit' | 'address'

/** Headings as people write them, without accents. */
const HEADINGS: Readonly<Record<Column, readonly string[]>> = {
  name: ['ten', 'ten diem', 'ten dia diem', 'ten co so', 'name'],
  kind: ['loai', 'loai hinh', 'loai diem', 'kind'],
  unit: ['ma xa', 'ma xa phuong', 'ma don vi', 'commune code'],
  address: ['dia chi', 'address'],
}

const KIND_WORDS: Readonly<Record<string, PlaceKindName>> = {
  'co quan': 'office',
  'truong hoc': 'school',
  'doanh nghiep': 'workplace',
  'nha may': 'workplace',
  cho: 'market',
  'cua hang': 'shop',
  'sieu thi': 'shop',
  'nha hang': 'restaurant',
  'quan an': 'restaurant',
  'ca phe': 'restaurant',
  'tram y te': 'health-station',
  'benh vien': 'hospital',
  'ton giao': 'worship',
  'ben xe': 'transport',
  'luu tru': 'lodging',
  'khach san': 'lodging',
  'cach ly': 'isolation',
  khac: 'other',
}

/**
 * Registers the places of an Excel list whose first row holds headings (tên, loại, mã xã, địa chỉ). Rows outside of the
 * caller's area and rows that cannot be read are refused one by one; a place of the same name in the same commune is
 * known already, so importing a list again adds nothing.
 */
export async function importPlaces(ctx: Context, bytes: Uint8Array): Promise<Imported> {
  const sheet = await openSheet(bytes)
  const columns = readHeadings(sheet.getRow(1))
  const unitIds = await communesByCode(ctx)
  const known = new Set(
    (
      await ctx.sql<
        { key: string }[]
      >`select unit_id || '/' || name_key as key from places.place where parent_id is null`
    ).map(r => r.key),
  )
  const scope = ctx.scope('places.register')
  const good: NewPlace[] = []
  const refused: RefusedRow[] = []
  let repeated = 0
  for (let row = 2; row <= sheet.rowCount; row++) {
    const cell = (column: Column) => textOf(sheet.getRow(row).getCell(columns[column]).value)
    const [name, kindText, code, address] = [cell('name'), cell('kind'), cell('unit'), cell('address')]
    if (!name && !code) continue
    const unitId = unitIds.get(code.padStart(5, '0'))
    const kind = kindFrom(kindText)
    const refuse = (reason: string, text: string) => refused.push({ row, reason, text })
    if (!name) refuse('places.import.no-name', code)
    else if (!unitId) refuse('places.import.unknown-commune', code)
    else if (!kind) refuse('places.import.unknown-kind', kindText)
    else if (!scope.everywhere && !scope.unitIds.includes(unitId)) refuse('places.import.outside', code)
    else if (known.has(`${unitId}/${nameKey(name)}`)) repeated++
    else {
      known.add(`${unitId}/${nameKey(name)}`)
      good.push({ name: name.slice(0, 200), kind, unitId, address: address.slice(0, 300) })
    }
  }
  await addPlaces(ctx, good)
  return { added: good.length, known: repeated, refused }
}

async function openSheet(bytes: Uint8Array): Promise<ExcelJS.Worksheet> {
  // 40 MB that only an import needs.
  const { default: Excel } = await import('exceljs')
  const workbook = new Excel.Workbook()
  try {
    await workbook.xlsx.load(bytes.slice().buffer)
  } catch (cause) {
    throw new Problem('places.import.not-excel', { cause })
  }
  const sheet = workbook.worksheets[0]
  if (!sheet) throw new Problem('places.import.not-excel')
  return sheet
}

function readHeadings(row: ExcelJS.Row): Record<Column, number> {
  const found: Partial<Record<Column, number>> = {}
  row.eachCell((cell, at) => {
    const heading = nameKey(textOf(cell.value))
    for (const column of Object.keys(HEADINGS) as Column[]) if (HEADINGS[column].includes(heading)) found[column] ??= at
  })
  const missing = (Object.keys(HEADINGS) as Column[]).filter(column => found[column] === undefined)
  if (missing.length)
    throw new Problem('places.import.no-column', { params: { column: HEADINGS[missing[0] as Column][0] ?? '' } })
  return found as Record<Column, number>
}

function textOf(value: ExcelJS.CellValue): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'object' && 'richText' in value)
    return value.richText
      .map(part => part.text)
      .join('')
      .trim()
  if (typeof value === 'object' && 'result' in value) return String(value.result ?? '').trim()
  return String(value).trim().normalize('NFC')
}

function kindFrom(text: string): PlaceKindName | undefined {
  const key = nameKey(text)
  return KIND_WORDS[key] ?? PLACE_KIND_NAMES.find(kind => kind === key)
}

async function communesByCode({ sql }: Context): Promise<Map<string, string>> {
  const rows = await sql<{ id: string; code: string }[]>`
    select id, code from units.unit where tier = 'commune' and valid_to is null`
  return new Map(rows.map(row => [row.code, row.id]))
}
