import { itemsAbout } from '#base/work/queries.ts'
import { moveWork, openWork } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { at, type Ref } from '#core/contract.ts'
import { pileFlow } from './flow.ts'

const pileOf = (unitId: string): Ref => at.of('pile', unitId)

/** What the system does in a request of somebody. */
export const asSystem = (ctx: Context): Context => ctx.app.context(ctx.sql, { now: ctx.now, requestId: ctx.requestId })

/** One item of work for each unit that has pairs to be decided, and none for those that have none. */
export async function syncPiles(ctx: Context, unitIds: readonly string[]): Promise<void> {
  for (const unitId of new Set(unitIds)) {
    const [open] = await ctx.sql`select from register.pair where unit_id = ${unitId} and state = 'open' limit 1`
    const item = (await itemsAbout(ctx.sql, pileOf(unitId))).find(one => one.open)
    if (open && !item) await openWork(asSystem(ctx), { kind: pileFlow.kind, subject: pileOf(unitId), unitId })
    if (!open && item) await moveWork(asSystem(ctx), item.id, 'clear')
  }
}
