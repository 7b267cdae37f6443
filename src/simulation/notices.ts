import { itemsAbout } from '#base/work/queries.ts'
import { moveWork } from '#base/work/work.ts'
import tracing from '#capabilities/tracing/index.ts'
import type { Who } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import { DAY_MS, HOUR_MS } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import { asOf } from './cases.ts'

interface Issuing {
  readonly provinceId: string
  /** Where those live who reported. */
  readonly communeId: string
  readonly tracer: Who
}

const PHONE = '0234 3999 000'
/** Published so long ago, the newest a little earlier than now. */
const HOURS_AGO = [30, 5] as const
const PLACES = 3
const REPORTS = 3
const LATEST_MS = 10 * DAY_MS
const KINDS = ['market', 'shop', 'restaurant', 'worship', 'transport', 'office'] as const

const call = <P, B>(params: P, body: B) => ({ params, query: undefined, body })

/** Two notices in force, of public places where cases were in the last days, and people who were there. */
export async function replayNotices(ctx: Context, issuing: Issuing): Promise<void> {
  const stopIds = await publicStops(ctx)
  for (const [i, hours] of HOURS_AGO.entries()) {
    const some = stopIds.slice(i * PLACES, (i + 1) * PLACES)
    const as = ctx.app.context(ctx.sql, { who: issuing.tracer, now: new Date(ctx.now.getTime() - hours * HOUR_MS) })
    const noticeId = some.length ? await publish(as, issuing.provinceId, some) : undefined
    if (noticeId && i === 0) await replayReports(ctx, noticeId, issuing.communeId)
  }
}

/** One stop a place, where the case could pass it on, old enough for both notices. */
async function publicStops(ctx: Context): Promise<string[]> {
  const before = new Date(ctx.now.getTime() - HOURS_AGO[0] * HOUR_MS)
  const rows = await ctx.sql<{ id: string }[]>`
    select id from (
      select distinct on (s.place_id) s.id, s.from_at from tracing.stop s
      join tracing.case_file c on c.id = s.case_id
      join places.place p on p.id = s.place_id and p.kind = any(${KINDS as unknown as string[]})
      where s.from_at < ${before} and s.from_at > ${new Date(before.getTime() - LATEST_MS)}
        and s.from_at > c.infectious_from and c.created_at < ${before}
      order by s.place_id, s.from_at desc) latest
    order by from_at desc, id limit ${HOURS_AGO.length * PLACES}`
  return rows.map(row => row.id)
}

async function publish(ctx: Context, unitId: string, stopIds: string[]): Promise<string> {
  const { noticeId } = await tracing.handlers.draftNotice(call(undefined, { unitId, stopIds }), ctx)
  await ctx.sql`update tracing.notice_version set phone = ${PHONE} where notice_id = ${noticeId}`
  const { seen } = await tracing.handlers.notice(call({ noticeId }, undefined), ctx)
  await tracing.handlers.publishNotice(call({ noticeId }, { checked: true, seen }), ctx)
  return noticeId
}

/** Some of the commune were there: one was called already, the others wait. */
async function replayReports(ctx: Context, noticeId: string, communeId: string): Promise<void> {
  const [notice] = await ctx.sql<{ code: string; lineId: string }[]>`
    select o.code, l.line_id from tracing.notice o join tracing.notice_line l on l.notice_id = o.id
    where o.id = ${noticeId} order by l.from_at, l.line_id limit 1`
  const people = await ctx.sql<{ id: string }[]>`
    select p.id from people.person p
    where p.unit_id = ${communeId} and left(p.birth_date, 4)::int < 2000
      and exists (select from people.identifier i where i.person_id = p.id and i.kind = 'phone')
      and not exists (select from tracing.contact k where k.person_id = p.id)
      and not exists (select from tracing.case_file c where c.person_id = p.id)
    order by p.id limit ${REPORTS}`
  if (!notice) return
  for (const [i, { id: personId }] of people.entries()) {
    const then = asOf(ctx, new Date(ctx.now.getTime() - (4 - i) * HOUR_MS))
    await tracing.handlers.reportMine(call({ code: notice.code }, { personId, lineIds: [notice.lineId] }), then)
  }
  const [first] = await ctx.sql<{ id: string }[]>`
    select id from tracing.notice_report where notice_id = ${noticeId} order by created_at limit 1`
  const [item] = first ? await itemsAbout(ctx.sql, at.of('notice-report', first.id)) : []
  if (item) await moveWork(ctx, item.id, 'reach')
}
