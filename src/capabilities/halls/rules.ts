import { MINUTE_MS } from '#core/clock.ts'

/** Who goes first (đối tượng ưu tiên). */
export const PRIORITIES = ['elderly', 'disabled', 'pregnant', 'child'] as const
export type Priority = (typeof PRIORITIES)[number]
export const STATES = ['booked', 'waiting', 'called', 'done', 'skipped', 'left', 'ended'] as const
export type TicketState = (typeof STATES)[number]

/** `B`, `27` → `B027`: as it is printed, shown and read out. */
export const labelOf = (letter: string, number: number): string => `${letter}${String(number).padStart(3, '0')}`

export interface Queued {
  readonly id: string
  readonly lineId: string
  readonly number: number
  readonly priority: Priority | null
  readonly queuedAt: Date
}

const before = (a: Queued, b: Queued): number => a.queuedAt.getTime() - b.queuedAt.getTime() || a.number - b.number

/**
 * In which order these are called: who has priority first, but after `mostInRow` of them one of the others, so that nobody
 * waits for ever. `inRow` is how many with priority were called last, one after another.
 */
export function orderOf<T extends Queued>(waiting: readonly T[], inRow: number, mostInRow: number): T[] {
  const first = waiting.filter(one => one.priority).sort(before)
  const others = waiting.filter(one => !one.priority).sort(before)
  const order: T[] = []
  let row = inRow
  while (first.length || others.length) {
    const isFirst = first.length > 0 && (row < mostInRow || !others.length)
    order.push((isFirst ? first : others).shift() as T)
    row = isFirst ? row + 1 : 0
  }
  return order
}

/** How many with priority were called one after another; latest first. */
export function rowOf(latest: readonly (Priority | null)[]): number {
  const n = latest.indexOf(null)
  return n < 0 ? latest.length : n
}

export interface Wait {
  readonly from: number
  readonly to: number
}

/** So many served in this line are enough to say something of it; before that the rule's own minutes stand in. */
const ENOUGH = 5
/** Four times of five it lies between. */
const Z = 1.2816

/** How long people wait from now, in minutes: `before` of them at `counters` that took `served` minutes each, latest. */
export function waitOf(
  before: number,
  counters: number,
  served: readonly number[],
  usual: { readonly minutes: number },
): Wait | undefined {
  if (!counters) return undefined
  if (!before) return { from: 0, to: Math.ceil(meanOf(served, usual.minutes) / counters) }
  const known = served.length >= ENOUGH
  const mean = meanOf(known ? served : [], usual.minutes)
  const spread = known ? deviation(served, mean) : mean / 2
  // The mean itself is only known as well as so many allow.
  const uncertain = Math.sqrt(before * spread ** 2 + (before * spread) ** 2 / Math.max(served.length, ENOUGH))
  const at = (sum: number) => Math.max(0, sum) / counters
  return { from: Math.floor(at(before * mean - Z * uncertain)), to: Math.ceil(at(before * mean + Z * uncertain)) }
}

const meanOf = (all: readonly number[], otherwise: number): number =>
  all.length ? all.reduce((sum, one) => sum + one, 0) / all.length : otherwise

const deviation = (all: readonly number[], mean: number): number =>
  Math.sqrt(all.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (all.length - 1))

/** How many may be in the hall: its seats, or the share of them that the distance leaves. */
export const limitOf = (seats: number, share: number): number => Math.max(1, Math.floor(seats * share))

export type Hours = readonly (readonly [opens: string, closes: string])[]

/** An instant of a day in Vietnam. */
export const instantOf = (day: string, clock: string): Date => new Date(`${day}T${clock}:00+07:00`)

/** When the hall is open and when it closes for the day. */
export interface Opening {
  readonly open: boolean
  readonly opensAt: Date | undefined
  readonly closesAt: Date | undefined
}

/** `hours` of the day, none of which it is not worked. */
export function openingOf(now: Date, day: string, hours: Hours): Opening {
  const spans = hours.map(([from, to]) => ({ from: instantOf(day, from), to: instantOf(day, to) }))
  const open = spans.some(({ from, to }) => from <= now && now < to)
  return { open, opensAt: spans.find(({ from }) => from > now)?.from, closesAt: spans.at(-1)?.to }
}

/** The beginnings of the slots of a day that lie whole within its hours. */
export function slotsOf(day: string, hours: Hours, minutes: number): Date[] {
  return hours.flatMap(([opens, closes]) => {
    const [from, to] = [instantOf(day, opens), instantOf(day, closes)]
    const count = Math.max(0, Math.floor((to.getTime() - from.getTime()) / (minutes * MINUTE_MS)))
    return Array.from({ length: count }, (_, n) => new Date(from.getTime() + n * minutes * MINUTE_MS))
  })
}

/** How many may book one slot: a share of those who may be inside. */
export const perSlot = (limit: number, share: number): number => Math.max(1, Math.floor(limit * share))

/** From when the place of who booked counts: their slot when they came in time for it, else when they came. */
export function queuedFrom(slotAt: Date, hereAt: Date, graceMinutes: number): Date {
  return hereAt.getTime() <= slotAt.getTime() + graceMinutes * MINUTE_MS ? slotAt : hereAt
}
