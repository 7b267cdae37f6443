import { beforeClosing } from '#base/places/closing.ts'
import type { PlaceKindName } from '#base/places/kinds.ts'
import { getPlace } from '#base/places/places.ts'
import { treeOf } from '#base/units/trees.ts'
import { refusedAt } from '#base/work/work.ts'
import type { Scope } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import { addDays, dayOf } from '#core/clock.ts'
import type { Fragment, Sql } from '#core/db/db.ts'
import { notFound, Problem } from '#core/problem.ts'
import type { SiteUse } from './contract.ts'
import { capacitySet } from './events.ts'

const DAYS_SHOWN = 14
/** More sites has no area of one officer that reads them on a page. */
const MOST = 500

interface SiteRow {
  readonly id: string
  readonly name: string
  readonly kind: PlaceKindName
  readonly address: string
  readonly unitId: string
  readonly capacity: number | null
  readonly coming: number
  readonly days: readonly { readonly day: string; readonly people: number }[]
}

/** Whether somebody was in a place on a day: from the first day to the day before the release. */
const isIn = (sql: Sql, day: Fragment) => sql`
  o.begun_at is not null and o.from_on <= ${day} and (o.released_on is null or o.released_on > ${day})`

/** Whether somebody is to come, and has not yet. */
const isComing = (sql: Sql) => sql`o.state in ('proposed', 'signed') and o.begun_at is null`

/** Of a place `p` on a day: the latest that was set. */
const capacityOn = (sql: Sql, day: string) => sql`(
  select capacity from isolation.site_capacity c where c.place_id = p.id and c.from_on <= ${day}::date
  order by c.from_on desc limit 1)`

const rowsOf = (sql: Sql, scope: Scope, unitIds: readonly string[] | undefined, day: string): Promise<SiteRow[]> => sql<
  SiteRow[]
>`
  select p.id, p.name, p.kind, p.address, p.unit_id, ${capacityOn(sql, day)} as capacity,
         (select count(*)::int from isolation.isolation_order o
          where o.place_id = p.id and ${isComing(sql)}) as coming,
         (select json_agg(json_build_object('day', d.day::date, 'people', (
            select count(*) from isolation.isolation_order o
            where o.place_id = p.id and ${isIn(sql, sql`d.day::date`)})) order by d.day)
          from generate_series(${addDays(day, 1 - DAYS_SHOWN)}::date, ${day}::date, interval '1 day') d(day)) as days
  from places.place p
  where ${scope.everywhere ? sql`true` : sql`p.unit_id = any(${scope.unitIds as string[]}::uuid[])`}
    and ${unitIds ? sql`p.unit_id = any(${unitIds as string[]}::uuid[])` : sql`true`}
    and p.parent_id is null
    and (p.kind = 'isolation' and p.closed_at is null
      or exists (select from isolation.site_capacity c where c.place_id = p.id)
      or exists (select from isolation.isolation_order o where o.place_id = p.id and o.from_on > ${addDays(day, -90)}::date))
  order by p.name_key, p.id limit ${MOST}`

/** How many people are in each site of the caller's area on a day, whichever commune ordered it, against how many it takes. */
export async function siteUse(ctx: Context, unitId: string | undefined, day = dayOf(ctx.now)): Promise<SiteUse[]> {
  if (day > dayOf(ctx.now)) throw new Problem('isolation.sites.in-future')
  const tree = treeOf(ctx.app)
  const unitIds = unitId ? tree.within([unitId]) : undefined
  const rows = await rowsOf(ctx.sql, ctx.scope('isolation.read'), unitIds, day)
  return rows.map(({ unitId: at, days, ...row }) => ({
    ...row,
    unitName: tree.get(at)?.fullName ?? '',
    people: days.at(-1)?.people ?? 0,
    days: [...days],
    refused: refusedAt(ctx, 'isolation.sites', at)?.code ?? null,
  }))
}

/** How many a place takes, from a day on; said again for a day it is corrected. */
export async function setCapacity(ctx: Context, placeId: string, capacity: number, from = dayOf(ctx.now)) {
  const place = await getPlace(ctx.sql, placeId)
  if (!place || place.parentId) throw notFound('place')
  await ctx.sql`
    insert into isolation.site_capacity (place_id, from_on, capacity, set_by, set_at)
    values (${placeId}, ${from}, ${capacity}, ${ctx.who?.accountId ?? null}, ${ctx.now})
    on conflict (place_id, from_on) do update
      set capacity = excluded.capacity, set_by = excluded.set_by, set_at = excluded.set_at`
  await ctx.emit(capacitySet, { placeId })
}

/** For who proposes: how full places are today. */
export async function fullness(ctx: Context, placeIds: readonly string[]) {
  const day = dayOf(ctx.now)
  const { sql } = ctx
  const rows = await sql<{ id: string; people: number; capacity: number | null }[]>`
    select p.id, ${capacityOn(sql, day)} as capacity,
           (select count(*)::int from isolation.isolation_order o
            where o.place_id = p.id and o.state in ('proposed', 'signed', 'in-force')) as people
    from places.place p where p.id = any(${placeIds as string[]}::uuid[])`
  return new Map(rows.map(({ id, ...row }) => [id, row]))
}

/** Who is isolated in a place, or ordered to come, would have nowhere to stay. */
export const nobodyStays = beforeClosing(async ({ sql, now }, placeId) => {
  const today = sql`${dayOf(now)}::date`
  const [found] = await sql<{ people: number; coming: number }[]>`
    select count(*) filter (where ${isIn(sql, today)})::int as people,
           count(*) filter (where ${isComing(sql)})::int as coming
    from isolation.isolation_order o join places.place p on p.id = o.place_id
    where ${placeId}::uuid in (p.id, p.parent_id)`
  if (found && found.people + found.coming > 0)
    throw new Problem('isolation.sites.not-empty', { status: 409, params: { ...found } })
})
