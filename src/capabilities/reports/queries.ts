import type { Scope } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import type { Sql } from '#core/db/db.ts'
import type { Cursor } from '#core/paging.ts'
import type { Change, Figures } from './rules.ts'

/** What was sent. */
export interface Said {
  readonly figures: Figures
  readonly missing: readonly { readonly id: string; readonly name: string }[]
  readonly countedFrom: string
}

export interface ReportRow {
  readonly id: string
  readonly unitId: string
  readonly cutoffAt: Date
  readonly fromAt: Date
  readonly scheduled: boolean
  readonly state: 'draft' | 'sent' | 'missed'
  readonly workId: string | null
  readonly hoursVersion: string
  readonly contentVersion: string
  readonly sender: string | null
  readonly sentAt: Date | null
  readonly number: string | null
  readonly said: Said | null
}

const columns = (sql: Sql) => sql`
  r.id, r.unit_id, r.cutoff_at, r.from_at, r.scheduled, r.state, r.work_id, r.hours_version, r.content_version, r.sender,
  r.sent_at, r.number, r.said`

export async function reportBy(sql: Sql, id: string): Promise<ReportRow | undefined> {
  const [row] = await sql<ReportRow[]>`select ${columns(sql)} from reports.report r where r.id = ${id}`
  return row
}

/** Held until the transaction ends: what is entered while it is sent waits, and is said to come after. */
export async function lockReport(sql: Sql, id: string): Promise<ReportRow | undefined> {
  const [row] = await sql<ReportRow[]>`select ${columns(sql)} from reports.report r where r.id = ${id} for update`
  return row
}

export const REPORTS_A_PAGE = 50
export const MOST_COUNTED = 1000

export interface ReportFilter {
  readonly unitIds: readonly string[] | undefined
  readonly state: string | undefined
}

const matches = (sql: Sql, scope: Scope, { unitIds, state }: ReportFilter) => sql`
  ${scope.everywhere ? sql`true` : sql`r.unit_id = any(${scope.unitIds as string[]}::uuid[])`}
    and ${unitIds ? sql`r.unit_id = any(${unitIds as string[]}::uuid[])` : sql`true`}
    and ${state ? sql`r.state = ${state}` : sql`true`}`

/** Latest cut-off first. */
export const listReports = (
  sql: Sql,
  scope: Scope,
  filter: ReportFilter & { readonly after: Cursor | undefined },
): Promise<ReportRow[]> => sql<ReportRow[]>`
  select ${columns(sql)} from reports.report r
  where ${matches(sql, scope, filter)}
    and ${filter.after ? sql`(r.cutoff_at, r.id) < (${filter.after.at}, ${filter.after.id}::uuid)` : sql`true`}
  order by r.cutoff_at desc, r.id desc limit ${REPORTS_A_PAGE + 1}`

export async function countReports(sql: Sql, scope: Scope, filter: ReportFilter): Promise<number> {
  const [row] = await sql<{ n: number }[]>`
    select count(*) as n from (
      select from reports.report r where ${matches(sql, scope, filter)} limit ${MOST_COUNTED + 1}) counted`
  return row?.n ?? 0
}

/** The earlier reports of a unit that were sent, latest first. */
export const sentBefore = (sql: Sql, { unitId, cutoffAt }: ReportRow, since: Date): Promise<ReportRow[]> =>
  sql<ReportRow[]>`
    select ${columns(sql)} from reports.report r
    where r.unit_id = ${unitId} and r.state = 'sent' and r.cutoff_at < ${cutoffAt} and r.cutoff_at >= ${since}
    order by r.cutoff_at desc`

export interface NewReport {
  readonly id: string
  readonly unitId: string
  readonly cutoffAt: Date
  readonly fromAt: Date
  readonly scheduled: boolean
  readonly hoursVersion: string
  readonly contentVersion: string
}

