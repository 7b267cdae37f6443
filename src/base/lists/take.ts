import type { Who } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import { Problem } from '#core/problem.ts'
import { nameKey } from '#core/text.ts'
import { say } from '#core/words.ts'
import { grouped, sealBlock } from './blocks.ts'
import { type Line, textOf } from './cells.ts'
import { importWaits } from './events.ts'
import { guessLetters } from './letters.ts'
import type { List } from './list.ts'
import { guessHead } from './mapping.ts'
import { beginImport, insertImport, notePictures, noteRead } from './queries.ts'
import { openTable } from './table.ts'

const LONGEST_NAME = 200

/** Where a list goes that somebody sends. */
interface Going {
  readonly id: string
  readonly unitId: string
  readonly ofId: string | null
}

const aboutOf = ({ who }: Context, { kind }: List, { id, unitId, ofId }: Going) => {
  const { accountId, grants } = who as Who
  const ownerId = grants.find(grant => grant.organisationId)?.organisationId ?? accountId
  return { id, kind, unitId, ofId, ownerId, byAccount: accountId, letters: 'unicode', lines: 0 } as const
}

/** Reads a file to its end, so that one that cannot be read is refused at once and leaves nothing behind. */
export async function takeFile(
  ctx: Context,
  list: List,
  { name, bytes, ...going }: Going & { readonly name: string; readonly bytes: Uint8Array },
): Promise<void> {
  const { format, encoding, lines } = openTable(bytes)
  await insertImport(ctx, {
    ...aboutOf(ctx, list, going),
    name: name.slice(-LONGEST_NAME),
    format,
    encoding,
    headLine: 1,
  })
  let count = 0
  let n = 0
  let first: readonly Line[] = []
  let lastLine = 0
  for await (const block of grouped(lines)) {
    if (n === 0) first = block
    await sealBlock(ctx, going.id, n++, block)
    count += block.length
    lastLine = block.at(-1)?.line ?? lastLine
  }
  if (!count) throw new Problem('lists.file.empty')
  const headLine = guessHead(list, first)
  if (lastLine <= headLine) throw new Problem('lists.file.no-rows', { params: { line: headLine } })
  const letters = guessLetters(sampleOf(first))
  await noteRead(ctx.sql, { id: going.id, lines: count, letters, headLine })
}

const sampleOf = (lines: readonly Line[]) => lines.map(({ cells }) => cells.map(textOf).join(' ')).join('\n')

/** A row as somebody typed it, by the names of our columns. */
export type TypedRow = Readonly<Record<string, string>>

/** Takes rows that were typed in, under our own headings, and has them loaded at once: nothing is left to be asked. */
export async function takeTyped(
  ctx: Context,
  list: List,
  {
    rows,
    source = '',
    pictures = [],
    ...going
  }: Going & {
    readonly rows: readonly TypedRow[]
    readonly source?: string | undefined
    readonly pictures?: readonly (string | null)[] | undefined
  },
): Promise<void> {
  const columns = Object.keys(list.columns)
  const unknown = rows.flatMap(Object.keys).find(name => !(name in list.columns))
  if (unknown) throw new Problem('lists.column-unknown', { params: { column: unknown } })
  if (list.isSourced && !nameKey(source)) throw new Problem('lists.source-missing')
  const headings = { line: 0, cells: columns.map(name => say(ctx.locale, `${list.kind}.list.${name}`)) }
  const typed = rows.map((row, i) => ({ line: i + 1, cells: columns.map(name => row[name] ?? '') }))
  const about = { ...aboutOf(ctx, list, going), lines: rows.length, headLine: 0 }
  await insertImport(ctx, { ...about, name: '', format: 'typed', encoding: null })
  await sealBlock(ctx, going.id, 0, [headings, ...typed])
  await notePictures(ctx.sql, going.id, Object.fromEntries(pictures.flatMap((id, i) => (id ? [[i + 1, id]] : []))))
  const mapping = Object.fromEntries(columns.map((name, cell) => [name, { cell }]))
  await beginImport(ctx, going.id, { headLine: 0, letters: 'unicode', dateOrder: 'dmy', mapping, source })
  await ctx.emit(importWaits, { importId: going.id, pass: 0, block: 0 })
}
