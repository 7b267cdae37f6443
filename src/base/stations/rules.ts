import type { Policy } from '#base/policies/policy.ts'
import { MINUTE_MS } from '#core/clock.ts'
import type { codeTries } from './policies.ts'

type TriesRule = typeof codeTries extends Policy<infer T> ? T : never

export const CODE_DIGITS = 6

/** Codes that are tried first: one digit, one step (`123456`), a group again and again (`121212`, `147147`). */
export function isWeakCode(code: string): boolean {
  const digits = [...code].map(Number)
  const step = (n: number) => digits.every((digit, i) => i === 0 || digit === ((digits[i - 1] as number) + n + 10) % 10)
  const group = (n: number) => digits.every((digit, i) => digit === digits[i % n])
  return [0, 1, -1].some(step) || [1, 2, 3].some(group)
}

export interface Tries {
  readonly failures: number
  readonly lastAt: Date
  readonly waitUntil: Date
}

export interface Limit {
  /** Tries in a row before each further one has to wait. */
  readonly free: number
  readonly waitMs: number
  /** Unused for so long, failures are forgotten; never when absent. */
  readonly forgetMs?: number
}

/** A person's failures are only forgotten by the right code: at leisure nobody gets more tries. */
export const personLimit = ({ waitAfter, waitMinutes }: TriesRule): Limit => ({
  free: waitAfter,
  waitMs: waitMinutes * MINUTE_MS,
})

export const deviceLimit = ({ deviceWaitAfter, waitMinutes }: TriesRule): Limit => ({
  free: deviceWaitAfter,
  waitMs: waitMinutes * MINUTE_MS,
  forgetMs: waitMinutes * MINUTE_MS,
})

/** Counts one more try as failed until it proves right, or says how many milliseconds it has to wait. */
export function oneMore(known: Tries | undefined, now: Date, limit: Limit): Tries | { readonly wait: number } {
  const wait = known ? known.waitUntil.getTime() - now.getTime() : 0
  if (wait > 0) return { wait }
  const forgotten = limit.forgetMs !== undefined && known && now.getTime() - known.lastAt.getTime() > limit.forgetMs
  const failures = (forgotten ? 0 : (known?.failures ?? 0)) + 1
  const waits = failures >= limit.free ? limit.waitMs : 0
  return { failures, lastAt: now, waitUntil: new Date(now.getTime() + waits) }
}
