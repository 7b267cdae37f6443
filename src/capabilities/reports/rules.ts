import { addDays, dayOf, HOUR_MS, MINUTE_MS, startOf } from '#core/clock.ts'

/** What no module knows and an officer enters (nhập tay); of those who recovered or died, who has no file. */
export const ENTERED = ['tests', 'recovered', 'died', 'doses'] as const
export type Entered = (typeof ENTERED)[number]

/**
 * How a column comes about: `span` happened in the hours before the cut-off, `unclassed` is what of them has no class,
 * `cumulative` counts from a day on, `stock` is how many there are, `entered` is entered by hand.
 */
export const COLUMN_KINDS = ['span', 'unclassed', 'cumulative', 'stock', 'entered'] as const

export interface Column {
  /** Unique in a report; of `span` and `stock` the indicator's name. */
  readonly key: string
  readonly kind: (typeof COLUMN_KINDS)[number]
  /** Id of a message. */
  readonly title: string
}

export interface Row {
  readonly unitId: string
  readonly name: string
  /** In the order of the columns; null where nobody knows. */
  readonly values: readonly (number | null)[]
}

export interface Figures {
  readonly columns: readonly Column[]
  /** The reporting units directly below. */
  readonly parts: readonly Row[]
  /** What lies in no single one of them, and what the unit entered itself. */
  readonly rest: Row
  readonly whole: Row
}

/** When a day's figures are cut off: a full hour, or `17:30`. */
export type Cutoff = number | string

const minutesOf = (cutoff: Cutoff): number => {
  if (typeof cutoff === 'number') return cutoff * 60
  const [hour = 0, minute = 0] = cutoff.split(':').map(Number)
  return hour * 60 + minute
}

export const fullMinute = (at: Date): Date => new Date(Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS)
export const fullHour = (at: Date): Date => new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS)

const cutoffsOn = (day: string, cutoffs: readonly Cutoff[]): Date[] =>
  cutoffs.map(cutoff => new Date(startOf(day).getTime() + minutesOf(cutoff) * MINUTE_MS))

/** Whether a moment is one of the cut-offs. */
export const isCutoff = (at: Date, cutoffs: readonly Cutoff[]): boolean =>
  cutoffsOn(dayOf(at), cutoffs).some(one => one.getTime() === at.getTime())

/** The latest cut-off that is not in the future: before the first of a day it is the last of the day before. */
export function lastCutoff(now: Date, cutoffs: readonly Cutoff[]): Date | undefined {
  const today = dayOf(now)
  const past = [...cutoffsOn(addDays(today, -1), cutoffs), ...cutoffsOn(today, cutoffs)].filter(at => at <= now)
  return past.reduce<Date | undefined>((latest, at) => (latest && latest >= at ? latest : at), undefined)
}

export const spanFrom = (cutoff: Date, hours: number): Date => new Date(cutoff.getTime() - hours * HOUR_MS)

/** The last day of which something lies before the cut-off: that of midnight is the day that ends with it. */
export const dayBefore = (cutoff: Date): string => dayOf(new Date(cutoff.getTime() - 1))

/** The reporting units nearest below a unit: where a tier does not report, those below it do. */
export function reportersBelow<U extends { readonly id: string; readonly tier: string }>(
  unitId: string,
  tiers: readonly string[],
  childrenOf: (unitId: string) => readonly U[],
): U[] {
  return childrenOf(unitId).flatMap(child =>
    tiers.includes(child.tier) ? [child] : reportersBelow(child.id, tiers, childrenOf),
  )
}

/** Adds what is known; null where nothing is. */
export function sumKnown(values: readonly (number | null | undefined)[]): number | null {
  const known = values.filter(value => typeof value === 'number')
  return known.length ? known.reduce((sum, value) => sum + value, 0) : null
}

/**
 * What is known of a figure that is entered by hand: what a unit entered itself and what is known of those below it, also
 * of those whose own superior has sent nothing.
 */
export function rollUp(
  unitId: string,
  own: ReadonlyMap<string, number | null>,
  below: (unitId: string) => readonly string[],
): number | null {
  return sumKnown([own.get(unitId), ...below(unitId).map(child => rollUp(child, own, below))])
}

