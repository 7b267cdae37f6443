import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { App, Context } from '#core/app.ts'
import { MINUTE_MS } from '#core/clock.ts'
import { Problem } from '#core/problem.ts'

export interface ClaimPolicy {
  /** Wrong birth dates an account may give in a day. Numbers are handed on to strangers, and a birth year is a guess. */
  readonly guessesPerDay: number
}
export const CLAIM_POLICY: ClaimPolicy = { guessesPerDay: 10 }

const DAY_S = 86_400
const limiters = new WeakMap<App, RateLimiterMemory>()

function limiterOf(app: App): RateLimiterMemory {
  const known = limiters.get(app) ?? new RateLimiterMemory({ points: CLAIM_POLICY.guessesPerDay, duration: DAY_S })
  limiters.set(app, known)
  return known
}

/** Refuses an account that has guessed too often (`people.claim-wait`), whatever it says now. */
export async function refuseGuesser({ app, who }: Context): Promise<void> {
  const tried = who && (await limiterOf(app).get(who.accountId))
  if (tried && tried.consumedPoints >= CLAIM_POLICY.guessesPerDay)
    throw new Problem('people.claim-wait', {
      status: 429,
      params: { hours: Math.ceil(tried.msBeforeNext / (60 * MINUTE_MS)) },
    })
}

/** Counted in memory, because the refusal undoes its transaction. */
export async function countGuess({ app, who }: Context): Promise<void> {
  if (who) await limiterOf(app).penalty(who.accountId)
}
