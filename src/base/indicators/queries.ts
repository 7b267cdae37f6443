import { ZONE } from '#core/clock.ts'
import type { Fragment, Sql } from '#core/db/db.ts'
import type { Cell, Cells, Count, Day, Distinct, StoredIndicator } from './indicator.ts'

/** The follower of the journal that keeps every count of one kind of fact. */
export const followerOf = (fact: string): string => `indicators.${fact}`

const DAY_TOTAL = -1

/** Facts as rows of the day and, where declared, of the hour in Vietnam. */
const placed = (sql: Sql, count: Count): Fragment => sql`
  select fact.id, fact.unit_id, (fact.at at time zone ${ZONE})::date as day, fact.value,
         ${count.by === 'hour' ? sql`extract(hour from fact.at at time zone ${ZONE})::smallint` : sql`null::smallint`} as hour
  from (${count.rows(sql)}) fact where fact.unit_id is not null`

/** Placed rows added up by day and, where declared, by hour as well. */
const summed = (sql: Sql, by: 'hour' | 'day', placed: Fragment): Fragment =>
  by === 'hour'
    ? sql`
      select unit_id, day, coalesce(hour, ${DAY_TOTAL})::smallint as hour, sum(value)::bigint as value
      from (${placed}) placed group by grouping sets ((unit_id, day), (unit_id, day, hour))`
    : sql`
      select unit_id, day, ${DAY_TOTAL}::smallint as hour, sum(value)::bigint as value
      from (${placed}) placed group by unit_id, day`

/** Adds what the given facts count. */
export const addFacts = (sql: Sql, count: Count, ids: readonly string[]) => sql`
  insert into indicators.value as kept (name, unit_id, day, hour, value)
  select ${count.name}, unit_id, day, hour, value
  from (${summed(sql, count.by, sql`select * from (${placed(sql, count)}) f where f.id = any(${ids as string[]}::uuid[])`)}) added
  on conflict (name, day, hour, unit_id) do update set value = kept.value + excluded.value`

/** Computes the given cells again. */
export const computeCells = (sql: Sql, cells: Cells, touched: readonly Cell[]) => sql`
  with cell as materialized (
    select distinct unit_id, day
    from unnest(${touched.map(c => c.unitId)}::uuid[], ${touched.map(c => c.day)}::date[]) as t (unit_id, day)),
  fresh as materialized (
    ${summed(sql, cells.by, sql`select state.* from (${cells.rows(sql)}) state join cell using (unit_id, day)`)}),
  wanted as (
    select unit_id, day, ${DAY_TOTAL}::smallint as hour from cell
    union select unit_id, day, hour from fresh
    union select unit_id, day, hour from indicators.value join cell using (unit_id, day) where name = ${cells.name})
  insert into indicators.value (name, unit_id, day, hour, value)
  select ${cells.name}, unit_id, day, hour, coalesce(fresh.value, 0)
  from wanted left join fresh using (unit_id, day, hour)
  on conflict (name, day, hour, unit_id) do update set value = excluded.value`

/** The rows of cells by organisation, added up; `only` narrows the rows, `state`. */
const byAgency = (sql: Sql, cells: Cells, only: Fragment): Fragment => sql`
  select ${cells.name}::text as name, day, unit_id, organisation_id, sum(value)::bigint as value
  from (select state.* from (${cells.rows(sql)}) state ${only}) r
  where unit_id is not null and day is not null and organisation_id is not null group by day, unit_id, organisation_id`

/** Computes the given cells again by organisation, where its rows say whose each thing is. */
export async function computeAgencies(sql: Sql, cells: Cells, touched: readonly Cell[]): Promise<void> {
  const cell = sql`
    (select distinct unit_id, day
     from unnest(${touched.map(c => c.unitId)}::uuid[], ${touched.map(c => c.day)}::date[]) as t (unit_id, day)) cell`
  await sql`
    delete from indicators.agency_value kept using ${cell}
    where kept.name = ${cells.name} and kept.unit_id = cell.unit_id and kept.day = cell.day`
  await sql`insert into indicators.agency_value ${byAgency(sql, cells, sql`join ${cell} using (unit_id, day)`)}`
}

/** Writes the whole figure anew by organisation. */
export async function writeAgencies(sql: Sql, cells: Cells): Promise<void> {
  await sql`delete from indicators.agency_value where name = ${cells.name}`
  await sql`insert into indicators.agency_value ${byAgency(sql, cells, sql``)}`
}

