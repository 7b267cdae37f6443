import { arrayText } from '#core/db/arrays.ts'
import type { Fragment, Sql } from '#core/db/db.ts'
import { roomIn } from './partitions.ts'

/** Nobody stays longer on one scan: an exit later than this belongs to no entry. */
export const LONGEST_STAY_HOURS = 24
/** A second entry within this time is the same entry scanned twice. */
const REPEAT_MINUTES = 5

/**
 * Rebuilds the visits that the given scans touch. A visit is a pure reduction of all scans of one person at one place
 * in order of time, whatever the order in which they arrived: an entry opens it, the next exit within a day closes it.
 *
 * A scan bears upon the last entry before it (whose exit it may be) and upon entries of the minutes after it (which may
 * repeat it). What ends those follows within a day: of somebody who goes in and out all day only what came before its time
 * is read that far. An entry before it that another scan is about to change is rebuilt when that one is followed.
 * Only visits that came out otherwise are written again.
 */
export async function projectVisits(sql: Sql, scanIds: readonly string[]): Promise<void> {
  const { from, until } = await roomIn(sql, 'timeline.visit')
  await sql`
    with scanned as (
      select person_id, place_id, min(at) as first, least(max(at) + ${REPEAT}::interval, ${until}) as hi
      from timeline.scan where id = any(${arrayText('uuid', scanIds)}::uuid[]) group by 1, 2),
    near as materialized (
      select t.person_id, t.place_id, t.first, t.hi, v.area_id, v.unit_id, v.in_at, v.out_at, v.scan_id
      from scanned t
      left join timeline.visit v on v.person_id = t.person_id and v.place_id = t.place_id
        and v.in_at >= t.first - ${LONGEST}::interval and v.in_at < t.hi),
    touched as materialized (
      select person_id, place_id, hi,
             greatest(coalesce(max(in_at) filter (where in_at < first), first), ${from}) as lo
      from near group by person_id, place_id, first, hi),
    was as materialized (
      select n.* from near n join touched t using (person_id, place_id) where n.in_at >= t.lo),
    scan as (
      select s.*, t.lo, t.hi from touched t
      join timeline.scan s on s.person_id = t.person_id and s.place_id = t.place_id
        and s.at between t.lo - ${REPEAT}::interval and t.hi + ${LONGEST}::interval),
    ${visitsOfScans(sql)},
    -- By sets, which are hashed: how many visits there are the planner cannot know, and a join of two guesses is a loop.
    gone as (
      delete from timeline.visit v
      using (select ${columns(sql)} from was except select ${columns(sql)} from visit) stale
      where v.person_id = stale.person_id and v.in_at = stale.in_at and v.scan_id = stale.scan_id)
    insert into timeline.visit (${columns(sql)})
    select ${columns(sql)} from visit except select ${columns(sql)} from was`
}

/** Rebuilds every visit from every scan. */
export async function rebuildVisits(sql: Sql): Promise<void> {
  await sql`truncate timeline.visit`
  const { from, until } = await roomIn(sql, 'timeline.visit')
  await sql`
    with scan as (select *, ${from}::timestamptz as lo, ${until}::timestamptz as hi from timeline.scan),
    ${visitsOfScans(sql)}
    insert into timeline.visit (${columns(sql)}) select ${columns(sql)} from visit`
}

const LONGEST = `${LONGEST_STAY_HOURS} hours`
const REPEAT = `${REPEAT_MINUTES} minutes`

const columns = (sql: Sql) => sql`person_id, place_id, area_id, unit_id, in_at, out_at, scan_id`

/** The reduction itself, of the scans in `scan` to the visits begun from `lo` until before `hi`. */
const visitsOfScans = (sql: Sql): Fragment => sql`
  ordered as (
    select *, lag(direction) over w as before, lag(at) over w as before_at
    from scan window w as (partition by person_id, place_id order by at, id)),
  kept as (
    select * from ordered
    where not (direction = 'in' and before is not distinct from 'in' and at - before_at < ${REPEAT}::interval)),
  paired as (
    select *, lead(direction) over w as after, lead(at) over w as after_at
    from kept window w as (partition by person_id, place_id order by at, id)),
  visit as (
    select person_id, place_id, area_id, unit_id, at as in_at,
           case when after = 'out' and after_at - at <= ${LONGEST}::interval then after_at end as out_at, id as scan_id
    from paired where direction = 'in' and at >= lo and at < hi)`
