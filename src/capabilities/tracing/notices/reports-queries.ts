import type { Context } from '#core/app.ts'
import type { Sql } from '#core/db/db.ts'
import { newId } from '#core/ids.ts'
import type { LineRow } from './queries.ts'

export interface NewReport {
  readonly noticeId: string
  readonly personId: string | null
  readonly who: Buffer | null
  readonly whoIndex: Buffer | null
  readonly phoneIndex: Buffer | null
  readonly unitId: string
  /** The officer who answered the call. */
  readonly enteredBy?: string | null
}

/** Writes a report once; answers the one there is by now, and whether that was there before. */
export async function keepReport(
  ctx: Context,
  report: NewReport,
): Promise<{ id: string; unitId: string; again: boolean }> {
  const { sql, now, who } = ctx
  const id = newId(now)
  const made = await sql`
    insert into tracing.notice_report
      (id, notice_id, person_id, who, who_index, phone_index, unit_id, account_id, entered_by, created_at)
    values (${id}, ${report.noticeId}, ${report.personId}, ${report.who}, ${report.whoIndex}, ${report.phoneIndex},
            ${report.unitId}, ${who?.accountId ?? null}, ${report.enteredBy ?? null}, ${now})
    on conflict do nothing`
  if (made.count) return { id, unitId: report.unitId, again: false }
  const [known] = await sql<{ id: string; unitId: string }[]>`
    select id, unit_id from tracing.notice_report
    where notice_id = ${report.noticeId}
      and ${report.whoIndex ? sql`who_index = ${report.whoIndex}` : sql`who_index is null and person_id = ${report.personId}`}`
  if (!known) throw new Error('A report was refused as known and is not.')
  return { ...known, again: true }
}

/** Adds places to a report; answers how many are new, and how many there are. */
export async function keepPlaces(ctx: Context, reportedId: string, lineIds: readonly string[]) {
  const added = await ctx.sql`
    insert into tracing.notice_report_line (report_id, line_id, created_at)
    select ${reportedId}, id, ${ctx.now} from unnest(${lineIds as string[]}::uuid[]) as line (id) on conflict do nothing`
  const [row] = await ctx.sql<{ n: number }[]>`
    select count(*)::int as n from tracing.notice_report_line where report_id = ${reportedId}`
  return { added: added.count, places: row?.n ?? 0 }
}

/** How many reports came with a phone since a moment: one line may serve a family, not a machine. */
export async function reportsFrom(sql: Sql, phoneIndex: Buffer, since: Date): Promise<number> {
  const [row] = await sql<{ n: number }[]>`
    select count(*)::int as n from tracing.notice_report where phone_index = ${phoneIndex} and created_at > ${since}`
  return row?.n ?? 0
}

export interface ReportRow {
  readonly id: string
  readonly noticeId: string
  readonly personId: string | null
  readonly who: Buffer | null
  readonly unitId: string
  readonly createdAt: Date
  readonly code: string
  readonly number: string | null
  readonly organ: string
  readonly enteredBy: string | null
}

export async function getReport(sql: Sql, id: string): Promise<ReportRow | undefined> {
  const [row] = await sql<ReportRow[]>`
    select r.id, r.notice_id, coalesce(a.to_id, r.person_id) as person_id, r.who, r.unit_id, r.created_at, o.code, o.number,
           (select organ from tracing.notice_version v where v.notice_id = o.id and v.published_at is not null
            order by n desc limit 1) as organ,
           (select name from identity.account x where x.id = r.entered_by) as entered_by
    from tracing.notice_report r join tracing.notice o on o.id = r.notice_id
    left join people.alias a on a.from_id = r.person_id
    where r.id = ${id}`
  return row
}

/** The places of a report, as the newest published version that has them says. */
export const placesOf = (sql: Sql, reportedId: string) => sql<LineRow[]>`
  select distinct on (l.line_id) l.line_id as id, l.place, l.address, l.unit_id, l.from_at as "from", l.to_at as "to", l.stop_ids
  from tracing.notice_report_line x join tracing.notice_report r on r.id = x.report_id
  join tracing.notice_version v on v.notice_id = r.notice_id and v.published_at is not null
  join tracing.notice_line l on l.notice_id = v.notice_id and l.n = v.n and l.line_id = x.line_id
  where x.report_id = ${reportedId} order by l.line_id, v.n desc`

export const nameReported = async (sql: Sql, reportedId: string, personId: string) =>
  void (await sql`update tracing.notice_report set person_id = ${personId} where id = ${reportedId}`)