/** What of the new cases no class has. */
export const unclassed = (total: number | null, classes: readonly (number | null)[]): number | null =>
  total === null ? null : total - (sumKnown(classes) ?? 0)

/** Typed in beside what the cases say: of those without a file. */
const BESIDE: readonly string[] = ['recovered', 'died'] satisfies Entered[]

/** Which columns are shown: of what has no class, and of who has no file, only where there is something in it. */
export const shownColumns = ({ columns, whole, parts }: Figures): number[] =>
  columns.flatMap(({ kind, key }, i) => {
    const isRare = kind === 'unclassed' || (kind === 'entered' && BESIDE.includes(key))
    return isRare && ![whole, ...parts].some(row => row.values[i]) ? [] : [i]
  })

/** The columns of the table of cases, and those of the other one. */
export function tablesIn(figures: Figures): { readonly cases: readonly number[]; readonly others: readonly number[] } {
  const shown = shownColumns(figures)
  const split = figures.columns.findIndex(one => one.kind === 'cumulative') + 1
  return { cases: shown.filter(i => i < split), others: shown.filter(i => i >= split) }
}

/** The rows of a table of some columns: parts, what lies in none of them where there is something, the whole. */
export function rowsIn({ parts, rest, whole }: Figures, columns: readonly number[]) {
  const hasRest = parts.length > 0 && columns.some(i => rest.values[i])
  return [
    ...parts.map(row => ({ row, role: 'part' as const })),
    ...(hasRest ? [{ row: rest, role: 'rest' as const }] : []),
    { row: whole, role: 'whole' as const },
  ]
}

/** The stock of a day and what began long ago go on changing without anybody having been wrong. */
const HELD_AGAINST: readonly Column['kind'][] = ['span', 'entered']
export const isHeldAgainst = ({ kind }: Column): boolean => HELD_AGAINST.includes(kind)

export interface Change {
  readonly figure: string
  /** Null of the whole. */
  readonly unitId: string | null
  readonly name: string
  readonly was: number | null
  readonly now: number | null
}

/** What is otherwise by now than it was said: the whole first, then part by part. */
export function changesOf(said: Figures, now: Figures): Change[] {
  const pairs = [
    { before: said.whole, after: now.whole, unitId: null },
    ...said.parts.map(before => ({
      before,
      after: now.parts.find(part => part.unitId === before.unitId),
      unitId: before.unitId,
    })),
    ...(said.parts.length ? [{ before: said.rest, after: now.rest, unitId: said.rest.unitId }] : []),
  ]
  return pairs.flatMap(({ before, after, unitId }) =>
    said.columns.flatMap((column, i) => {
      const j = now.columns.findIndex(one => one.key === column.key)
      const [was, is] = [before.values[i] ?? null, after?.values[j] ?? null]
      if (!isHeldAgainst(column) || j < 0 || was === is) return []
      return [{ figure: column.key, unitId, name: before.name, was, now: is }]
    }),
  )
}

/** Of a figure said again later: what was said of it last. */
export interface Restated {
  readonly figure: string
  readonly now: number | null
}

/** The changes of the whole that no later report has said yet: each against what was said last. */
export function uncorrected(changes: readonly Change[], said: Figures, restated: readonly Restated[]): Change[] {
  const last = new Map(restated.map(one => [one.figure, one.now]))
  const ofWhole = changes.filter(change => change.unitId === null)
  const open = ofWhole.map(change =>
    last.has(change.figure) ? { ...change, was: last.get(change.figure) ?? null } : change,
  )
  // What was corrected and is now again as it was first said.
  const back = [...last].flatMap(([figure, was]) => {
    const i = said.columns.findIndex(one => one.key === figure)
    if (i < 0 || ofWhole.some(change => change.figure === figure)) return []
    return [{ figure, unitId: null, name: said.whole.name, was, now: said.whole.values[i] ?? null }]
  })
  return [...open, ...back].filter(change => change.was !== change.now)
}

/** `+2`, `−1`; nothing where one of them is not known. */
export function differenceOf({ was, now }: Pick<Change, 'was' | 'now'>): string {
  if (was === null || now === null) return ''
  const by = now - was
  return by > 0 ? `+${by}` : `−${-by}`
}
