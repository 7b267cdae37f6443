import type { Sql } from '#core/db/db.ts'

/** Nobody stays longer on one scan: an exit later than this belongs to no entry. */
export const LONGEST_STAY_HOURS = 24
/** A second entry within this time is the same entry scanned twice. */
const REPEAT_MINUTES = 5

/**
 * Rebuilds the visits that the given scans touch. A visit is a pure reduction of all scans of one person at one place
 * in order of time, whatever the order in which they arrived: an entry opens it, the next exit within a day closes it.
 */
export async function projectVisits(sql: Sql, scanIds: readonly string[]): Promise<void> {
  const longest = `${LONGEST_STAY_HOURS} hours`
  await sql`
    create temporary table if not exists touched (person_id uuid, place_id uuid, lo timestamptz, hi timestamptz)
    on commit delete rows`
  await sql`truncate pg_temp.touched`
  await sql`
    insert into pg_temp.touched
    select person_id, place_id, min(at) - ${longest}::interval, max(at) + ${longest}::interval
    from timeline.scan where id = any(${scanIds as string[]}::uuid[]) group by 1, 2`
  await sql`
    delete from timeline.visit v using pg_temp.touched t
    where v.person_id = t.person_id and v.place_id = t.place_id and v.in_at between t.lo and t.hi`
  await insertVisits(
    sql,
    sql`
    select s.*, t.lo, t.hi from pg_temp.touched t
    join timeline.scan s on s.person_id = t.person_id and s.place_id = t.place_id
      and s.at between t.lo - ${longest}::interval and t.hi + ${longest}::interval`,
  )
}

/** Rebuilds every visit from every scan. */
export async function rebuildVisits(sql: Sql): Promise<void> {
  await sql`truncate timeline.visit`
  await insertVisits(
    sql,
    sql`select s.*, '-infinity'::timestamptz as lo, 'infinity'::timestamptz as hi from timeline.scan s`,
  )
}

async function insertVisits(sql: Sql, scans: ReturnType<Sql>): Promise<void> {
  await sql`
    with scan as (${scans}),
    ordered as (
      select *, lag(direction) over w as before, lag(at) over w as before_at
      from scan window w as (partition by person_id, place_id order by at, id)),
    kept as (
      select * from ordered
      where not (direction = 'in' and before is not distinct from 'in'
                 and at - before_at < ${`${REPEAT_MINUTES} minutes`}::interval)),
    paired as (
      select *, lead(direction) over w as after, lead(at) over w as after_at
      from kept window w as (partition by person_id, place_id order by at, id))
    insert into timeline.visit (person_id, place_id, area_id, unit_id, in_at, out_at, scan_id)
    select person_id, place_id, area_id, unit_id, at,
           case when after = 'out' and after_at - at <= ${`${LONGEST_STAY_HOURS} hours`}::interval then after_at end, id
    from paired where direction = 'in' and at between lo and hi`
}
