import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { waitProblem } from '#base/identity/limits.ts'
import { networkOf } from '#base/identity/rules.ts'
import type { App, Context } from '#core/app.ts'
import { HOUR_MS } from '#core/clock.ts'
import { callerOf } from '#core/http/server.ts'

/** An office that checks what it receives shares an address: this only stops machines. */
const AN_HOUR = 300
const limiters = new WeakMap<App, RateLimiterMemory>()

/** Verifying costs more than reading. Throws `signatures.wait`. */
export async function countVerification(ctx: Context): Promise<void> {
  const limiter = limiters.get(ctx.app) ?? new RateLimiterMemory({ points: AN_HOUR, duration: HOUR_MS / 1000 })
  limiters.set(ctx.app, limiter)
  try {
    await limiter.consume(networkOf(callerOf(ctx).address))
  } catch (reached) {
    if (!(reached instanceof RateLimiterRes)) throw reached
    throw waitProblem('signatures.wait', reached.msBeforeNext)
  }
}
