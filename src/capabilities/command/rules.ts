/** Which way a figure goes against another; undefined while it cannot be said. */
export type Direction = 'rise' | 'fall' | 'same'

export interface Compared {
  readonly value: number | null
  readonly before: number | null
  /** The span of `value` is not over, and `before` is of a whole one: then only a rise is certain. */
  readonly running: boolean
}

export function directionOf({ value, before, running }: Compared): Direction | undefined {
  if (value === null || before === null) return undefined
  if (value > before) return 'rise'
  if (running) return undefined
  return value < before ? 'fall' : 'same'
}

/** The mean of the `days` values before each position; null where there are not as many. */
export function meanBefore(values: readonly number[], position: number, days: number): number | null {
  if (position < days) return null
  return sum(values.slice(position - days, position)) / days
}

/** The mean of the `days` values that end with each position: a curve without the rhythm of the week. */
export const trailingMeans = (values: readonly number[], days: number): (number | null)[] =>
  values.map((_, i) => meanBefore(values, i + 1, days))

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** From how many cases on, and from what factor against the week before, a unit's cases are rising fast (tăng nhanh). */
export interface Rising {
  readonly minCases: number
  readonly factor: number
}

export const isRising = (week: number, weekBefore: number, { minCases, factor }: Rising): boolean =>
  week >= minCases && week >= weekBefore * factor

export type DecisionKind = 'late' | 'rising' | 'review'

/** Something that waits for a decision (việc cần quyết định) in a unit. */
export interface Decision {
  readonly kind: DecisionKind
  readonly unitId: string
  /** Late items of work, cases of seven days, or candidates to review. */
  readonly count: number
  /** Cases of the seven days before, of a rise. */
  readonly before?: number
}

const URGENCY: readonly DecisionKind[] = ['late', 'rising', 'review']

/** What was promised and is late comes first, then what grows, then what waits; the larger before the smaller. */
export const byUrgency = (a: Decision, b: Decision): number =>
  URGENCY.indexOf(a.kind) - URGENCY.indexOf(b.kind) || b.count - a.count || (a.unitId < b.unitId ? -1 : 1)