/** Where what is stored by organisation differs from its SQL, by cell. */
export const agencyDifferences = (sql: Sql, cells: Cells): Promise<Difference[]> => sql<Difference[]>`
  select unit_id, day, ${DAY_TOTAL}::int as hour, coalesce(kept.value, 0) as stored, coalesce(fresh.value, 0) as computed
  from (select * from indicators.agency_value where name = ${cells.name}) kept
  full join (${byAgency(sql, cells, sql``)}) fresh using (unit_id, day, organisation_id)
  where coalesce(kept.value, 0) <> coalesce(fresh.value, 0) and not exists (
    select from indicators.dirty d where d.name = ${cells.name} and d.unit_id = coalesce(kept.unit_id, fresh.unit_id)
      and d.day = coalesce(kept.day, fresh.day))
  order by day, unit_id`

/** What the journal holds that the follower has not counted yet, and `besides`. */
const uncounted = (sql: Sql, count: Count, besides: readonly string[]): Fragment => sql`
  select unnest(j.ids) as id from core.journal j
  where j.kind = ${count.fact}
    and j.xid > coalesce((select c.xid from core.cursor c where c.follower = ${followerOf(count.fact)}), '0')
  union all select unnest(${besides as string[]}::uuid[])`

/** The whole figure by its SQL: of facts those already counted, of state all but the cells that wait. */
const computed = (sql: Sql, indicator: StoredIndicator, besides: readonly string[]): Fragment => {
  if (indicator.kind === 'cells')
    return summed(
      sql,
      indicator.by,
      sql`select * from (${indicator.rows(sql)}) state where unit_id is not null and day is not null`,
    )
  return summed(
    sql,
    indicator.by,
    sql`
      select f.* from (${placed(sql, indicator)}) f
      where not exists (select from (${uncounted(sql, indicator, besides)}) u where u.id = f.id)`,
  )
}

export interface Difference {
  readonly unitId: string
  readonly day: Day
  /** −1 for the whole day. */
  readonly hour: number
  readonly stored: number
  readonly computed: number
}

/** Where stored and computed values differ. One statement, so both are of the same moment. */
const differing = (sql: Sql, indicator: StoredIndicator, since: Day | undefined, besides: readonly string[]) => sql`
  select unit_id, day, hour, stored, computed
  from (
    select unit_id, day, hour, coalesce(kept.value, 0) as stored, coalesce(fresh.value, 0) as computed
    from (select unit_id, day, hour, value from indicators.value where name = ${indicator.name}) kept
    full join (${computed(sql, indicator, besides)}) fresh using (unit_id, day, hour)) both_sides
  where stored <> computed and day >= ${since ?? '-infinity'}::date
    and not exists (
      select from indicators.dirty d
      where d.name = ${indicator.name} and d.unit_id = both_sides.unit_id and d.day = both_sides.day)`

export const differences = (sql: Sql, indicator: StoredIndicator, since: Day | undefined): Promise<Difference[]> =>
  sql<Difference[]>`${differing(sql, indicator, since, [])} order by day, unit_id, hour`

/** Writes what the SQL yields over what is stored; answers how many values changed. */
export async function writeDifferences(
  sql: Sql,
  indicator: StoredIndicator,
  since: Day | undefined,
  besides: readonly string[],
): Promise<number> {
  const { count } = await sql`
    insert into indicators.value (name, unit_id, day, hour, value)
    select ${indicator.name}, unit_id, day, hour, computed
    from (${differing(sql, indicator, since, besides)}) difference
    on conflict (name, day, hour, unit_id) do update set value = excluded.value`
  return count
}

export interface Definition {
  readonly name: string
  readonly version: number
  readonly since: Day | null
}

/** The definitions of the given indicators, locked: nobody else computes them until the transaction ends. */
export async function lockDefinitions(sql: Sql, names: readonly string[]): Promise<Map<string, Definition>> {
  await sql`
    insert into indicators.definition (name, version)
    select name, 0 from unnest(${names as string[]}::text[]) as t (name) order by name on conflict do nothing`
  const rows = await sql<Definition[]>`
    select name, version, since from indicators.definition
    where name = any(${names as string[]}) order by name for update`
  return new Map(rows.map(row => [row.name, row]))
}

export const writeDefinition = (sql: Sql, { name, version, since }: Definition) => sql`
  update indicators.definition set version = ${version}, since = ${since} where name = ${name}`

export const hasValues = async (sql: Sql, name: string): Promise<boolean> =>
  (await sql`select from indicators.value where name = ${name} limit 1`).length > 0

export interface Mark extends Cell {
  readonly id: string
  readonly name: string
}

export const markDirty = (sql: Sql, marks: readonly Mark[]) => sql`
  insert into indicators.dirty (id, name, unit_id, day)
  select * from unnest(${marks.map(m => m.id)}::uuid[], ${marks.map(m => m.name)}::text[],
                       ${marks.map(m => m.unitId)}::uuid[], ${marks.map(m => m.day)}::date[])`

