import { guarded } from '#core/text.ts'
import { saveFile } from '#core/web/save-file.ts'

interface TextColumn<T> {
  readonly label: string
  readonly text?: (row: T) => string | number
}

function cell(value: string | number): string {
  const safe = typeof value === 'string' ? guarded(value) : String(value)
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Rows as CSV, with the mark that tells Excel it is UTF-8. */
export function csvOf<T>(columns: readonly TextColumn<T>[], rows: readonly T[]): string {
  const said = columns.flatMap(column => (column.text ? [{ label: column.label, text: column.text }] : []))
  const lines = [said.map(c => cell(c.label)), ...rows.map(row => said.map(c => cell(c.text(row))))]
  return `\ufeff${lines.map(line => line.join(',')).join('\r\n')}\r\n`
}

export function saveCsv<T>(name: string, columns: readonly TextColumn<T>[], rows: readonly T[]): void {
  saveFile(new Blob([csvOf(columns, rows)], { type: 'text/csv;charset=utf-8' }), `${name}.csv`)
}
