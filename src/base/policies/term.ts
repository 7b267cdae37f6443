import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { policyAt } from './index.ts'
import type { Policy } from './policy.ts'

/** For how many days something is kept, where a policy of the module says so. */
export const termOf =
  <T extends object>(definition: Policy<T>, days: (params: T) => number) =>
  async (ctx: Context): Promise<number> =>
    days((await policyAt(ctx, definition, { day: dayOf(ctx.now) })).params)