/** Drafts those that are not there; what lapsed is taken up again only when somebody asks for it. Answers the new ones. */
export const draftReports = (
  ctx: Context,
  list: readonly NewReport[],
  { reopens }: { readonly reopens: boolean },
): Promise<ReportRow[]> => {
  const { sql } = ctx
  return sql<ReportRow[]>`
    insert into reports.report as r (id, unit_id, cutoff_at, from_at, scheduled, state, hours_version, content_version,
      created_by, created_at)
    select t.*, ${ctx.who?.accountId ?? null}::uuid, ${ctx.now}::timestamptz
    from (select id, unit_id, cutoff_at, from_at, scheduled, 'draft', hours_version, content_version from unnest(
      ${list.map(one => one.id)}::uuid[], ${list.map(one => one.unitId)}::uuid[],
      ${list.map(one => one.cutoffAt)}::timestamptz[], ${list.map(one => one.fromAt)}::timestamptz[],
      ${list.map(one => one.scheduled)}::boolean[], ${list.map(one => one.hoursVersion)}::text[],
      ${list.map(one => one.contentVersion)}::text[])
      as u (id, unit_id, cutoff_at, from_at, scheduled, hours_version, content_version)) t
    on conflict on constraint report_once do update set state = 'draft', created_at = excluded.created_at
      where r.state = 'missed' and ${reopens}::boolean
    returning ${columns(sql)}`
}

export async function reportAt(sql: Sql, unitId: string, cutoffAt: Date): Promise<ReportRow | undefined> {
  const [row] = await sql<ReportRow[]>`
    select ${columns(sql)} from reports.report r where r.unit_id = ${unitId} and r.cutoff_at = ${cutoffAt}`
  return row
}

export const giveWork = (sql: Sql, pairs: readonly { readonly id: string; readonly workId: string }[]) => sql`
  update reports.report r set work_id = t.work_id
  from unnest(${pairs.map(p => p.id)}::uuid[], ${pairs.map(p => p.workId)}::uuid[]) as t (id, work_id) where r.id = t.id`

/** The units in which somebody holds one of the roles at the unit itself: who serves it. */
export async function servedUnits(sql: Sql, roles: readonly string[], now: Date): Promise<string[]> {
  const rows = await sql<{ areaId: string }[]>`
    select distinct g.area_id from identity.role_grant g join identity.account a on a.id = g.account_id
    where g.role = any(${roles as string[]}) and g.area_id is not null and a.disabled_at is null
      and g.since <= ${now} and (g.until is null or g.until > ${now})`
  return rows.map(row => row.areaId)
}

/** Drafts of before these cut-offs of units; one that was taken up again since has its time. */
export const overtaken = (sql: Sql, list: readonly { readonly unitId: string; readonly cutoffAt: Date }[]) => sql<
  { id: string; workId: string | null }[]
>`
  select r.id, r.work_id from reports.report r
  join unnest(${list.map(one => one.unitId)}::uuid[], ${list.map(one => one.cutoffAt)}::timestamptz[])
    as t (unit_id, cutoff_at) on r.unit_id = t.unit_id and r.cutoff_at < t.cutoff_at
  where r.state = 'draft' and r.created_at < t.cutoff_at for update of r`

export const writeMissed = (sql: Sql, ids: readonly string[]) => sql`
  update reports.report set state = 'missed' where id = any(${ids as string[]}::uuid[])`

export interface EntryRow {
  readonly unitId: string
  readonly figure: string
  readonly value: number | null
}

/** What units entered by hand for a cut-off, the last of each figure: of reports that were sent, and of `besides`. */
export const entriesAt = (sql: Sql, cutoffAt: Date, unitIds: readonly string[], besides: string): Promise<EntryRow[]> =>
  sql<EntryRow[]>`
    select distinct on (r.id, e.figure) r.unit_id, e.figure, e.value
    from reports.report r join reports.entry e on e.report_id = r.id
    where r.cutoff_at = ${cutoffAt} and r.unit_id = any(${unitIds as string[]}::uuid[])
      and (r.state = 'sent' or r.id = ${besides})
    order by r.id, e.figure, e.n desc`

