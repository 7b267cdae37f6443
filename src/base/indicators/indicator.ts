import type { Policy } from '#base/policies/index.ts'
import type { App, Context } from '#core/app.ts'
import type { Fragment, Sql } from '#core/db/db.ts'
import type { EventType } from '#core/event.ts'
import type { Declaration } from '#core/module.ts'
import { Problem } from '#core/problem.ts'

/** A day in Vietnam, `YYYY-MM-DD`. */
export type Day = string

interface Named extends Declaration {
  readonly declares: 'indicator'
  /** `module.figure`. Its words are `<name>.title` and `<name>.how` (cách tính). */
  readonly name: string
  /** Raised with every change of its SQL: the stored values are then computed anew. Part of the definition shown. */
  readonly version: number
  /** The policies its SQL rests on; their rules in force are shown with the definition. */
  readonly policies: readonly Policy[]
}

/**
 * `flow`: happens on a day; days add up. `stock`: rows are changes (+1, −1), and the value of a day is the sum of all
 * changes up to it.
 */
export type Measures = 'flow' | 'stock'

interface Stored extends Named {
  readonly measures: Measures
}

/** Counts append-only facts: each fact adds to the hour and day of the unit in which it happened. */
export interface Count extends Stored {
  readonly kind: 'count'
  /** The kind of fact in the journal. */
  readonly fact: string
  readonly by: 'hour' | 'day'
  /** One row per fact: `id uuid, unit_id uuid, at timestamptz, value integer`. Rows without a unit are not counted. */
  readonly rows: (sql: Sql) => Fragment
  /** The first day of which no fact was dropped yet: earlier values are final. */
  readonly keptSince: (sql: Sql) => Promise<Day | undefined>
}

/** Where a state-based figure may have changed. */
export interface Cell {
  readonly unitId: string
  readonly day: Day
}

export interface Touch {
  readonly event: string
  readonly cells: (payload: never, ctx: Context) => Promise<readonly Cell[]>
}

/** One of the things that a figure counts, as it is listed: `detail` in the reader's language, `to` its page. */
export interface ThingLine {
  readonly id: string
  readonly title: string
  readonly detail: string
  readonly to: string | null
}

/** What a figure opens to: the things behind it. */
export interface Opens {
  /** Who may see them; asked at the unit whose figure is opened. */
  readonly verb: string
  /** These things, in any order; those that are no more are left out. */
  readonly lines: (ctx: Context, ids: readonly string[]) => Promise<readonly ThingLine[]>
}

/** Read from state: an event says which cells it touched, and these are computed again. */
export interface Cells extends Stored {
  readonly kind: 'cells'
  readonly by: 'hour' | 'day'
  readonly on: readonly Touch[]
  /**
   * `unit_id uuid, day date, value integer`, with `hour` by the hour, and with `id uuid`, of the thing, where it opens;
   * `at timestamptz`, the moment, where it is `timed`; rows of one cell are added up. Must not depend on the present time.
   */
  readonly rows: (sql: Sql) => Fragment
  readonly opens?: Opens
  /** Its rows say `organisation_id uuid`, whose the thing is: then a day is known by organisation, too. */
  readonly byAgency?: true
  /** Its rows say the moment: then it is known up to any minute, not up to the hour or the day alone. */
  readonly timed?: true
}

/** A share (tỷ lệ) of two stored indicators; nothing where there is nothing to divide by. */
export interface Ratio extends Named {
  readonly kind: 'ratio'
  readonly by: 'day'
  readonly part: string
  readonly whole: string
}

/**
 * Counts different things over days, each once: officers who came, procedures that were used. Days do not add up, so
 * nothing of it is stored.
 */
export interface Distinct extends Named {
  readonly kind: 'distinct'
  readonly by: 'day'
  /** `key text, unit_id uuid, day date`: what was there on which day; few rows, by an index on the day. */
  readonly rows: (sql: Sql, span: { readonly from: Day; readonly to: Day }) => Fragment
  /** Its keys are then ids of things. */
  readonly opens?: Opens
}

export type StoredIndicator = Count | Cells
export type Indicator = StoredIndicator | Ratio | Distinct

type Given<T extends Named> = Omit<T, 'declares' | 'kind' | 'version' | 'policies'> &
  Partial<Pick<T, 'version' | 'policies'>>

const named = { declares: 'indicator', version: 1, policies: [] } as const

export const countOf = (
  given: Omit<Given<Count>, 'measures' | 'keptSince'> & Partial<Pick<Count, 'measures' | 'keptSince'>>,
): Count => ({ ...named, kind: 'count', measures: 'flow', keptSince: async () => undefined, ...given })

export const cellsOf = (
  given: Omit<Given<Cells>, 'by' | 'measures'> & Partial<Pick<Cells, 'by' | 'measures'>>,
): Cells => ({
  ...named,
  kind: 'cells',
  by: 'day',
  measures: 'flow',
  ...given,
})

export const ratioOf = (given: Omit<Given<Ratio>, 'by'>): Ratio => ({ ...named, kind: 'ratio', by: 'day', ...given })

export const distinctOf = (given: Omit<Given<Distinct>, 'by'>): Distinct => ({
  ...named,
  kind: 'distinct',
  by: 'day',
  ...given,
})

/**
 * Says which cells an event touches: those that it left as well as those that it entered. Events carry ids, so
 * `cells` may read.
 */
export const touching = <P extends object>(
  type: EventType<P>,
  cells: (payload: P, ctx: Context) => Promise<readonly Cell[]> | readonly Cell[],
): Touch => ({ event: type.name, cells: async (payload, ctx) => cells(payload, ctx) })

export const isStored = (indicator: Indicator): indicator is StoredIndicator =>
  indicator.kind === 'count' || indicator.kind === 'cells'

const lists = new WeakMap<App, ReadonlyMap<string, Indicator>>()

/** Everything that the modules declare, by name. */
export function indicatorsOf(app: App): ReadonlyMap<string, Indicator> {
  const known = lists.get(app)
  if (known) return known
  const list = listOf(app.declared<Indicator>('indicator'))
  lists.set(app, list)
  return list
}

/** Throws when two indicators share a name, or a ratio names one that is not stored. */
export function listOf(indicators: readonly Indicator[]): ReadonlyMap<string, Indicator> {
  const list = new Map(indicators.map(one => [one.name, one]))
  if (list.size < indicators.length) throw new Error('Two indicators have the same name.')
  for (const one of indicators)
    if (one.kind === 'ratio')
      for (const name of [one.part, one.whole])
        if (!storedIn(list, name)) throw new Error(`The ratio “${one.name}” needs the stored indicator “${name}”.`)
  return list
}

const storedIn = (list: ReadonlyMap<string, Indicator>, name: string): boolean => {
  const found = list.get(name)
  return found !== undefined && isStored(found)
}

export function indicator(app: App, name: string): Indicator {
  const found = indicatorsOf(app).get(name)
  if (!found) throw new Problem('indicators.unknown', { status: 404, params: { name } })
  return found
}
