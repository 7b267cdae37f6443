import { isWorked } from '#base/calendar/index.ts'
import { addressOfAccount } from '#base/identity/accounts.ts'
import { sendMessage } from '#base/messages/send.ts'
import { template } from '#base/messages/template.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import { notFound } from '#core/problem.ts'
import type { Flow } from './flow.ts'
import { refusal, rolesWith, URGE } from './hold.ts'
import { insertSteps, leadersNow, lockItems, markUrged, noteDigest, risenNow } from './queries.ts'
import { risenFor } from './rules.ts'
import { standingInFor } from './stand-in.ts'
import { byOf, workChanged } from './work.ts'

export const templates = [
  template({ id: 'work.urged', urgency: 'ordinary' }),
  template({ id: 'work.digest', urgency: 'ordinary', page: '/console/inbox?view=risen' }),
  template({ id: 'work.woken', urgency: 'urgent', page: '/console/inbox?view=late' }),
  template({ id: 'work.stand-in', urgency: 'ordinary' }),
]

/** Asks for an item to be done (đôn đốc): the note stands on top of it until a step is taken, and its holder is told. */
export async function urgeWork(ctx: Context, id: string, note: string): Promise<void> {
  const [item] = await lockItems(ctx.sql, [id])
  if (!item) throw notFound('work')
  const refused = refusal(ctx, item, [URGE])
  if (refused) throw refused
  await markUrged(ctx.sql, id, ctx.now)
  await insertSteps(ctx.sql, [{ itemId: id, what: 'urged', note }], byOf(ctx))
  // While the holder is away, those who stand in have to know.
  const holders = item.holderId ? [item.holderId, ...(await standingInFor(ctx.sql, item.holderId, ctx.now))] : []
  for (const holderId of holders) {
    const to = holderId === ctx.who?.accountId ? undefined : await addressOfAccount(ctx, holderId)
    if (!to) continue
    await sendMessage(ctx, {
      template: 'work.urged',
      to: { ...to, accountId: holderId },
      values: { id },
      about: at.of('work', id),
      unitId: item.unitId,
    })
  }
  await workChanged(ctx)
}

/**
 * Tells each leader once a working day how much has risen to them: one message, never one an item. Whoever has no
 * address sees it in the inbox alone.
 */
export async function tellLeaders(ctx: Context): Promise<void> {
  const day = dayOf(ctx.now)
  if (!(await isWorked(ctx, day))) return
  const leaders = await leadersNow(ctx.sql, rolesWith(ctx, URGE), ctx.now)
  const risen = await risenNow(ctx.sql)
  for (const [accountId, own] of Map.groupBy(leaders, leader => leader.accountId)) {
    const count = risenFor(own, risen, readsOf(ctx), ctx.app.tree)
    if (!count) continue
    const to = await addressOfAccount(ctx, accountId)
    const isFirst = await noteDigest(ctx.sql, { accountId, day, count, sent: to !== undefined })
    if (to && isFirst) await sendMessage(ctx, { template: 'work.digest', to: { ...to, accountId }, values: { count } })
  }
}

/** Whether a role may see a kind of work. */
export function readsOf({ app }: Context): (role: string, kind: string) => boolean {
  const reads = new Map(app.declared<Flow>('flow').map(flow => [flow.kind, flow.reads]))
  return (role, kind) => app.rights.get(role)?.has(reads.get(kind) ?? '') ?? false
}
