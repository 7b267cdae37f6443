import { entryRows } from '#base/people/people.ts'
import { kindOf, PLACE_KIND_NAMES } from '#base/places/kinds.ts'
import { LONGEST_STAY_HOURS } from '#base/timeline/visits.ts'
import type { Fragment, Sql } from '#core/db/db.ts'

/** Somebody who may pass it on was at a place from … to …. */
export interface Presence {
  readonly personId: string
  readonly placeId: string
  readonly areaId: string | null
  readonly from: Date
  readonly to: Date
  readonly estimated: boolean
}

/** Two people were at one place at the same time. */
export interface Meeting {
  /** Who may have passed it on. */
  readonly viaId: string
  readonly personId: string
  readonly placeId: string
  readonly areaId: string | null
  readonly from: Date
  readonly until: Date
  /** The exit of one of them is not known: the end is by the kind of place (ước tính). */
  readonly estimated: boolean
  /** Both in the same area of the place, or the place has none. */
  readonly sameArea: boolean
}

const LONGEST = `${LONGEST_STAY_HOURS} hours`
/** From here on a visit is in the index of long ones: the same number as in the predicate of `timeline.visit_long`. */
const LONG = '4 hours'

/** Minutes that people stay, by the kind of place, as a table for SQL. */
const stays = (sql: Sql) => sql`
  unnest(${PLACE_KIND_NAMES as unknown as string[]}::text[], ${PLACE_KIND_NAMES.map(k => kindOf(k).stayMinutes)}::int[])`

/** Recorded visits as presences, for SQL: where people were from … to …, the end by the kind of place where nobody scanned out. */
export const recordedPresences = (sql: Sql, personIds: readonly string[]) => sql`
  select v.person_id, v.place_id, v.area_id, v.in_at as from_at,
         coalesce(v.out_at, v.in_at + make_interval(mins => stay.minutes)) as to_at, v.out_at is null as estimated,
         v.scan_id, place.name as words, make_interval(mins => stay.minutes) as stay
  from timeline.visit v
  join places.place place on place.id = v.place_id
  join ${stays(sql)} as stay (kind, minutes) on stay.kind = place.kind
  where v.person_id = any(${personIds as string[]}::uuid[])`

/**
 * Visits of the place `p.place_id` that overlap `p.from_at` … `p.to_at`, by two short index ranges: nearly all began no
 * longer before than people usually stay; the few longer ones have an index of their own.
 */
const visitsDuring = (sql: Sql) => sql`
  select v.person_id, v.area_id, v.in_at, v.out_at from timeline.visit v
  where v.place_id = p.place_id and v.in_at < p.to_at and v.in_at > p.from_at - greatest(p.stay, ${LONG}::interval)
    and coalesce(v.out_at, v.in_at + p.stay) > p.from_at
  union all
  select v.person_id, v.area_id, v.in_at, v.out_at from timeline.visit v
  where v.place_id = p.place_id and v.out_at - v.in_at > interval '4 hours' and v.out_at > p.from_at
    and v.in_at <= p.from_at - greatest(p.stay, ${LONG}::interval) and v.in_at > p.from_at - ${LONGEST}::interval`

/** For SQL: the person whom the entry of a visit `v` stands for now; goes with `left join people.alias a on a.from_id = v.person_id`. */
const whoOf = (sql: Sql) => sql`coalesce(a.to_id, v.person_id)`

/** Who else was there. `presence` yields `via_id, place_id, area_id, from_at, to_at, estimated, stay` of who may pass it on. */
const meetingsDuring = (sql: Sql, presence: Fragment, except: readonly string[]): Promise<Meeting[]> => sql<Meeting[]>`
  with stay (kind, minutes) as (select * from ${stays(sql)}),
  presence as (${presence})
  select p.via_id, ${whoOf(sql)} as person_id, p.place_id, v.area_id,
         greatest(p.from_at, v.in_at) as "from",
         least(p.to_at, coalesce(v.out_at, v.in_at + p.stay)) as until,
         p.estimated or v.out_at is null as estimated,
         v.area_id is not distinct from p.area_id as same_area
  from presence p cross join lateral (${visitsDuring(sql)}) v left join people.alias a on a.from_id = v.person_id
  where v.person_id <> all(${except as string[]}::uuid[])`

/** Who else was where somebody was, by the recorded visits. `except` are the entries of the case itself. */
export function meetingsAt(sql: Sql, presences: readonly Presence[], except: readonly string[]): Promise<Meeting[]> {
  const told = sql`
    select p.*, make_interval(mins => stay.minutes) as stay
    from unnest(
      ${presences.map(p => p.personId)}::uuid[], ${presences.map(p => p.placeId)}::uuid[],
      ${presences.map(p => p.areaId)}::uuid[], ${presences.map(p => p.from)}::timestamptz[],
      ${presences.map(p => p.to)}::timestamptz[], ${presences.map(p => p.estimated)}::boolean[])
      as p (via_id, place_id, area_id, from_at, to_at, estimated)
    join places.place place on place.id = p.place_id
    join stay on stay.kind = place.kind`
  return meetingsDuring(sql, told, except)
}

