import { policyAt } from '#base/policies/index.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { helpline } from './policies.ts'

/** Whom people of a unit call today: who answers, and the number. */
export async function helplineAt(ctx: Context, unitId: string | undefined) {
  return (await policyAt(ctx, helpline, { day: dayOf(ctx.now), unitId })).params
}
