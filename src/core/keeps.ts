import type { App, Context } from './app.ts'

/** For what reason in law rows are kept. Words: `retention.basis.<basis>`. */
export const BASES = ['epidemic', 'records', 'archive', 'accountability', 'security', 'service', 'none'] as const
export type Basis = (typeof BASES)[number]

/** Why a citizen is not handed rows that are about them: shown on a page of its own, or ids that tell them nothing. */
export type Withheld = 'elsewhere' | 'internal'

/** For how many days: the default of the program, or what a policy of the module says. */
export type Days = number | ((ctx: Context) => Promise<number>)

interface Timed {
  readonly days: Days
  /** SQL over `t`: from when the days count. */
  readonly since: string
  /** SQL over `t`: of which rows; all unless said. */
  readonly when?: string
}

/** How keeping ends. */
export type End =
  /** Rows are deleted in batches, and with them the rows that are `of` them. */
  | (Timed & {
      readonly how: 'rows'
      readonly idle?: boolean
      readonly before?: (ctx: Context, ids: readonly string[]) => Promise<void>
    })
  /** Whole partitions are dropped: a row may be older by as much as one of them is wide. */
  | (Timed & {
      readonly how: 'partitions'
      readonly widthDays: number
      readonly run: (ctx: Context, before: Date) => Promise<number>
    })
  /** What is personal is taken away from the row, which stays. */
  | (Timed & { readonly how: 'away'; readonly run: (ctx: Context, before: Date) => Promise<number> })
  /** Goes with the row that it is `of`. */
  | { readonly how: 'with' }
  /** Until what it belongs to ends, as the words of the table say. */
  | { readonly how: 'held' }
  /** Nothing about anybody. */
  | { readonly how: 'timeless' }

/** Whose rows they are: columns that name an entry of the register or an account. */
export type About = {
  readonly person?: string
  readonly account?: string
} & (
  | {
      readonly gives: readonly string[]
      readonly opens?: Readonly<
        Record<string, (app: App, sealed: Buffer, row: Readonly<Record<string, unknown>>) => unknown>
      >
    }
  | { readonly withheld: Withheld }
)

/** What a module keeps in one of its tables. Words: `<module>.keeps.<table>`, what it is and what for. */
export interface Keep {
  readonly basis: Basis
  readonly ends: readonly End[]
  /** The table and column by which it belongs to another: `['tracing.case_file', 'case_id']`. */
  readonly of?: readonly [table: string, column: string]
  readonly about?: About
}
export type Keeps = Readonly<Record<string, Keep>>

type Rest = Omit<Keep, 'basis' | 'ends'>
type RowsRest = Rest & Pick<Extract<End, { how: 'rows' }>, 'when' | 'before' | 'idle'>

export const rows = (
  basis: Basis,
  days: Days,
  since: string,
  { when, before, idle, ...rest }: RowsRest = {},
): Keep => ({
  basis,
  ends: [{ how: 'rows', days, since, ...(when && { when }), ...(before && { before }), ...(idle && { idle }) }],
  ...rest,
})
export const withRow = (basis: Basis, table: string, column: string, about?: About): Keep => ({
  basis,
  ends: [{ how: 'with' }],
  of: [table, column],
  ...(about && { about }),
})
export const held = (basis: Basis, about?: About): Keep => ({ basis, ends: [{ how: 'held' }], ...(about && { about }) })
export const timeless: Keep = { basis: 'none', ends: [{ how: 'timeless' }] }

/** Opens what was sealed as text, or as JSON. */
export const sealedText = (app: App, sealed: Buffer): unknown => app.keyring.decrypt(sealed)
export const sealedJson = (app: App, sealed: Buffer): unknown => JSON.parse(app.keyring.decrypt(sealed))

export interface Kept extends Keep {
  /** `schema.table` */
  readonly table: string
  /** The id of the words that say what it is. */
  readonly words: string
}

/** What all modules declare, in their order. */
export const keptTables = (app: Pick<App, 'modules'>): readonly Kept[] =>
  app.modules.flatMap(module =>
    Object.entries(module.keeps ?? {}).map(([table, keep]) => ({
      ...keep,
      // A module above may say it of a table below, where its own policy is what counts.
      table: table.includes('.') ? table : `${module.name}.${table}`,
      words: `${module.name}.keeps.${table}`,
    })),
  )

export const daysOf = async (ctx: Context, days: Days): Promise<number> => (typeof days === 'number' ? days : days(ctx))
