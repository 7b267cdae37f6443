import type { Context } from '#core/app.ts'
import type { Fresh, Ref } from '#core/contract.ts'
import type { Declaration } from '#core/module.ts'
import { BadCell, type Cell, type FaultParams, isEmpty, isFormula, type Line, textOf, unguarded } from './cells.ts'
import type { DateOrder } from './dates.ts'

/** What a cell is read with besides itself. */
export interface Reading {
  /** The day in Vietnam, `YYYY-MM-DD`. */
  readonly today: string
  readonly order: DateOrder
  /** The commune in force that the words or the code mean, or a BadCell. */
  readonly commune: (text: string) => string
  /** The same for a unit of any tier. */
  readonly unit: (text: string) => string
}

/** Reads a cell that is not empty; throws a BadCell. */
export type Reader<T> = (text: string, at: Reading, cell: Cell) => T

export interface Column<T, Required extends boolean = boolean> {
  /** How people head it, besides the names that the pages show; without accents, in small letters. */
  readonly headings: readonly string[]
  readonly read: Reader<T>
  readonly required: Required
  /** A number of a paper or a telephone: not repeated beside what is wrong with it. */
  readonly isPrivate?: boolean
  /** How it is to be filled in: the id of a message; `<kind>.list.<column>.how` says it for one kind. */
  readonly how?: string
}

// biome-ignore lint/suspicious/noExplicitAny: the widest columns; what each reads is in the row's type
export type Columns = Readonly<Record<string, Column<any>>>

/** A row as it was read: what is required is there. */
export type RowOf<C extends Columns> = {
  readonly [K in keyof C]: C[K] extends Column<infer T, infer R> ? (R extends true ? T : T | undefined) : never
}

/** What is wrong with a row: with a column of it, or as a whole. `reason` is the id of a message. */
export interface Fault {
  readonly line: number
  readonly reason: string
  readonly column?: string
  readonly params?: FaultParams
}

export interface ReadRow<Row> {
  readonly line: number
  readonly row: Row
}

/** What became of rows. A remark is of a row that was taken: what it lacks, or what it changed. */
export interface Loaded {
  readonly added: number
  readonly known: number
  readonly refused?: readonly Fault[]
  readonly remarks?: readonly Fault[]
}

/** Who loads, and under which name ids are known: `who` and `scope` are those of the officer. */
export interface Loading extends Context {
  /** The name of the source; ids of rows are only good within it. */
  readonly source: string
  /** The thing that the list belongs to: the case of a list of contacts. */
  readonly ofId: string | null
  /** Says which thing became of a row, where it was typed from a picture: the two stay together. */
  readonly became: (line: number, thing: Ref) => void
}

/** Whether a unit lies where the officer holds the right. */
export function reachOf(ctx: Context, verb: string): (unitId: string) => boolean {
  const scope = ctx.scope(verb)
  const reached = new Set(scope.everywhere ? [] : scope.unitIds)
  return unitId => scope.everywhere || reached.has(unitId)
}

export interface List extends Declaration {
  readonly declares: 'list'
  /** `module.things`. Its words: `<kind>.list`, `<kind>.list.help`, and `<kind>.list.<column>` for each column. */
  readonly kind: string
  /** The right to load it; rows are limited with `scope` by the list itself. */
  readonly verb: string
  readonly columns: Columns
  /** Its rows give power away: whoever loads it has proved within this time who they are. */
  readonly fresh?: Fresh
  /** Rows have ids of their own, which later rows and files name: the officer is asked for the name of the source. */
  readonly isSourced: boolean
  /** The kind of thing it belongs to: permission is asked there. */
  readonly of?: string
  /**
   * Loads rows, set-based; once for each pass. A later pass sees all rows again when every row has been through the
   * earlier one, which is where rows find each other. Loading a row again must change nothing.
   */
  readonly passes: readonly ((rows: readonly ReadRow<never>[], ctx: Loading) => Promise<Loaded>)[]
}

/** Declares a kind of list that people may send as a file. */
export function list<C extends Columns>(definition: {
  readonly kind: string
  readonly verb: string
  readonly columns: C
  readonly fresh?: Fresh
  readonly isSourced?: boolean
  readonly of?: string
  readonly passes: readonly ((rows: readonly ReadRow<RowOf<C>>[], ctx: Loading) => Promise<Loaded>)[]
}): List {
  return { declares: 'list', isSourced: false, ...definition } as List
}

type Shape<T> = Omit<Column<T>, 'required'>
export const required = <T>(column: Shape<T>): Column<T, true> => ({ ...column, required: true })
export const optional = <T>(column: Shape<T>): Column<T, false> => ({ ...column, required: false })

/** Where a column's values come from: a cell of the row, or one value for all rows. */
export type From = { readonly cell: number } | { readonly value: string }
export type Mapping = Readonly<Record<string, From>>

const MOST_FAULTS = 5
/** More stands in no cell that is one value; to look at it takes some readers the square of its length. */
const MOST_LETTERS = 2000

/** Reads a row, or says everything that is wrong with it. */
export function readRow(
  { columns }: List,
  mapping: Mapping,
  { line, cells }: Line,
  at: Reading,
): ReadRow<never> | { readonly faults: readonly Fault[] } {
  const faults: Fault[] = []
  const row: Record<string, unknown> = {}
  for (const [name, column] of Object.entries(columns)) {
    const from = mapping[name]
    const cell = from === undefined ? '' : 'cell' in from ? (cells[from.cell] ?? '') : from.value
    try {
      row[name] = readCell(column, cell, at)
    } catch (error) {
      if (!(error instanceof BadCell)) throw error
      faults.push({ line, column: name, reason: error.reason, params: error.params })
    }
  }
  return faults.length ? { faults: faults.slice(0, MOST_FAULTS) } : { line, row: row as never }
}

function readCell(column: Column<unknown>, cell: Cell, at: Reading): unknown {
  if (isEmpty(cell)) {
    if (column.required) throw new BadCell('lists.cell.missing')
    return undefined
  }
  if (typeof cell === 'string' && cell.length > MOST_LETTERS)
    throw new BadCell('lists.cell.too-long', { most: MOST_LETTERS })
  const text = unguarded(textOf(cell))
  if (isFormula(text)) throw new BadCell('lists.cell.formula')
  return column.read(text, at, cell)
}
