import { DAY_MS, HOUR_MS, MINUTE_MS } from '#core/clock.ts'

/** What an installation may want otherwise. */
export interface IdentityPolicy {
  readonly code: {
    readonly digits: number
    readonly minutes: number
    readonly attempts: number
    /** Least time between two codes to one phone. */
    readonly pauseMs: number
    readonly perHour: number
    /** Countries codes are sent to: messages abroad are dear and are asked for by machines. */
    readonly countries: readonly string[]
  }
  readonly login: {
    /** Wrong passwords in a row before waiting begins. */
    readonly free: number
    readonly firstWaitMs: number
    readonly longestWaitMs: number
    /** After this long without a try, failures are forgotten. */
    readonly forgetMs: number
  }
  readonly password: { readonly shortest: number; readonly longest: number }
  /** How long a session lives unused, by kind of account, and how often its last use is written down. */
  readonly session: { readonly officerMs: number; readonly citizenMs: number; readonly seenEveryMs: number }
  /**
   * Ceilings for one address. An office, a hospital or a mobile operator shows thousands of people as one address, so
   * these only stop machines.
   */
  readonly address: { readonly codesPerHour: number; readonly failuresPerHour: number; readonly helpPerHour: number }
  readonly keep: { readonly sessionsMs: number; readonly attemptsMs: number; readonly activeMonthDays: number }
}

export const POLICY: IdentityPolicy = {
  code: { digits: 6, minutes: 5, attempts: 5, pauseMs: MINUTE_MS, perHour: 5, countries: ['VN'] },
  login: { free: 5, firstWaitMs: 15_000, longestWaitMs: 15 * MINUTE_MS, forgetMs: DAY_MS },
  password: { shortest: 10, longest: 200 },
  session: { officerMs: 14 * DAY_MS, citizenMs: 180 * DAY_MS, seenEveryMs: 10 * MINUTE_MS },
  address: { codesPerHour: 2000, failuresPerHour: 2000, helpPerHour: 60 },
  keep: { sessionsMs: 90 * DAY_MS, attemptsMs: 24 * HOUR_MS, activeMonthDays: 800 },
}
