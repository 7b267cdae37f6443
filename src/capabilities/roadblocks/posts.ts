import { getPlaces, type Place } from '#base/places/places.ts'
import { treeOf } from '#base/units/index.ts'
import type { Scope } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import { addDays, dayOf, startOf } from '#core/clock.ts'
import type { InputOf } from '#core/contract.ts'
import { notFound } from '#core/problem.ts'
import type { PostLine, roadblocks } from './contract.ts'
import { byDestination, byHour, byOrigin, byReason, membersOf, openShift, type PostRow, postsIn } from './queries.ts'

const EVERYWHERE: Scope = { everywhere: true }
/** Of where vehicles came from and went to. */
const MOST_NAMED = 8

const span = (day: string) => ({ from: startOf(day), until: startOf(addDays(day, 1)) })

/** Posts of the caller's area with the figures of a day. */
export async function postLines(ctx: Context, query: InputOf<typeof roadblocks.posts>['query']) {
  const day = query.day ?? dayOf(ctx.now)
  const unitIds = query.unitId ? ctx.app.tree.within([query.unitId]) : undefined
  const asked = { scope: ctx.scope('roadblocks.read'), unitIds, closed: query.closed }
  return { day, posts: await withCards(ctx, await postsIn(ctx.sql, asked, span(day))) }
}

async function withCards({ sql }: Context, rows: readonly PostRow[]): Promise<(PostLine & Place)[]> {
  const ids = rows.map(row => row.id)
  const cards = new Map((await getPlaces(sql, ids)).map(place => [place.id, place]))
  return rows.flatMap(({ id, onDuty, parked, ...counts }) => {
    const card = cards.get(id)
    return card ? [{ ...card, onDuty, parked, counts }] : []
  })
}

/** A post on a day; nobody who passed is named. */
export async function postView(ctx: Context, id: string, day: string) {
  const { sql } = ctx
  const at = span(day)
  const [post] = await withCards(ctx, await postsIn(sql, { scope: EVERYWHERE, id }, at))
  if (!post) throw notFound('place')
  const shift = await openShift(sql, id)
  const { label } = treeOf(ctx.app)
  const [hours, reasons, from, to] = [
    await byHour(sql, id, at),
    await byReason(sql, id, at),
    await byOrigin(sql, id, at),
    await byDestination(sql, id, at),
  ]
  return {
    ...post,
    day,
    closedAt: post.closedAt?.toISOString() ?? null,
    shift: shift
      ? {
          begunAt: shift.begunAt.toISOString(),
          members: (await membersOf(sql, shift.id)).map(one => one.name),
        }
      : null,
    hours,
    reasons,
    from: from.slice(0, MOST_NAMED).map(({ fromId, ...counts }) => ({ label: label(fromId), ...counts })),
    to: to.slice(0, MOST_NAMED).map(({ toId, ...counts }) => ({ label: label(toId), ...counts })),
  }
}
