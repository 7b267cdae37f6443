import { dayOf } from '#core/clock.ts'

/** The states of the national portal, in the order of their numbers 1 to 10. */
export const STATES = [
  'registered',
  'received',
  'not-received',
  'processing',
  'supplement',
  'payment',
  'withdrawn',
  'stopped',
  'finished',
  'returned',
] as const
export type State = (typeof STATES)[number]

/** Words of where it is: the portal's states know nothing of a result that is signed and waits for its seal alone. */
export const stateWords = ({ state, awaitsSeal }: { readonly state: State; readonly awaitsSeal: boolean }): string =>
  `services.dossier.state.${awaitsSeal ? 'sealing' : state}`

export const stateNumber = (state: string): number => STATES.indexOf(state as State) + 1

/** In these the clock stands still (5, 6, 8). */
const PAUSED: readonly string[] = ['supplement', 'payment', 'stopped'] satisfies State[]
export const isPausedIn = (state: string): boolean => PAUSED.includes(state)

/** In these the office works, and may be late. */
export const RUNNING: readonly string[] = ['received', 'processing'] satisfies State[]
/** Nothing happens any more. */
export const CLOSED: readonly string[] = ['not-received', 'withdrawn', 'returned'] satisfies State[]

/** What was promised, and since when it does not count. */
export interface Clock {
  readonly dueAt: Date | null
  readonly againAt: Date | null
  readonly pausedAt: Date | null
}

/** Office time of the agency. */
export interface OfficeTime {
  readonly between: (from: Date, to: Date) => number
  readonly add: (from: Date, minutes: number) => Date
}

export const pause = (clock: Clock, now: Date): Clock => ({ ...clock, pausedAt: clock.pausedAt ?? now })

/**
 * What was left when it was paused is left from now on, in office time. What was late when it was paused stays as late as
 * it was: its day is past.
 */
export function resume({ dueAt, againAt, pausedAt }: Clock, now: Date, time: OfficeTime): Clock {
  if (!pausedAt) return { dueAt, againAt, pausedAt }
  const moved = (due: Date | null) => (due && due > pausedAt ? time.add(now, time.between(pausedAt, due)) : due)
  return { dueAt: moved(dueAt), againAt: moved(againAt), pausedAt: null }
}

/** The clock as a step from one state to another leaves it. */
export function clockAfter(clock: Clock, to: string, now: Date, time: OfficeTime): Clock {
  if (isPausedIn(to)) return pause(clock, now)
  return clock.pausedAt ? resume(clock, now, time) : clock
}

/** What the citizen was told last. */
export const promisedOf = ({ dueAt, againAt }: Pick<Clock, 'dueAt' | 'againAt'>): Date | null => againAt ?? dueAt

export type Punctuality = 'early' | 'on-time' | 'late'

/** Against what the law gave, whatever an apology promised since. Early is a day before at least. */
export function punctualityOf(finishedAt: Date, dueAt: Date): Punctuality {
  if (finishedAt > dueAt) return 'late'
  return dayOf(finishedAt) < dayOf(dueAt) ? 'early' : 'on-time'
}

/** `H57.15` on 2026-11-30, the 7th: `H57.15-261130-0007`. */
export const dossierCode = (office: string, day: string, n: number): string =>
  `${office}-${day.slice(2).replaceAll('-', '')}-${String(n).padStart(4, '0')}`

const CODE = /^[0-9A-Z.]{2,35}-\d{6}-\d{4,6}$/
export const isDossierCode = (text: string): boolean => CODE.test(text)
/** As people type it: any case, spaces around and within. */
export const tidyCode = (text: string): string => text.toUpperCase().replace(/\s+/g, '')

/** The last digits of a phone, by which somebody shows that a dossier is theirs. */
export const DIGITS = 6
export const lastDigits = (phone: string): string => phone.replace(/\D/g, '').slice(-DIGITS)
/** So often a day somebody may be wrong about one dossier. */
export const MOST_TRIES = 5

export const CHANNELS = ['counter', 'online', 'post', 'portal'] as const
export type Channel = (typeof CHANNELS)[number]

/** Level of a service (NĐ 42/2022): toàn trình, một phần, or only its description. */
export const LEVELS = ['full', 'partial', 'information'] as const
export const RETURNS = ['app', 'counter', 'post'] as const
export type ReturnWay = (typeof RETURNS)[number]

export interface Closure {
  readonly fromOn: string
  readonly untilOn: string
}
export const isClosedOn = ({ fromOn, untilOn }: Closure, day: string): boolean => fromOn <= day && day <= untilOn

/** Papers that are wanted and not there. */
export const missing = (wanted: readonly { key: string; required: boolean }[], given: readonly string[]): string[] =>
  wanted.filter(({ key, required }) => required && !given.includes(key)).map(({ key }) => key)

/** The steps that a citizen may still be asked about: moments of rating, by the state a dossier is or was in. */
export const MOMENTS = ['received', 'supplement', 'refused', 'finished'] as const
export type Moment = (typeof MOMENTS)[number]

/** A code in the path of a page: with dots it would be taken for the name of a file. */
export const slugOf = (code: string): string => code.replaceAll('.', '-')
export const codeOfSlug = (slug: string): string => slug.replaceAll('-', '.')
