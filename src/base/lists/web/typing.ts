import type { FaultView, ImportView } from '../contract.ts'
import { api } from './api.ts'

/** A row as it stands on the screen. */
export interface TypingRow {
  readonly key: number
  readonly cells: Readonly<Record<string, string>>
  /** The picture that was looked at when it was begun. */
  readonly from?: string
  /** Why it was refused when it was last sent. */
  readonly faults?: readonly FaultView[]
}

/** What people write under something that is the same again. */
const DITTO = /^["”“]$/

export const isBlank = ({ cells }: TypingRow): boolean => Object.values(cells).every(text => text.trim() === '')

const freshRow = (rows: readonly TypingRow[]): TypingRow => ({
  key: rows.reduce((most, row) => Math.max(most, row.key), 0) + 1,
  cells: {},
})

/** There is always an empty row to go on in. */
export function withRoom(rows: readonly TypingRow[]): readonly TypingRow[] {
  const last = rows.at(-1)
  return last && isBlank(last) ? rows : [...rows, freshRow(rows)]
}

/** Writes into a cell; `"` alone means what stands above it. */
export function typed(
  rows: readonly TypingRow[],
  at: number,
  column: string,
  text: string,
  pictureId?: string,
): readonly TypingRow[] {
  const above = rows[at - 1]?.cells[column]
  const meant = DITTO.test(text) && above ? above : text
  const next = rows.map((row, i) => {
    if (i !== at) return row
    const from = row.from ?? pictureId
    return { key: row.key, cells: { ...row.cells, [column]: meant }, ...(from ? { from } : {}) }
  })
  return withRoom(next)
}

const LOOK_AGAIN_MS = 400
const LOOKS = 75

export interface Loaded {
  readonly list: ImportView
  /** What was wrong with which row, by its place among those that were sent. */
  readonly faults: ReadonlyMap<number, readonly FaultView[]>
}

/** Sends rows and waits until they are loaded; what takes longer than that goes on without anybody looking. */
export async function loadTyped(about: { readonly kind: string; readonly ofId?: string }, rows: readonly TypingRow[]) {
  const cells = rows.map(row => Object.fromEntries(Object.entries(row.cells).filter(([, text]) => text.trim())))
  const { importId } = await api.lists.type({
    body: { ...about, rows: cells, pictures: rows.map(row => row.from ?? null) },
  })
  const params = { importId }
  let list = await api.lists.get({ params })
  for (let look = 0; list.state !== 'done' && look < LOOKS; look++) {
    await new Promise(later => setTimeout(later, LOOK_AGAIN_MS))
    list = await api.lists.get({ params })
  }
  const faults: FaultView[] = []
  let after: string | null = ''
  while (after !== null) {
    const page = await api.lists.faults({ params, query: after ? { after } : {} })
    faults.push(...page.rows)
    after = page.more
  }
  return { list, faults: Map.groupBy(faults, fault => fault.line - 1) } satisfies Loaded
}

/** What is left to put right: the rows that were refused, with their reasons, and what was typed meanwhile. */
export function left(rows: readonly TypingRow[], sent: readonly TypingRow[], { faults }: Loaded): readonly TypingRow[] {
  const refused = new Map(
    sent.map((row, i) => [row.key, faults.get(i)?.filter(fault => fault.isRefused) ?? []] as const),
  )
  return withRoom(
    rows.flatMap(row => {
      const why = refused.get(row.key)
      if (!why) return row
      return why.length ? { ...row, faults: why } : []
    }),
  )
}
