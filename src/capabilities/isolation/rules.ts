import { addDays, startOf } from '#core/clock.ts'

export const KINDS = ['home', 'centralised', 'facility', 'locked'] as const
export type Kind = (typeof KINDS)[number]
/** Why: a contact (F1), a case (F0), back from an epidemic area, or what the note says. */
export const REASONS = ['contact', 'case', 'returned', 'other'] as const
export type Reason = (typeof REASONS)[number]

export interface DaysPolicy {
  readonly contactDays: number
  readonly contactWatchDays: number
  readonly protectedDays: number
  readonly protectedWatchDays: number
  readonly caseDays: number
}

export interface Term {
  /** Days of isolation, the first and the last included; 0 where the law asks for none. */
  readonly days: number
  /** Days of watching oneself afterwards. */
  readonly watchDays: number
}

/** What the policy gives. It says nothing of other reasons: those are isolated as a contact is. */
export function termOf(reason: Reason, isProtected: boolean, policy: DaysPolicy): Term {
  if (reason === 'case') return { days: policy.caseDays, watchDays: 0 }
  return isProtected
    ? { days: policy.protectedDays, watchDays: policy.protectedWatchDays }
    : { days: policy.contactDays, watchDays: policy.contactWatchDays }
}

export interface TestPolicy {
  readonly contact: readonly number[]
  readonly protected: readonly number[]
  readonly case: readonly number[]
}

/** The days of an order on which a test is due, as far as it lasts. */
export function testDaysOf(
  {
    reason,
    isProtected,
    fromOn,
    untilOn,
  }: Readonly<Record<'fromOn' | 'untilOn', string>> & {
    readonly reason: Reason
    readonly isProtected: boolean
  },
  policy: TestPolicy,
): string[] {
  const nth = reason === 'case' ? policy.case : isProtected ? policy.protected : policy.contact
  return nth.map(n => addDays(fromOn, n - 1)).filter(day => day <= untilOn)
}

/** The last day: `7` days from the 20th end with the 26th. */
export const lastDayOf = (fromOn: string, days: number): string => addDays(fromOn, days - 1)

/** The first day on which it holds no more. */
export const dayAfter = (untilOn: string): string => addDays(untilOn, 1)

/** The end of a day, as a reader takes it: its last second. */
export const endOf = (day: string): Date => new Date(startOf(dayAfter(day)).getTime() - 1000)

/** What turns with the day: a signed order begins on its first day, one in force is over after its last. */
export function turnOf(
  order: { readonly state: string; readonly fromOn: string; readonly untilOn: string },
  today: string,
): 'begin' | 'expire' | undefined {
  if (order.state === 'signed' && order.fromOn <= today) return 'begin'
  return order.state === 'in-force' && order.untilOn < today ? 'expire' : undefined
}

/** How long before today an order may begin: isolation often begins before the paper is written. */
export const MOST_DAYS_BACK = 30
/** And how far ahead it may be proposed. */
export const MOST_DAYS_AHEAD = 7
