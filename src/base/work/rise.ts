import { policyAt } from '#base/policies/index.ts'
import { treeOf } from '#base/units/trees.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { endOfTerm } from './due.ts'
import { lateFrom } from './flow.ts'
import { rolesWith, URGE } from './hold.ts'
import { rising } from './policies.ts'
import { type Item, insertSteps, lateItems, leadersNow, type Rise, riseItems } from './queries.ts'
import { risenTo } from './rules.ts'
import { byOf, workChanged } from './work.ts'

const CHUNK = 2000

/**
 * What is late rises to the leaders (quá hạn thì báo lên): after the first term to those of its unit's area, after each
 * further one to those of the area above. Where an area has no leader the next one above sees it.
 */
export async function riseWork(ctx: Context): Promise<void> {
  const items = await lateItems(ctx.sql, ctx.now, CHUNK)
  if (!items.length) return
  const led = new Set((await leadersNow(ctx.sql, rolesWith(ctx, URGE), ctx.now)).map(leader => leader.areaId))
  const ends = endsOfTerms(ctx)
  const rises = await Promise.all(items.map(async item => riseOf(ctx, item, await ends(item), led)))
  await riseItems(ctx.sql, rises)
  const before = new Map(items.map(item => [item.id, item.risenTo]))
  const risen = rises.flatMap(({ id, risenTo }) =>
    risenTo && risenTo !== before.get(id) ? [{ itemId: id, what: 'risen' as const, toUnit: risenTo }] : [],
  )
  await insertSteps(ctx.sql, risen, byOf(ctx))
  if (risen.length) await workChanged(ctx)
  if (items.length === CHUNK) await riseWork(ctx)
}

/** `ends`: when its terms are over, in their order. */
function riseOf({ app, now }: Context, { id, unitId }: Item, ends: readonly Date[], led: ReadonlySet<string>): Rise {
  const passed = ends.filter(end => end <= now).length
  const path = treeOf(app)
    .path(unitId)
    .map(unit => unit.id)
  return { id, risenTo: risenTo(path, passed, led), risesAt: ends[passed] ?? null }
}

/** When an item rises for the first time, the second, …; the same question is reckoned once. */
function endsOfTerms(ctx: Context) {
  const known = new Map<string, Promise<readonly Date[]>>()
  return ({ unitId, dueAt }: Item): Promise<readonly Date[]> => {
    const since = dueAt ? lateFrom(dueAt) : ctx.now
    const key = `${unitId} ${since.getTime()}`
    const answer = known.get(key) ?? reckon(ctx, unitId, since)
    known.set(key, answer)
    return answer
  }
}

async function reckon(ctx: Context, unitId: string, since: Date): Promise<readonly Date[]> {
  const { after } = (await policyAt(ctx, rising, { day: dayOf(since), unitId })).params
  return Promise.all(after.map(term => endOfTerm(ctx, since, unitId, term)))
}
