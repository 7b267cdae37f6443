import type { Context } from '#core/app.ts'
import { event } from '#core/event.ts'
import { on, type Subscription } from '#core/module.ts'

interface Merge {
  readonly fromId: string
  readonly toId: string
}

/** Two entries of the register turned out to be one person. */
export const personMerged = event<Merge>('people.merged')

/** They are two people after all: `fromId` stands for itself again, `toId` is who it was read as. */
export const personUnmerged = event<Merge>('people.unmerged')

/** Listens to merges; one that was taken back before it was heard is not heard any more. */
export const onMerged = (handle: (merge: Merge, ctx: Context) => Promise<void>): Subscription =>
  on(personMerged, async (merge, ctx) => {
    const [alias] = await ctx.sql`select from people.alias where from_id = ${merge.fromId}`
    if (alias) await handle(merge, ctx)
  })