/** The same for somebody's own recorded visits between two moments, in one query. */
export function recordedMeetings(
  sql: Sql,
  personIds: readonly string[],
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<Meeting[]> {
  const recorded = sql`
    select person_id as via_id, place_id, area_id, greatest(from_at, ${from}) as from_at, least(to_at, ${to}) as to_at,
           estimated, stay
    from (${recordedPresences(sql, personIds)} and v.in_at > ${from}::timestamptz - ${LONGEST}::interval
          and v.in_at < ${to}) as recorded
    where to_at > ${from}`
  return meetingsDuring(sql, recorded, personIds)
}

/** A contact and when it was exposed: from then on it may have passed it on itself. */
export interface Exposed {
  readonly personId: string
  readonly exposedAt: Date
}

/** For SQL: `entry_id, person_id, exposed_at` for every entry of the register under which the exposed were seen. */
const exposedEntries = (sql: Sql, exposed: readonly Exposed[]) => sql`
  select entry.entry_id, entry.person_id, e.exposed_at
  from unnest(${exposed.map(e => e.personId)}::uuid[], ${exposed.map(e => e.exposedAt)}::timestamptz[])
    as e (person_id, exposed_at)
  join (${entryRows(
    sql,
    exposed.map(e => e.personId),
  )}) entry on entry.person_id = e.person_id`

/** One person of the next generation: how long and through whom. */
export interface NextContact {
  readonly personId: string
  readonly viaId: string
  readonly metFrom: Date
  readonly metUntil: Date
  readonly minutes: number
  readonly estimated: boolean
  readonly sameArea: boolean
}

/**
 * The next generation, in time order: who met one of the exposed after that one's own exposure, and before `until`.
 * A person met by several is listed once, through whoever was met longest.
 */
export function nextGeneration(
  sql: Sql,
  exposed: readonly Exposed[],
  options: { readonly until: Date; readonly except: readonly string[]; readonly limit?: number },
): Promise<NextContact[]> {
  const { until, except, limit = 200_000 } = options
  return sql<NextContact[]>`
    with stay (kind, minutes) as (select * from ${stays(sql)}),
    exposed as (${exposedEntries(sql, exposed)}),
    presence as (
      select e.person_id as via_id, v.place_id, v.area_id, greatest(v.in_at, e.exposed_at) as from_at,
             least(${until}, coalesce(v.out_at, v.in_at + make_interval(mins => stay.minutes))) as to_at,
             v.out_at is null as estimated, make_interval(mins => stay.minutes) as stay
      from exposed e
      join timeline.visit v on v.person_id = e.entry_id
        and v.in_at > e.exposed_at - ${LONGEST}::interval and v.in_at < ${until}
      join places.place place on place.id = v.place_id
      join stay on stay.kind = place.kind
      where coalesce(v.out_at, v.in_at + make_interval(mins => stay.minutes)) > e.exposed_at),
    meeting as (
      select ${whoOf(sql)} as person_id, p.via_id, greatest(p.from_at, v.in_at) as met_from,
             least(p.to_at, coalesce(v.out_at, v.in_at + p.stay)) as met_until,
             p.estimated or v.out_at is null as estimated, v.area_id is not distinct from p.area_id as same_area
      from presence p cross join lateral (${visitsDuring(sql)}) v left join people.alias a on a.from_id = v.person_id
      where ${whoOf(sql)} <> p.via_id)
    select person_id,
           (array_agg(via_id order by met_until - met_from desc, via_id))[1] as via_id,
           min(met_from) as met_from, max(met_until) as met_until,
           (sum(extract(epoch from met_until - met_from)) / 60)::int as minutes,
           bool_or(estimated) as estimated, bool_or(same_area) as same_area
    from meeting
    where person_id <> all(${except as string[]}::uuid[])
    group by person_id
    order by minutes desc limit ${limit}`
}

/** When somebody of a later generation was together with one of the exposed, and where: the evidence, read anew. */
export function meetingsBetween(
  sql: Sql,
  personId: string,
  exposed: readonly Exposed[],
  until: Date,
): Promise<Meeting[]> {
  return sql<Meeting[]>`
    with stay (kind, minutes) as (select * from ${stays(sql)}),
    exposed as (${exposedEntries(sql, exposed)}),
    theirs as (
      select v.person_id, v.place_id, v.area_id, v.in_at, v.out_at, make_interval(mins => stay.minutes) as stay
      from timeline.visit v join places.place place on place.id = v.place_id join stay on stay.kind = place.kind
      where v.person_id in (select entry_id from (${entryRows(sql, [personId])}) entry) and v.in_at < ${until}
        and v.in_at > (select min(exposed_at) from exposed) - ${LONGEST}::interval)
    select e.person_id as via_id, ${personId}::uuid as person_id, t.place_id, t.area_id,
           greatest(v.in_at, e.exposed_at, t.in_at) as "from",
           least(${until}, coalesce(v.out_at, v.in_at + t.stay), coalesce(t.out_at, t.in_at + t.stay)) as until,
           v.out_at is null or t.out_at is null as estimated, v.area_id is not distinct from t.area_id as same_area
    from theirs t
    join timeline.visit v on v.place_id = t.place_id and v.person_id <> t.person_id
      and v.in_at < coalesce(t.out_at, t.in_at + t.stay) and v.in_at > t.in_at - ${LONGEST}::interval
      and coalesce(v.out_at, v.in_at + t.stay) > t.in_at
    join exposed e on e.entry_id = v.person_id
      and greatest(v.in_at, e.exposed_at, t.in_at)
        < least(${until}, coalesce(v.out_at, v.in_at + t.stay), coalesce(t.out_at, t.in_at + t.stay))
    order by "from"`
}
