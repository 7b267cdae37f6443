import { tidy } from '#core/text.ts'

/** A cell as it was read: its text, or the day that a spreadsheet holds as a day, `YYYY-MM-DD`. */
export type Cell = string | { readonly day: string }

/** A row of a file; lines count from 1, as the spreadsheet shows them. */
export interface Line {
  readonly line: number
  readonly cells: readonly Cell[]
}

/** How much text a row holds. */
export const lettersIn = ({ cells }: Line): number =>
  cells.reduce((sum, cell) => sum + (typeof cell === 'string' ? cell.length : 0), 0)

/**
 * What a cell shows. A spreadsheet takes the house number “12/3” for a day of this year: where no day is looked for it
 * is given back as it was typed.
 */
export function textOf(cell: Cell | undefined): string {
  if (cell === undefined) return ''
  if (typeof cell === 'string') return tidy(cell)
  const [, month, day] = cell.day.split('-')
  return `${Number(day)}/${Number(month)}`
}

export const isEmpty = (cell: Cell | undefined): boolean => typeof cell !== 'object' && textOf(cell) === ''

/**
 * Whether a spreadsheet would compute this text instead of showing it: `=1+1`, `@SUM(…)`, `-2+3+cmd|…`. Signed numbers,
 * telephone numbers and dashes before words are none.
 */
export const isFormula = (text: string): boolean => text.startsWith('=') || /^[+\-@].*[(|!]/.test(text)

/** What people write so that a spreadsheet leaves a number alone: `="0905…"` and `'0905…` are the number. */
export function unguarded(text: string): string {
  const kept = /^="([^"]*)"$/.exec(text)?.[1]
  if (kept !== undefined) return kept
  return /^'[=+\-@\d]/.test(text) ? text.slice(1) : text
}

export type FaultParams = Readonly<Record<string, string | number>>

/** What is wrong with a cell: `reason` is the id of a message. */
export class BadCell extends Error {
  override readonly name = 'BadCell'
  readonly reason: string
  readonly params: FaultParams
  constructor(reason: string, params: FaultParams = {}) {
    super(reason)
    this.reason = reason
    this.params = params
  }
}