/** A case that was at a place of a report, and when. */
export interface Shared {
  readonly caseId: string
  readonly personId: string
  readonly unitId: string
  readonly from: Date
  readonly to: Date
}

/** The case files that the mốc dịch tễ of these ids belong to. */
export const casesAt = (sql: Sql, stopIds: readonly string[]) => sql<Shared[]>`
  select c.id as case_id, coalesce(a.to_id, c.person_id) as person_id, c.unit_id, s.from_at as "from", s.to_at as "to"
  from tracing.stop s join tracing.case_file c on c.id = s.case_id left join people.alias a on a.from_id = c.person_id
  where s.id = any(${stopIds as string[]}::uuid[]) order by c.id, s.from_at`

export interface MineRow {
  readonly id: string
  readonly name: string
  readonly code: string
  readonly number: string
  readonly unitId: string
  readonly createdAt: Date
  readonly state: 'to-reach' | 'reached' | 'passed-on' | 'listed' | 'closed'
  readonly dueAt: Date | null
  readonly places: readonly string[]
}

/** What was reported for these people, under whichever entry, latest first, with how far the commune is. */
export const reportsOf = (sql: Sql, personIds: readonly string[]) => sql<MineRow[]>`
  select r.id, p.full_name as name, o.code, o.number, r.unit_id, r.created_at, w.state, w.due_at,
         array(select distinct l.place from tracing.notice_report_line x
               join tracing.notice_line l on l.line_id = x.line_id and l.notice_id = r.notice_id
               join tracing.notice_version v on v.notice_id = l.notice_id and v.n = l.n and v.state = 'published'
               where x.report_id = r.id order by 1) as places
  from tracing.notice_report r
  join tracing.notice o on o.id = r.notice_id
  left join people.alias a on a.from_id = r.person_id
  join people.person p on p.id = coalesce(a.to_id, r.person_id)
  join lateral (
    select state, nullif(due_at, 'infinity') as due_at from work.item where kind = 'tracing.report' and subject_kind = 'notice-report'
      and subject_id = r.id::text order by id desc limit 1) w on true
  where p.id = any(${personIds as string[]}::uuid[]) and r.who_index is null order by r.created_at desc, r.id desc limit 50`

/** By commune of stay: how many said to have been there, and how many nobody has spoken with yet. */
export const reportCounts = (sql: Sql, noticeId: string) => sql<{ unitId: string; all: number; waiting: number }[]>`
  select r.unit_id, count(*)::int as "all",
         count(*) filter (where exists (
           select from work.item w where w.kind = 'tracing.report' and w.subject_kind = 'notice-report'
             and w.subject_id = r.id::text and w.state = 'to-reach'))::int as waiting
  from tracing.notice_report r where r.notice_id = ${noticeId} group by 1 order by 2 desc, 1`

export const moveReport = async (sql: Sql, id: string, unitId: string) =>
  void (await sql`update tracing.notice_report set unit_id = ${unitId} where id = ${id}`)

export interface DoubleRow {
  readonly id: string
  readonly noticeId: string
  readonly personId: string
  readonly unitId: string
  readonly number: string
}

/** What was reported under some entries of the register: first what they proved, then what is worked on, then the first. */
export const reportsOfEntries = (sql: Sql, personIds: readonly string[]) => sql<DoubleRow[]>`
  select r.id, r.notice_id, r.person_id, r.unit_id, coalesce(o.number, '') as number
  from tracing.notice_report r join tracing.notice o on o.id = r.notice_id
  where r.person_id = any(${personIds as string[]}::uuid[])
  order by r.notice_id, r.who_index is not null, not exists (
    select from work.item w where w.open and w.kind = 'tracing.report' and w.subject_kind = 'notice-report'
      and w.subject_id = r.id::text), r.created_at, r.id`

/** The places of one report come to another; the one is gone with that. */
export async function joinPlaces(sql: Sql, keptId: string, goneId: string): Promise<void> {
  await sql`
    insert into tracing.notice_report_line (report_id, line_id, created_at)
    select ${keptId}, line_id, created_at from tracing.notice_report_line where report_id = ${goneId}
    on conflict do nothing`
  await sql`delete from tracing.notice_report where id = ${goneId}`
}

export async function isListed(sql: Sql, caseId: string, personId: string): Promise<boolean> {
  const rows = await sql`select from tracing.contact where case_id = ${caseId} and person_id = ${personId}`
  return rows.length > 0
}
