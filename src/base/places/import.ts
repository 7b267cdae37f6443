import type ExcelJS from 'exceljs'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { Problem } from '#core/problem.ts'
import { nameKey, tidy } from '#core/text.ts'
import { LOCALES, say } from '#core/words.ts'
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

/** What people write besides the names that the pages show. */
const KIND_WORDS: Readonly<Record<string, PlaceKindName>> = {
  'nha may': 'workplace',
  'sieu thi': 'shop',
  'nha hang': 'restaurant',
  'quan an': 'restaurant',
  'ca phe': 'restaurant',
  'ton giao': 'worship',
  'ben xe': 'transport',
  'nha ga': 'transport',
  'luu tru': 'lodging',
  'khach san': 'lodging',
  'cach ly': 'isolation',
  khac: 'other',
}

/** Most rows of one list: a large province has some 20,000 checkpoints. */
const MOST_ROWS = 50_000
const LONGEST = { name: 200, address: 300 }
const IMPORT_LOCK = 4_202_613

/**
 * Registers the places of an Excel list whose first row holds headings (tên, loại, mã xã, địa chỉ). Rows outside of the
 * caller's area and rows that cannot be read are refused one by one; a place of the same name in the same commune is
 * known already, so importing a list again adds nothing.
 *
 * Throws `places.import.not-excel`, `places.import.no-column` and `places.import.too-long`.
 */
export async function importPlaces(ctx: Context, bytes: Uint8Array): Promise<Imported> {
  const rows = readRows(await openSheet(bytes))
  // One import at a time: the same list sent twice in one moment must not register everything twice.
  await ctx.sql`select pg_advisory_xact_lock(${IMPORT_LOCK})`
  const [communes, known] = [await communesByCode(ctx), await knownPlaces(ctx)]
  const kinds = kindsByWord()
  const scope = ctx.scope('places.register')
  const reached = new Set(scope.everywhere ? [] : scope.unitIds)
  const good: NewPlace[] = []
  const refused: RefusedRow[] = []
  let repeated = 0
  for (const { row, name, kind: kindText, unit: code, address } of rows) {
    const unitId = communes.get(code.padStart(5, '0'))
    const kind = kinds.get(nameKey(kindText))
    const key = `${unitId}/${nameKey(name)}`
    const refuse = (reason: string, text: string) => refused.push({ row, reason, text })
    if (!nameKey(name)) refuse('places.import.no-name', name || code)
    else if (name.length > LONGEST.name) refuse('places.import.long-name', name.slice(0, LONGEST.name))
    else if (!unitId) refuse('places.import.unknown-commune', code)
    else if (!kind) refuse('places.import.unknown-kind', kindText)
    else if (!scope.everywhere && !reached.has(unitId)) refuse('places.import.outside', code)
    else if (known.has(key)) repeated++
    else {
      known.add(key)
      good.push({ name, kind, unitId, address: address.slice(0, LONGEST.address) })
    }
  }
  await addPlaces(ctx, good)
  return { added: good.length, known: repeated, refused }
}

type Written = Readonly<Record<Column, string>> & { readonly row: number }

function readRows(sheet: ExcelJS.Worksheet): Written[] {
  const columns = readHeadings(sheet.getRow(1))
  const rows: Written[] = []
  // Only rows that hold something: a sheet formatted to its end has a million.
  sheet.eachRow((line, row) => {
    const cell = (column: Column) => textOf(line.getCell(columns[column]).value)
    const written = { row, name: cell('name'), kind: cell('kind'), unit: cell('unit'), address: cell('address') }
    if (row > 1 && (written.name || written.unit)) rows.push(written)
  })
  if (rows.length > MOST_ROWS) throw new Problem('places.import.too-long', { params: { most: MOST_ROWS } })
  return rows
}

async function openSheet(bytes: Uint8Array): Promise<ExcelJS.Worksheet> {
  // 40 MB that only an import needs.
  const { default: Excel } = await import('exceljs')
  const workbook = new Excel.Workbook()
  try {
    // A copy of its own: the buffer behind a small body is a pool that holds other people's requests too.
    await workbook.xlsx.load(new Uint8Array(bytes).buffer)
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
    // “Mã xã (*)”, “Địa chỉ (số nhà, đường)”
    const heading = nameKey(textOf(cell.value).replace(/\(.*?\)|\*/g, ' '))
    for (const column of Object.keys(HEADINGS) as Column[]) if (HEADINGS[column].includes(heading)) found[column] ??= at
  })
  const missing = (Object.keys(HEADINGS) as Column[]).filter(column => found[column] === undefined)
  if (missing.length)
    throw new Problem('places.import.no-column', { params: { column: HEADINGS[missing[0] as Column][0] ?? '' } })
  return found as Record<Column, number>
}

/** What a cell shows: of a formula its stored result, of a link its text, of an error nothing. */
function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return dateText(value)
  if (typeof value !== 'object') return tidy(String(value))
  if ('richText' in value) return tidy((value as ExcelJS.CellRichTextValue).richText.map(part => part.text).join(''))
  if ('text' in value) return textOf(value.text)
  return 'result' in value ? textOf(value.result) : ''
}

/** Excel takes the house number “12/3” for a day of this year; it is given back as it was typed. */
const dateText = (date: Date) => `${date.getUTCDate()}/${date.getUTCMonth() + 1}`

/** Kinds by the names that the pages show, in both languages, and by other words for them. */
const kindsByWord = (): Map<string, PlaceKindName> =>
  new Map([
    ...(Object.entries(KIND_WORDS) as [string, PlaceKindName][]),
    ...PLACE_KIND_NAMES.flatMap(kind =>
      [kind, ...LOCALES.map(locale => say(locale, `places.kind.${kind}`))].map(word => [nameKey(word), kind] as const),
    ),
  ])

async function communesByCode({ sql, now }: Context): Promise<Map<string, string>> {
  const day = dayOf(now)
  const rows = await sql<{ id: string; code: string }[]>`
    select id, code from units.unit
    where tier = 'commune' and valid_from <= ${day} and (valid_to is null or valid_to > ${day})`
  return new Map(rows.map(row => [row.code, row.id]))
}

/** Places that are open, by commune and name. */
async function knownPlaces({ sql }: Context): Promise<Set<string>> {
  const rows = await sql<{ key: string }[]>`
    select unit_id || '/' || name_key as key from places.place where parent_id is null and closed_at is null`
  return new Set(rows.map(row => row.key))
}
