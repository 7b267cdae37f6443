import { addDays } from '#core/clock.ts'

/** Tại cơ quan, tại nhà, nghỉ phép, ca trực. */
export const KINDS = ['office', 'home', 'leave', 'duty'] as const
export type Kind = (typeof KINDS)[number]

/** What the roster says of somebody on a day. */
export interface Entry {
  readonly accountId: string
  readonly day: string
  readonly kind: Kind
  /** Of duty: `HH:MM`; one that ends before it begins ends the next day. */
  readonly fromTime: string | null
  readonly untilTime: string | null
  /** Of leave: who stands in. */
  readonly standInId: string | null
  readonly note: string
}

export const plain = (accountId: string, day: string, kind: 'office' | 'home'): Entry => ({
  accountId,
  day,
  kind,
  fromTime: null,
  untilTime: null,
  standInId: null,
  note: '',
})

export const WEEK = [0, 1, 2, 3, 4, 5, 6] as const

/** The Monday of the week in which a day lies. */
export function mondayOf(day: string): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return addDays(day, -((weekday + 6) % 7))
}

export const daysOfWeek = (monday: string): string[] => WEEK.map(n => addDays(monday, n))

export type By = 'days' | 'weeks'

/**
 * The team in two halves that take turns at the office, by the day or by the week (chia đôi, làm việc luân phiên). `turn`
 * counts worked days, or weeks: one half goes on even ones. The second half is the smaller one.
 */
export function alternate(
  team: readonly string[],
  days: readonly { readonly day: string; readonly turn: number }[],
): Entry[] {
  const half = Math.floor(team.length / 2)
  return days.flatMap(({ day, turn }) =>
    team.map((accountId, i) => plain(accountId, day, i < half === (turn % 2 === 0) ? 'office' : 'home')),
  )
}

export interface DayCount {
  readonly day: string
  readonly office: number
  readonly home: number
  readonly leave: number
  readonly duty: number
  /** Of those who work, how many are at the office; null when nobody works. */
  readonly share: number | null
}

export function countDay(day: string, entries: readonly Entry[]): DayCount {
  const of = (kind: Kind) => entries.filter(entry => entry.day === day && entry.kind === kind).length
  const [office, home, leave, duty] = [of('office'), of('home'), of('leave'), of('duty')]
  const works = office + home + duty
  return { day, office, home, leave, duty, share: works ? (office + duty) / works : null }
}

export interface Limit {
  readonly largestShare: number
  readonly teamFrom: number
}

/** Half of an odd team is rounded up: nobody is cut in two. */
export function isOver({ office, home, duty }: DayCount, { largestShare, teamFrom }: Limit): boolean {
  const works = office + home + duty
  return works >= teamFrom && office + duty > Math.ceil(works * largestShare)
}

/** What changed between two rosters, and whom it concerns. */
export function concerned(before: readonly Entry[], after: readonly Entry[]): string[] {
  const said = (entries: readonly Entry[]) => new Set(entries.map(entry => JSON.stringify(inOrder(entry))))
  const [was, is] = [said(before), said(after)]
  const differs = [
    ...before.filter(entry => !is.has(JSON.stringify(inOrder(entry)))),
    ...after.filter(entry => !was.has(JSON.stringify(inOrder(entry)))),
  ]
  return [...new Set(differs.map(entry => entry.accountId))]
}

/** The same said in the same words, whatever the order of the fields. */
export const inOrder = ({ accountId, day, kind, fromTime, untilTime, standInId, note }: Entry) =>
  [accountId, day, kind, fromTime, untilTime, standInId, note] as const

export const sameRoster = (a: readonly Entry[], b: readonly Entry[]): boolean => {
  const text = (entries: readonly Entry[]) =>
    JSON.stringify(entries.map(entry => JSON.stringify(inOrder(entry))).sort())
  return text(a) === text(b)
}

/** What the roster says after two exchanged it. */
export const exchanged = (entries: readonly Entry[], a: string, b: string): Entry[] =>
  entries.map(entry => ({ ...entry, accountId: entry.accountId === a ? b : a }))
