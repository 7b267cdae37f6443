import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { App } from '#core/app.ts'
import { Problem } from '#core/problem.ts'
import { POLICY } from './policy.ts'
import { networkOf, secondsOf } from './rules.ts'

const HOUR_S = 3600

/** The ceilings for one address, counted by each process in memory: they stop machines, not people. */
const makeCeilings = () => ({
  codes: new RateLimiterMemory({ points: POLICY.address.codesPerHour, duration: HOUR_S }),
  help: new RateLimiterMemory({ points: POLICY.address.helpPerHour, duration: HOUR_S }),
  failures: new RateLimiterMemory({ points: POLICY.address.failuresPerHour, duration: HOUR_S }),
})
export type Ceiling = keyof ReturnType<typeof makeCeilings>

const ceilings = new WeakMap<App, ReturnType<typeof makeCeilings>>()
function ceilingOf(app: App, which: Ceiling): RateLimiterMemory {
  const known = ceilings.get(app) ?? makeCeilings()
  ceilings.set(app, known)
  return known[which]
}

/** Counts one more from an address; refuses with `identity.address-wait` past the ceiling. */
export async function countFrom(app: App, which: Ceiling, address: string): Promise<void> {
  try {
    await ceilingOf(app, which).consume(networkOf(address))
  } catch (reached) {
    if (!(reached instanceof RateLimiterRes)) throw reached
    throw waitProblem('identity.address-wait', reached.msBeforeNext)
  }
}

/** Refuses an address that is past the ceiling, without counting. */
export async function refusePastCeiling(app: App, which: Ceiling, address: string): Promise<void> {
  const limiter = ceilingOf(app, which)
  const known = await limiter.get(networkOf(address))
  if (known && known.consumedPoints >= limiter.points) throw waitProblem('identity.address-wait', known.msBeforeNext)
}

export const waitProblem = (code: string, ms: number): Problem =>
  new Problem(code, { status: 429, params: { seconds: secondsOf(ms) } })