export const takeDirty = (sql: Sql, ids: readonly string[]): Promise<Mark[]> => sql<Mark[]>`
  delete from indicators.dirty where id = any(${ids as string[]}::uuid[]) returning id, name, unit_id, day`

export interface Freshness extends Definition {
  /** The first thing that happened and is not counted yet: a UUIDv7, so it says since when. */
  readonly waitingId: string | null
}

/** How up to date the given indicators are; `facts` gives the kind of fact of each count. */
export const freshness = (
  sql: Sql,
  names: readonly string[],
  facts: ReadonlyMap<string, string>,
): Promise<Freshness[]> => sql<Freshness[]>`
  select d.name, d.version, d.since, coalesce(
      (select id from indicators.dirty where name = d.name order by id limit 1),
      (select max(id::text)::uuid from (
         select unnest(j.ids) as id from core.journal j
         where j.ctid = (
           select first.ctid from core.journal first
           where first.kind = f.fact
             and first.xid > coalesce((select c.xid from core.cursor c where c.follower = 'indicators.' || f.fact), '0')
           order by first.xid limit 1)) ids)) as waiting_id
  from indicators.definition d
  left join unnest(${[...facts.keys()]}::text[], ${[...facts.values()]}::text[]) as f (name, fact) using (name)
  where d.name = any(${names as string[]})`

export interface Sums {
  readonly flows: readonly string[]
  readonly stocks: readonly string[]
  /** Every day wanted, in order. */
  readonly days: readonly Day[]
  /** Undefined for the whole country. */
  readonly unitIds: readonly string[] | undefined
}

const inArea = (sql: Sql, unitIds: readonly string[] | undefined): Fragment =>
  unitIds ? sql`and unit_id = any(${unitIds as string[]}::uuid[])` : sql``

/** All rows of flows on the days wanted, and of stocks all rows until the last day, dated not before the first one. */
const dayRows = (sql: Sql, { flows, stocks, days, unitIds }: Sums): Fragment => sql`
  select name, day, unit_id, value from indicators.value
  where name = any(${flows as string[]}) and day = any(${days as string[]}::date[]) and hour = ${DAY_TOTAL} ${inArea(sql, unitIds)}
  union all
  select name, greatest(day, ${days[0] as string}::date), unit_id, value from indicators.value
  where name = any(${stocks as string[]}) and day <= ${days.at(-1) as string} and hour = ${DAY_TOTAL} ${inArea(sql, unitIds)}`

export const sumsByDay = (sql: Sql, sums: Sums) => sql<{ name: string; day: Day; value: number }[]>`
  select name, day, sum(value)::bigint as value from (${dayRows(sql, sums)}) r group by name, day`

export const sumsByUnit = (sql: Sql, sums: Sums) => sql<{ name: string; unitId: string; value: number }[]>`
  select name, unit_id, sum(value)::bigint as value from (${dayRows(sql, sums)}) r group by name, unit_id`

export const sumsByAgency = (sql: Sql, { flows, stocks, days, unitIds }: Sums) => sql<
  { name: string; organisationId: string; value: number }[]
>`
  select name, organisation_id, sum(value)::bigint as value from indicators.agency_value
  where day <= ${days.at(-1) as string} and (name = any(${stocks as string[]})
     or (name = any(${flows as string[]}) and day >= ${days[0] as string})) ${inArea(sql, unitIds)}
  group by name, organisation_id`

/** How many different things there were on the days. */
export const countDistinct = async (
  sql: Sql,
  distinct: Distinct,
  { days, unitIds }: Pick<Sums, 'days' | 'unitIds'>,
): Promise<number> => {
  const span = { from: days[0] as Day, to: days.at(-1) as Day }
  const [row] = await sql<{ count: number }[]>`
    select count(distinct key) from (${distinct.rows(sql, span)}) r
    where day between ${span.from} and ${span.to} ${inArea(sql, unitIds)}`
  return row?.count ?? 0
}

/** The different things there were on the days, each once; latest first. */
export const thingsAmong = (
  sql: Sql,
  distinct: Distinct,
  span: { readonly from: Day; readonly to: Day },
  unitIds: readonly string[] | undefined,
) => sql<Thing[]>`
  select distinct on (key) key as id, unit_id from (${distinct.rows(sql, span)}) r
  where day between ${span.from} and ${span.to} ${inArea(sql, unitIds)} order by key desc`

