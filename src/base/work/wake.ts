import { sendMessage } from '#base/messages/send.ts'
import { policyAt } from '#base/policies/index.ts'
import { treeOf } from '#base/units/trees.ts'
import type { Context } from '#core/app.ts'
import { dayOf, MINUTE_MS } from '#core/clock.ts'
import { ACT, rolesWith } from './hold.ts'
import { waking } from './policies.ts'
import { type Come, comeBetween, leadersNow, noteWoken, type Watcher, watchersNow } from './queries.ts'
import { nearestOf } from './rules.ts'
import { readsOf } from './urge.ts'

/**
 * Wakes the browsers of officers who asked for it when a deadline has come, or something is to be done at once: who holds the
 * item, else those of the nearest area who may take it. One word with the number, no oftener than the policy says.
 */
export async function wakeOfficers(ctx: Context): Promise<void> {
  const { sql, now } = ctx
  const { minutes } = (await policyAt(ctx, waking, { day: dayOf(now) })).params
  const isPaused = ({ toldAt }: Watcher) => toldAt !== null && now.getTime() - toldAt.getTime() < minutes * MINUTE_MS
  const watchers = (await watchersNow(sql, now)).filter(watcher => !isPaused(watcher))
  if (!watchers.length) return
  // What was said a moment ago may not be committed yet.
  const until = new Date(now.getTime() - MINUTE_MS)
  const counts = await countsFor(ctx, watchers, until)
  for (const { accountId } of watchers) {
    const count = counts.get(accountId) ?? 0
    if (count)
      await sendMessage(ctx, { template: 'work.woken', to: { accountId }, values: { count }, onlyChannel: 'push' })
    await noteWoken(sql, accountId, until, count ? now : null)
  }
}

/** How much has come for each; nothing for those who have only begun to be told. */
async function countsFor(
  ctx: Context,
  watchers: readonly Watcher[],
  until: Date,
): Promise<ReadonlyMap<string, number>> {
  const since = new Map(watchers.flatMap(({ accountId, until }) => (until ? [[accountId, until] as const] : [])))
  const counts = new Map<string, number>()
  if (!since.size) return counts
  const oldest = new Date(Math.min(...[...since.values()].map(until => until.getTime())))
  const whoseIs = await desks(ctx)
  for (const one of await comeBetween(ctx.sql, oldest, until))
    for (const accountId of whoseIs(one)) {
      const from = since.get(accountId)
      if (from && one.at > from) counts.set(accountId, (counts.get(accountId) ?? 0) + one.count)
    }
  return counts
}

/** Whose an item is. The same question of a unit and a kind is answered once. */
async function desks(ctx: Context): Promise<(one: Come) => readonly string[]> {
  const acting = await leadersNow(ctx.sql, rolesWith(ctx, ACT), ctx.now)
  const reads = readsOf(ctx)
  const known = new Map<string, readonly string[]>()
  const atDesk = (kind: string, unitId: string) => {
    const path = treeOf(ctx.app)
      .path(unitId)
      .map(unit => unit.id)
    return nearestOf(
      path,
      acting.filter(({ role }) => reads(role, kind)),
    )
  }
  return ({ kind, unitId, holderId }) => {
    if (holderId) return [holderId]
    const key = `${kind} ${unitId}`
    const answer = known.get(key) ?? atDesk(kind, unitId)
    known.set(key, answer)
    return answer
  }
}
