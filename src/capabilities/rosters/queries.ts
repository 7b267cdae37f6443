import type { Context } from '#core/app.ts'
import { arrayText } from '#core/db/arrays.ts'
import type { Sql } from '#core/db/db.ts'
import { newId } from '#core/ids.ts'
import type { Entry } from './rules.ts'

export interface Named {
  readonly id: string
  readonly name: string
}

export interface WeekRow {
  readonly id: string
  readonly unitId: string
  readonly monday: string
  readonly version: number
  readonly publishedAt: Date | null
  readonly publishedBy: string | null
  readonly overReason: string
}

/** The officers of an office: whose account lies there. */
export const teamOf = (sql: Sql, unitId: string): Promise<Named[]> => sql<Named[]>`
  select id, name from identity.account
  where unit_id = ${unitId} and kind = 'officer' and disabled_at is null order by name_sort, id limit 200`

export const namesOf = (sql: Sql, ids: readonly string[]): Promise<Named[]> => sql<Named[]>`
  select id, name from identity.account where id = any(${ids as string[]}::uuid[]) order by name_sort, id`

const weekColumns = (sql: Sql) => sql`
  w.id, w.unit_id, w.monday, w.version, w.published_at, w.over_reason,
  (select name from identity.account a where a.id = w.published_by) as published_by`

export async function weekOf(sql: Sql, unitId: string, monday: string): Promise<WeekRow | undefined> {
  const [row] = await sql<WeekRow[]>`
    select ${weekColumns(sql)} from rosters.week w where w.unit_id = ${unitId} and w.monday = ${monday}`
  return row
}

/** The week, made when there is none and held until the transaction ends: two who plan it take turns. */
export async function lockWeek({ sql, now, who }: Context, unitId: string, monday: string): Promise<WeekRow> {
  await sql`
    insert into rosters.week (id, unit_id, monday, version, changed_at, changed_by)
    values (${newId(now)}, ${unitId}, ${monday}, 0, ${now}, ${who?.accountId ?? null})
    on conflict (unit_id, monday) do nothing`
  const [row] = await sql<WeekRow[]>`
    select ${weekColumns(sql)} from rosters.week w
    where w.unit_id = ${unitId} and w.monday = ${monday} for update`
  return row as WeekRow
}

/** Notes that it was changed; answers its version. */
export async function touchWeek({ sql, now, who }: Context, weekId: string): Promise<number> {
  const [row] = await sql<{ version: number }[]>`
    update rosters.week set version = version + 1, changed_at = ${now}, changed_by = ${who?.accountId ?? null}
    where id = ${weekId} returning version`
  return row?.version ?? 0
}

export const publishWeek = ({ sql, now, who }: Context, weekId: string, reason: string) => sql`
  update rosters.week set published_at = ${now}, published_by = ${who?.accountId ?? null}, over_reason = ${reason}
  where id = ${weekId}`

export const giveReason = (sql: Sql, weekId: string, reason: string) => sql`
  update rosters.week set over_reason = ${reason} where id = ${weekId}`

const entryColumns = (sql: Sql) => sql`e.account_id, e.day, e.kind, e.from_time, e.until_time, e.stand_in_id, e.note`

export const entriesOf = (sql: Sql, weekId: string): Promise<Entry[]> => sql<Entry[]>`
  select ${entryColumns(sql)} from rosters.entry e where e.week_id = ${weekId} order by e.day, e.account_id`

/** What the published rosters of an office say of some people on some days. */
export const publishedOn = (
  sql: Sql,
  unitId: string,
  accountIds: readonly string[],
  days: readonly string[],
): Promise<Entry[]> => sql<Entry[]>`
  select ${entryColumns(sql)} from rosters.entry e join rosters.week w on w.id = e.week_id
  where w.unit_id = ${unitId} and w.published_at is not null
    and e.account_id = any(${accountIds as string[]}::uuid[]) and e.day = any(${days as string[]}::date[])
  order by e.day, e.account_id`

/** The next days of somebody, as published, wherever. */
export const nextOf = (sql: Sql, accountId: string, from: string, days: number): Promise<Entry[]> => sql<Entry[]>`
  select ${entryColumns(sql)} from rosters.entry e join rosters.week w on w.id = e.week_id
  where e.account_id = ${accountId} and w.published_at is not null
    and e.day >= ${from} and e.day < ${from}::date + ${days}::int order by e.day`

/** Says these instead of what is said of those people on those days; `gone` are said nothing of. */
export async function writeEntries(
  sql: Sql,
  weekId: string,
  said: readonly Entry[],
  gone: readonly Pick<Entry, 'accountId' | 'day'>[] = [],
): Promise<void> {
  const all = [...said, ...gone]
  if (!all.length) return
  await sql`
    delete from rosters.entry e using unnest(
      ${all.map(one => one.accountId)}::uuid[], ${all.map(one => one.day)}::date[]) as t (account_id, day)
    where e.week_id = ${weekId} and e.account_id = t.account_id and e.day = t.day`
  if (!said.length) return
  await sql`
    insert into rosters.entry (week_id, account_id, day, kind, from_time, until_time, stand_in_id, note)
    select ${weekId}, t.* from unnest(
      ${said.map(one => one.accountId)}::uuid[], ${said.map(one => one.day)}::date[],
      ${said.map(one => one.kind)}::text[], ${arrayText(
        'text',
        said.map(one => one.fromTime),
      )}::text[],
      ${arrayText(
        'text',
        said.map(one => one.untilTime),
      )}::text[],
      ${arrayText(
        'uuid',
        said.map(one => one.standInId),
      )}::uuid[],
      ${arrayText(
        'text',
        said.map(one => one.note),
      )}::text[]) as t`
}

