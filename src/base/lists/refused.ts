import type { Context } from '#core/app.ts'
import type { FileReply } from '#core/contract.ts'
import { say } from '#core/words.ts'
import { openBlock } from './blocks.ts'
import { type Cell, type Line, textOf } from './cells.ts'
import { fileOf, type Written } from './extract.ts'
import type { List } from './list.ts'
import { blocksWith, type FaultRow, type ImportRow, refusalsBetween } from './queries.ts'

const LONGEST_TEXT = 120

/** What the rows say where something is wrong with them; of numbers of papers and telephones nothing. */
export async function textsOf(
  ctx: Context,
  row: ImportRow,
  list: List,
  faults: readonly FaultRow[],
): Promise<string[]> {
  const wanted = new Set(faults.map(({ line }) => line))
  const found = new Map<number, Line>()
  for (const n of await blocksWith(ctx.sql, row.id, [...wanted]))
    for (const line of (await openBlock(ctx, row, n)) ?? []) if (wanted.has(line.line)) found.set(line.line, line)
  return faults.map(({ line, columnName }) => {
    const cells = found.get(line)?.cells ?? []
    const from = columnName ? row.mapping[columnName] : undefined
    if (columnName && list.columns[columnName]?.isPrivate) return ''
    const text = from
      ? 'cell' in from
        ? textOf(cells[from.cell])
        : from.value
      : cells.map(textOf).filter(Boolean).join(' · ')
    return text.slice(0, LONGEST_TEXT)
  })
}

/** The refused rows as they were sent, with their line and what is wrong behind them. */
export async function refusedRows(ctx: Context, row: ImportRow): Promise<FileReply> {
  const { app, locale } = ctx
  const later = { sql: app.db.sql, app }
  const words = (id: string, values = {}) => say(locale, id, values)
  const why = (faults: readonly FaultRow[]) =>
    faults
      .map(({ columnName, reason, params }) =>
        [columnName ? words(`${row.kind}.list.${columnName}`) : '', words(reason, params)].filter(Boolean).join(': '),
      )
      .join('; ')
  const block = (await openBlock(ctx, row, 0)) ?? []
  const headings = (block.find(({ line }) => line === row.headLine)?.cells ?? []).map(textOf)
  const wide = headings.length
  async function* pages() {
    for (let n = 0; ; n++) {
      const lines = await openBlock(later, row, n)
      if (!lines) return
      const faults = await refusalsBetween(later.sql, row.id, lines[0]?.line ?? 0, lines.at(-1)?.line ?? 0)
      const ofLine = Map.groupBy(faults, fault => fault.line)
      yield lines.flatMap(({ line, cells }) => {
        const wrong = ofLine.get(line)
        if (!wrong) return []
        const headed = Array.from({ length: wide }, (_, i) => asWritten(cells[i]))
        return [[...headed, line, why(wrong), ...cells.slice(wide)]]
      })
    }
  }
  const sheet = {
    name: words('lists.refused'),
    headings: [...headings, words('lists.refused.line'), words('lists.refused.why')],
    pages: pages(),
  }
  return fileOf(sheet, row.format === 'csv' ? 'csv' : 'xlsx', `${words('lists.refused.file')}-${row.id.slice(0, 8)}`)
}

const asWritten = (cell: Cell | undefined): Written => (cell === undefined ? null : cell)
