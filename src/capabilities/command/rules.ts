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

export const DECISIONS = ['late', 'rising', 'review'] as const
export type DecisionKind = (typeof DECISIONS)[number]

/** How much of one matter waits in one unit. */
export interface Waiting {
  readonly kind: DecisionKind
  readonly unitId: string
  /** Late items of work, cases of seven days, or candidates to review. */
  readonly count: number
  /** Cases of the seven days before, of a rise. */
  readonly before?: number
}

/** Something that waits for a decision (việc cần quyết định), in how many units, and where most of it is. */
export interface Decision {
  readonly kind: DecisionKind
  readonly count: number
  readonly unitCount: number
  /** The units with most of it first. */
  readonly units: readonly Waiting[]
}

/** One line a matter: what was promised and is late, then what grows, then what waits. */
export function decisionsOf(waiting: readonly Waiting[], most: number): Decision[] {
  return DECISIONS.flatMap(kind => {
    const units = waiting
      .filter(one => one.kind === kind && one.count > 0)
      .sort((a, b) => b.count - a.count || (a.unitId < b.unitId ? -1 : 1))
    if (!units.length) return []
    const count = sum(units.map(one => one.count))
    return [{ kind, count, unitCount: units.length, units: units.slice(0, most) }]
  })
}
