import type { List } from './list.ts'
import type { ImportRow } from './queries.ts'

export const columnsOf = ({ columns }: List) =>
  Object.entries(columns).map(([name, { required }]) => ({ name, required }))

export const importView = (row: ImportRow, { passes }: List) => ({
  id: row.id,
  kind: row.kind,
  ofId: row.ofId,
  name: row.name,
  format: row.format,
  state: row.state,
  source: row.source,
  sentAt: row.sentAt.toISOString(),
  endedAt: row.endedAt?.toISOString() ?? null,
  lines: row.lines,
  progress: row.state === 'done' ? 1 : Math.min(1, row.linesDone / Math.max(1, row.lines * passes.length)),
  added: row.added,
  known: row.known,
  refused: row.refused,
  remarked: row.remarked,
})

export function readFaultCursor(text: string | undefined) {
  if (!text) return undefined
  const [line = 0, n = 0] = text.split('~').map(Number)
  return { line, n }
}
