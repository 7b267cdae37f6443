import { stringify } from 'csv-stringify/sync'
import type { Scope } from '#core/access.ts'
import type { App } from '#core/app.ts'
import type { FileReply } from '#core/contract.ts'
import type { Sql } from '#core/db/db.ts'
import type { Declaration } from '#core/module.ts'
import { guarded } from '#core/text.ts'
import { type Locale, say } from '#core/words.ts'
import { bookOf } from './workbook.ts'

/** What a cell of a file holds: text, a number, or a day `YYYY-MM-DD`; null is empty. */
export type Written = string | number | { readonly day: string } | null

/** What is taken out of a register: read when the request is over, so with statements of their own. */
export interface Taking {
  readonly sql: Sql
  readonly app: App
  /** The columns asked for: what no column needs is not read. */
  readonly columns: readonly string[]
  readonly scope: Scope
  readonly ofId: string | null
  readonly filter: Readonly<Record<string, string>>
  readonly now: Date
}

/** A register that may be taken out as a file. Its words are those of the list it comes from, `<name>.list.<column>`. */
export interface Extract extends Declaration {
  readonly declares: 'extract'
  /** `module.things`; the list of the same name takes the file back. */
  readonly name: string
  readonly verb: string
  /** The kind of thing it belongs to: permission is asked there. */
  readonly of?: string
  readonly columns: Readonly<Record<string, (row: never, words: (id: string) => string) => Written>>
  /** Columns that are only taken when they are asked for. */
  readonly sensitive?: readonly string[]
  /** The rows, page by page in a fixed order: never all of them at once. */
  readonly pages: (taking: Taking) => AsyncIterable<readonly never[]>
}

export const extract = <Row>(definition: {
  readonly name: string
  readonly verb: string
  readonly of?: string
  readonly columns: Readonly<Record<string, (row: Row, words: (id: string) => string) => Written>>
  readonly sensitive?: readonly string[]
  readonly pages: (taking: Taking) => AsyncIterable<readonly Row[]>
}): Extract => ({ declares: 'extract', ...definition }) as Extract

/**
 * Reads a register page by page, each by the key of the last row before it: `keyed(after => sql`… id > ${after} …`)`.
 */
export async function* keyed<Row extends { readonly id: string }>(
  read: (after: Row | undefined) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  let after: Row | undefined
  while (true) {
    const rows = await read(after)
    if (!rows.length) return
    yield rows
    after = rows.at(-1)
  }
}

export interface Sheet {
  readonly name: string
  /** A line over the headings: how the columns are to be filled in. Only in a workbook. */
  readonly above?: readonly string[]
  readonly headings: readonly string[]
  readonly pages: AsyncIterable<readonly (readonly Written[])[]>
}

/** The register as a sheet in the reader's language, in the columns asked for. */
export function sheetOf(one: Extract, taking: Taking, locale: Locale): Sheet {
  const words = (id: string) => say(locale, id)
  const names = taking.columns
  const columns = names.flatMap(name => one.columns[name] ?? [])
  async function* pages() {
    for await (const rows of one.pages(taking)) yield rows.map(row => columns.map(write => write(row, words)))
  }
  return {
    name: words(`${one.name}.list`),
    headings: names.map(name => words(`${one.name}.list.${name}`)),
    pages: pages(),
  }
}

/** A sheet as a file that is made while it is sent. */
export const fileOf = (sheet: Sheet, format: 'csv' | 'xlsx', name: string): FileReply =>
  format === 'csv'
    ? { type: 'text/csv; charset=utf-8', name: `${name}.csv`, stream: csvOf(sheet) }
    : {
        type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        name: `${name}.xlsx`,
        stream: bookOf(sheet),
      }

const CSV = { record_delimiter: '\r\n' } as const

/** With the mark that tells a spreadsheet that it is UTF-8. */
async function* csvOf({ headings, pages }: Sheet): AsyncGenerator<string> {
  yield `\ufeff${stringify([headings.map(guarded)], CSV)}`
  for await (const rows of pages)
    yield stringify(
      rows.map(row => row.map(asText)),
      CSV,
    )
}

function asText(value: Written): string | number {
  if (value === null) return ''
  if (typeof value === 'object') return value.day.split('-').reverse().join('/')
  return typeof value === 'string' ? guarded(value) : value
}
