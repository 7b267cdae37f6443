import { policyAt } from '#base/policies/index.ts'
import type { Context } from '#core/app.ts'
import { DAY_MS, dayOf } from '#core/clock.ts'
import { daysOf, type End, type Kept } from '#core/keeps.ts'
import { termsRule } from './policies.ts'

export type TimedEnd = Extract<End, { days: unknown }>
export const isTimed = (end: End): end is TimedEnd => 'days' in end

/** The end that a term is given for; undefined for what goes with another row, is held or tells of nobody. */
export const timedEnd = (kept: Kept): TimedEnd | undefined => kept.ends.find(isTimed)

/** For how many days: what an administrator set, else the policy of the module, else the program's default. */
export async function termOfTable(ctx: Context, kept: Kept, end: TimedEnd): Promise<number> {
  const set = (await policyAt(ctx, termsRule, { day: dayOf(ctx.now) })).params.days[kept.table]
  return end === timedEnd(kept) && set !== undefined && typeof end.days === 'number' ? set : daysOf(ctx, end.days)
}

export const widthOf = (end: TimedEnd): number => (end.how === 'partitions' ? end.widthDays : 0)

/** What began to count before this has ended. */
export const endsBefore = async (ctx: Context, kept: Kept, end: TimedEnd): Promise<Date> =>
  new Date(ctx.now.getTime() - (await termOfTable(ctx, kept, end)) * DAY_MS)