/** The first day of which any of these figures has a value other than 0. */
export const firstDayOf = async (sql: Sql, names: readonly string[]): Promise<Day | undefined> => {
  const [row] = await sql<{ day: Day | null }[]>`
    select min(day) as day from unnest(${names as string[]}::text[]) as wanted (name) cross join lateral (
      select day from indicators.value v where v.name = wanted.name and value <> 0 order by day limit 1) first`
  return row?.day ?? undefined
}

export const sumsByHour = (sql: Sql, names: readonly string[], day: Day, unitIds: readonly string[] | undefined) => sql<
  { name: string; hour: number; value: number }[]
>`
  select name, hour, sum(value)::bigint as value from indicators.value
  where name = any(${names as string[]}) and day = ${day} and hour >= 0 ${inArea(sql, unitIds)} group by name, hour`

/** From one moment until before another; `from` and `until` are the full hours in which they lie. */
export interface HourSpan {
  readonly since: Date
  readonly before: Date
  readonly from: { readonly day: Day; readonly hour: number }
  readonly until: { readonly day: Day; readonly hour: number }
}

const sinceHour = (sql: Sql, { from }: HourSpan) =>
  sql`(day > ${from.day} or (day = ${from.day} and hour >= ${from.hour}))`
const beforeHour = (sql: Sql, { until }: HourSpan) =>
  sql`(day < ${until.day} or (day = ${until.day} and hour < ${until.hour}))`

/** Of figures kept by the hour; whole days between the first and the last are read as such. */
export const sumsBetween = (
  sql: Sql,
  names: readonly string[],
  span: HourSpan,
  unitIds: readonly string[] | undefined,
) => sql<{ name: string; unitId: string; value: number }[]>`
  select name, unit_id, sum(value)::bigint as value from indicators.value
  where name = any(${names as string[]}) ${inArea(sql, unitIds)}
    and (hour = ${DAY_TOTAL}) = (day > ${span.from.day} and day < ${span.until.day})
    and (hour = ${DAY_TOTAL} or (${sinceHour(sql, span)} and ${beforeHour(sql, span)}))
  group by name, unit_id`

/** What a timed figure has in a span, by unit, from what it is computed of: for the minutes of an hour that is not whole. */
export const sumsAt = (
  sql: Sql,
  cells: Cells,
  { since, before }: { readonly since: Date; readonly before: Date },
  unitIds: readonly string[] | undefined,
) => sql<{ unitId: string; value: number }[]>`
  select unit_id, sum(value)::bigint as value from (${cells.rows(sql)}) state
  where at >= ${since} and at < ${before} ${inArea(sql, unitIds)} group by unit_id`

/** Of a timed stock what had been written of a day and those before it only since a moment. */
export const heldSince = (sql: Sql, cells: Cells, day: Day, since: Date, unitIds: readonly string[] | undefined) => sql<
  { unitId: string; value: number }[]
>`
  select unit_id, sum(value)::bigint as value from (${cells.rows(sql)}) state
  where day <= ${day} and at >= ${since} ${inArea(sql, unitIds)} group by unit_id`

export interface Thing {
  readonly id: string
  readonly unitId: string
}

/** The things that a figure kept by the hour counts in a span, latest first. */
export const thingsBetween = (sql: Sql, cells: Cells, span: HourSpan, unitIds: readonly string[] | undefined) => sql<
  Thing[]
>`
  select id, unit_id from (${cells.rows(sql)}) state
  where ${cells.timed ? sql`at >= ${span.since} and at < ${span.before}` : sql`${sinceHour(sql, span)} and ${beforeHour(sql, span)}`}
    ${inArea(sql, unitIds)}
  group by id, unit_id having sum(value) > 0 order by id desc`

/** The things that a flow counts from one day to another, in one organisation if one is named; latest first. */
export const thingsOn = (
  sql: Sql,
  cells: Cells,
  { from, to }: { readonly from: Day; readonly to: Day },
  unitIds: readonly string[] | undefined,
  organisationId: string | undefined,
) => sql<Thing[]>`
  select id, unit_id from (${cells.rows(sql)}) state
  where day between ${from} and ${to} ${inArea(sql, unitIds)}
    ${organisationId ? sql`and organisation_id = ${organisationId}` : sql``}
  group by id, unit_id having sum(value) > 0 order by id desc`

/** The things that a stock holds on a day, a timed one before a moment of it; latest first. */
export const thingsHeld = (
  sql: Sql,
  cells: Cells,
  { day, before }: { readonly day: Day; readonly before: Date },
  unitIds: readonly string[] | undefined,
) => sql<Thing[]>`
  select id, unit_id from (${cells.rows(sql)}) state
  where day <= ${day} and ${cells.timed ? sql`at < ${before}` : sql`true`} ${inArea(sql, unitIds)}
  group by id, unit_id having sum(value) > 0 order by id desc`