export interface SwapRow {
  readonly id: string
  readonly unitId: string
  readonly askerId: string
  readonly askerName: string
  readonly otherId: string
  readonly otherName: string
  readonly days: readonly string[]
  readonly note: string
  readonly was: readonly Entry[]
  readonly state: 'asked' | 'agreed' | 'declined' | 'withdrawn' | 'approved' | 'refused'
  readonly reason: string
  readonly workId: string | null
}

const swapColumns = (sql: Sql) => sql`
  s.id, s.unit_id, s.asker_id, a.name as asker_name, s.other_id, b.name as other_name, s.days::text[] as days, s.note,
  s.was, s.state, s.reason, s.work_id`
const swapNames = (sql: Sql) => sql`
  join identity.account a on a.id = s.asker_id join identity.account b on b.id = s.other_id`

export async function swapById(sql: Sql, id: string): Promise<SwapRow | undefined> {
  const [row] = await sql<SwapRow[]>`
    select ${swapColumns(sql)} from rosters.swap s ${swapNames(sql)} where s.id = ${id}`
  return row
}

/** The same, held until the transaction ends. */
export async function lockSwap(sql: Sql, id: string): Promise<SwapRow | undefined> {
  const [row] = await sql<SwapRow[]>`
    select ${swapColumns(sql)} from rosters.swap s ${swapNames(sql)} where s.id = ${id} for update of s`
  return row
}

/** What concerns somebody: what is open, and what was decided of days to come or a week ago. */
export const swapsOf = (sql: Sql, accountId: string, since: string): Promise<SwapRow[]> => sql<SwapRow[]>`
  select ${swapColumns(sql)} from rosters.swap s ${swapNames(sql)}
  where (s.asker_id = ${accountId} or s.other_id = ${accountId}) and s.days[cardinality(s.days)] >= ${since}
  order by s.asked_at desc, s.id limit 50`

export async function insertSwap(
  { sql, now }: Context,
  swap: Pick<SwapRow, 'unitId' | 'askerId' | 'otherId' | 'days' | 'note' | 'was'>,
): Promise<string> {
  const id = newId(now)
  await sql`
    insert into rosters.swap (id, unit_id, asker_id, other_id, days, note, was, state, asked_at)
    values (${id}, ${swap.unitId}, ${swap.askerId}, ${swap.otherId}, ${swap.days as string[]}::date[], ${swap.note},
            ${JSON.stringify(swap.was)}::text::jsonb, 'asked', ${now})`
  return id
}

export const answerSwap = ({ sql, now }: Context, id: string, state: SwapRow['state'], workId: string | null) => sql`
  update rosters.swap set state = ${state}, answered_at = ${now}, work_id = ${workId} where id = ${id}`

export const settleSwap = ({ sql, now, who }: Context, id: string, state: SwapRow['state'], reason: string) => sql`
  update rosters.swap
     set state = ${state}, decided_at = ${now}, decided_by = ${who?.accountId ?? null}, reason = ${reason}
   where id = ${id}`

export interface OfficeRow {
  readonly id: string
  readonly name: string
  readonly officers: number
  readonly planned: boolean
  readonly office: number
  readonly home: number
  readonly leave: number
  readonly duty: number
}

export interface OfficesAsked {
  /** Null is everywhere. */
  readonly unitIds: readonly string[] | null
  readonly day: string
  readonly monday: string
  readonly missing: boolean
  readonly after: string | undefined
  readonly limit: number
}

/** Offices that have officers, by name, each with what its published roster says of a day. */
export const officesOn = (sql: Sql, asked: OfficesAsked): Promise<OfficeRow[]> => sql<OfficeRow[]>`
  with office as (
    select a.unit_id, count(*)::int as officers from identity.account a
    where a.kind = 'officer' and a.disabled_at is null and a.unit_id is not null
      and ${asked.unitIds ? sql`a.unit_id = any(${asked.unitIds as string[]}::uuid[])` : sql`true`}
    group by 1)
  select u.id, u.full_name as name, o.officers, w.id is not null as planned,
         count(*) filter (where e.kind = 'office')::int as office, count(*) filter (where e.kind = 'home')::int as home,
         count(*) filter (where e.kind = 'leave')::int as leave, count(*) filter (where e.kind = 'duty')::int as duty
  from office o
  join units.unit u on u.id = o.unit_id
  left join rosters.week w on w.unit_id = o.unit_id and w.monday = ${asked.monday} and w.published_at is not null
  left join rosters.entry e on e.week_id = w.id and e.day = ${asked.day}
  where ${asked.missing ? sql`w.id is null` : sql`true`}
    and ${
      asked.after
        ? sql`(u.full_name, u.id) > (select x.full_name, x.id from units.unit x where x.id = ${asked.after})`
        : sql`true`
    }
  group by u.id, u.full_name, o.officers, w.id
  order by u.full_name, u.id limit ${asked.limit}`