/** Of these units those that have sent theirs. */
export async function sentAt(sql: Sql, cutoffAt: Date, unitIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await sql<{ unitId: string }[]>`
    select unit_id from reports.report
    where cutoff_at = ${cutoffAt} and unit_id = any(${unitIds as string[]}::uuid[]) and state = 'sent'`
  return new Set(rows.map(row => row.unitId))
}

export interface NamedEntry {
  readonly figure: string
  readonly value: number | null
  readonly by: string | null
  readonly at: Date
  readonly reason: string
}

/** All that was entered in a report, latest first. */
export const entriesOf = (sql: Sql, reportId: string): Promise<NamedEntry[]> => sql<NamedEntry[]>`
  select e.figure, e.value, a.name as by, e.entered_at as at, e.reason
  from reports.entry e left join identity.account a on a.id = e.entered_by
  where e.report_id = ${reportId} order by e.n desc`

export const addEntry = (
  { sql, now, who }: Context,
  entry: {
    readonly reportId: string
    readonly figure: string
    readonly value: number | null
    readonly reason: string
  },
) => sql`
  insert into reports.entry (report_id, figure, value, reason, entered_by, entered_at)
  values (${entry.reportId}, ${entry.figure}, ${entry.value}, ${entry.reason}, ${who?.accountId ?? null}, ${now})`

export const writeSent = (
  { sql, now, who }: Context,
  reportId: string,
  { number, said }: { readonly number: string; readonly said: Said },
) => sql`
  update reports.report
  set state = 'sent', sent_by = ${who?.accountId ?? null}, sender = ${who?.name ?? ''}, sent_at = ${now},
      number = ${number}, said = ${sql.json(said as never)}
  where id = ${reportId}`

export interface FrozenThing {
  readonly figure: string
  readonly partId: string
  readonly thingId: string
}

export const freezeThings = (sql: Sql, reportId: string, things: readonly FrozenThing[]) => sql`
  insert into reports.thing (report_id, figure, part_id, thing_id)
  select ${reportId}::uuid, * from unnest(${things.map(t => t.figure)}::text[], ${things.map(t => t.partId)}::uuid[],
    ${things.map(t => t.thingId)}::uuid[])`

/** Of one part, or of the whole report. */
export async function frozenThings(sql: Sql, reportId: string, figure: string, partId: string | undefined) {
  const rows = await sql<{ thingId: string }[]>`
    select thing_id from reports.thing
    where report_id = ${reportId} and figure = ${figure} and ${partId ? sql`part_id = ${partId}` : sql`true`}`
  return rows.map(row => row.thingId)
}

export interface CorrectionRow {
  readonly reportId: string
  readonly ofId: string
  readonly figure: string
  readonly was: number | null
  readonly now: number | null
  /** Of the report that says it, and of the one it is about. */
  readonly saidAt: Date
  readonly cutoffAt: Date
}

/** What was said again of these reports, earlier first; or by them. */
export const corrections = (sql: Sql, which: 'of' | 'by', reportIds: readonly string[]): Promise<CorrectionRow[]> =>
  sql<CorrectionRow[]>`
    select c.report_id, c.of_id, c.figure, c.was, c.now, r.cutoff_at as said_at, o.cutoff_at
    from reports.correction c join reports.report r on r.id = c.report_id join reports.report o on o.id = c.of_id
    where ${which === 'of' ? sql`c.of_id` : sql`c.report_id`} = any(${reportIds as string[]}::uuid[])
    order by r.cutoff_at, o.cutoff_at, c.figure`

export const addCorrections = (
  sql: Sql,
  reportId: string,
  list: readonly (Pick<Change, 'figure' | 'was' | 'now'> & { readonly ofId: string })[],
) => sql`
  insert into reports.correction (report_id, of_id, figure, was, now)
  select ${reportId}::uuid, * from unnest(${list.map(c => c.ofId)}::uuid[], ${list.map(c => c.figure)}::text[],
    ${list.map(c => c.was)}::bigint[], ${list.map(c => c.now)}::bigint[])`
