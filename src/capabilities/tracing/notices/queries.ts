import type { Scope } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import type { Sql } from '#core/db/db.ts'
import { newId } from '#core/ids.ts'
import { notFound } from '#core/problem.ts'
import type { NewLine, SourceStop } from './rules.ts'

export interface NoticeRow {
  readonly id: string
  readonly code: string
  readonly unitId: string
  readonly number: string | null
  readonly firstAt: Date | null
  readonly expiresOn: string | null
  readonly withdrawnAt: Date | null
  readonly withdrawnReason: string
  readonly createdAt: Date
}

export interface LineRow {
  readonly id: string
  readonly place: string
  readonly address: string
  readonly unitId: string | null
  readonly from: Date
  readonly to: Date
  readonly stopIds: readonly string[]
}

export interface VersionRow {
  readonly n: number
  readonly state: 'draft' | 'asked' | 'published' | 'corrected'
  readonly organ: string
  readonly phone: string
  readonly advice: string
  readonly correction: string
  readonly returned: string
  readonly policyVersion: string
  readonly publishedAt: Date | null
  readonly lines: readonly LineRow[]
}

const noticeColumns = (sql: Sql) => sql`
  o.id, o.code, o.unit_id, o.number, o.first_at, o.expires_on, o.withdrawn_at, o.withdrawn_reason, o.created_at`

export async function getNotice(sql: Sql, id: string): Promise<NoticeRow | undefined> {
  const [row] = await sql<NoticeRow[]>`select ${noticeColumns(sql)} from tracing.notice o where o.id = ${id}`
  return row
}

/** Held until the transaction ends: two officers who change one notice come one after the other. */
export async function lockNotice(ctx: Context, id: string): Promise<NoticeRow> {
  const [row] = await ctx.sql<NoticeRow[]>`
    select ${noticeColumns(ctx.sql)} from tracing.notice o where o.id = ${id} for update`
  if (!row) throw notFound('notice')
  return row
}

export async function noticeByCode(sql: Sql, code: string): Promise<NoticeRow | undefined> {
  const [row] = await sql<NoticeRow[]>`
    select ${noticeColumns(sql)} from tracing.notice o where o.code = ${code.toUpperCase()}`
  return row
}

/** All versions of a notice with their lines, newest first. */
export async function versionsOf(sql: Sql, noticeId: string): Promise<VersionRow[]> {
  const versions = await sql<Omit<VersionRow, 'lines'>[]>`
    select n, state, organ, phone, advice, correction, returned, policy_version, published_at
    from tracing.notice_version where notice_id = ${noticeId} order by n desc`
  const lines = await sql<(LineRow & { readonly n: number })[]>`
    select n, line_id as id, place, address, unit_id, from_at as "from", to_at as "to", stop_ids
    from tracing.notice_line where notice_id = ${noticeId} order by from_at, place, line_id`
  return versions.map(version => ({ ...version, lines: lines.filter(line => line.n === version.n) }))
}

export interface StopRow extends SourceStop {
  readonly caseId: string
  readonly caseNumber: string
  readonly placeKind: string | null
  readonly words: string
  readonly estimated: boolean
  readonly traced: boolean
  readonly noticed: string | null
}

const within = (sql: Sql, scope: Scope, column: ReturnType<Sql['unsafe']>) =>
  scope.everywhere ? sql`true` : sql`${column} = any(${scope.unitIds as string[]}::uuid[])`

/** Mốc dịch tễ of cases in the caller's reach, with the place that they mean. */
export const stopsFor = (
  sql: Sql,
  scope: Scope,
  which: { readonly caseId: string } | { readonly since: Date } | { readonly ids: readonly string[] },
  limit: number,
) => sql<StopRow[]>`
  select s.id, s.case_id, c.number as case_number, s.place_id, s.area_id, s.words, s.estimated, place.kind as place_kind,
         coalesce(place.name || coalesce(' – ' || area.name, ''), s.words) as place, coalesce(place.address, '') as address,
         place.unit_id, s.from_at as "from", s.to_at as "to",
         s.to_at > c.infectious_from and (c.infectious_until is null or s.from_at < c.infectious_until) as traced,
         (select coalesce(o.number, '') from tracing.notice_line l
          join tracing.notice_version v on v.notice_id = l.notice_id and v.n = l.n and v.state <> 'corrected'
          join tracing.notice o on o.id = l.notice_id and o.withdrawn_at is null
          where l.stop_ids @> array[s.id] order by o.first_at nulls last limit 1) as noticed
  from tracing.stop s
  join tracing.case_file c on c.id = s.case_id
  left join places.place place on place.id = s.place_id
  left join places.place area on area.id = s.area_id
  where ${within(sql, scope, sql.unsafe('c.unit_id'))}
    and ${
      'ids' in which
        ? sql`s.id = any(${which.ids as string[]}::uuid[])`
        : 'caseId' in which
          ? sql`s.case_id = ${which.caseId}`
          : sql`s.to_at > ${which.since} and c.confirmed_at > ${which.since}`
    }
  order by s.from_at desc, s.id limit ${limit}`

export interface NewVersion {
  readonly n: number
  readonly organ: string
  readonly phone: string
  readonly advice: string
  readonly correction: string
  readonly policyVersion: string
}

export async function insertNotice(ctx: Context, row: { code: string; unitId: string }): Promise<string> {
  const id = newId(ctx.now)
  await ctx.sql`
    insert into tracing.notice (id, code, unit_id, created_by, created_at)
    values (${id}, ${row.code}, ${row.unitId}, ${ctx.who?.accountId ?? null}, ${ctx.now})`
  return id
}

export const insertVersion = async (ctx: Context, noticeId: string, version: NewVersion) =>
  void (await ctx.sql`
    insert into tracing.notice_version
      (notice_id, n, state, organ, phone, advice, correction, policy_version, created_by, created_at)
    values (${noticeId}, ${version.n}, 'draft', ${version.organ}, ${version.phone}, ${version.advice},
            ${version.correction}, ${version.policyVersion}, ${ctx.who?.accountId ?? null}, ${ctx.now})`)

/** Replaces the lines of a draft. */
export async function writeLines(
  ctx: Context,
  noticeId: string,
  n: number,
  lines: readonly (NewLine & { readonly id: string })[],
): Promise<void> {
  await ctx.sql`delete from tracing.notice_line where notice_id = ${noticeId} and n = ${n}`
  for (const line of lines)
    await ctx.sql`
      insert into tracing.notice_line (notice_id, n, line_id, place, address, unit_id, from_at, to_at, stop_ids)
      values (${noticeId}, ${n}, ${line.id}, ${line.place}, ${line.address}, ${line.unitId}, ${line.from}, ${line.to},
              ${line.stopIds as string[]}::uuid[])`
}

export const writeDraft = async (
  ctx: Context,
  noticeId: string,
  n: number,
  said: Pick<NewVersion, 'organ' | 'phone' | 'advice' | 'correction'>,
) =>
  void (await ctx.sql`
    update tracing.notice_version
    set organ = ${said.organ}, phone = ${said.phone}, advice = ${said.advice}, correction = ${said.correction}
    where notice_id = ${noticeId} and n = ${n} and state = 'draft'`)

export const writeState = async (ctx: Context, noticeId: string, n: number, state: 'draft' | 'asked', returned = '') =>
  void (await ctx.sql`
    update tracing.notice_version set state = ${state}, returned = ${returned}
    where notice_id = ${noticeId} and n = ${n}`)

export async function dropDraft(ctx: Context, notice: NoticeRow, n: number): Promise<void> {
  await ctx.sql`delete from tracing.notice_line where notice_id = ${notice.id} and n = ${n}`
  await ctx.sql`delete from tracing.notice_version where notice_id = ${notice.id} and n = ${n}`
  if (!notice.firstAt) await ctx.sql`delete from tracing.notice where id = ${notice.id}`
}

/** The version before it, if any, is corrected by it. */
export async function writePublication(
  ctx: Context,
  noticeId: string,
  {
    n,
    number,
    expiresOn,
    policyVersion,
  }: { readonly n: number; readonly number: string; readonly expiresOn: string; readonly policyVersion: string },
): Promise<void> {
  const { sql, now, who } = ctx
  await sql`
    update tracing.notice_version set state = 'corrected' where notice_id = ${noticeId} and state = 'published'`
  await sql`
    update tracing.notice_version
    set state = 'published', published_at = ${now}, published_by = ${who?.accountId ?? null},
        policy_version = ${policyVersion}, returned = ''
    where notice_id = ${noticeId} and n = ${n}`
  await sql`
    update tracing.notice set number = ${number}, expires_on = ${expiresOn}, first_at = coalesce(first_at, ${now})
    where id = ${noticeId}`
}

export const writeWithdrawal = async (ctx: Context, noticeId: string, reason: string) =>
  void (await ctx.sql`
    update tracing.notice
    set withdrawn_at = ${ctx.now}, withdrawn_by = ${ctx.who?.accountId ?? null}, withdrawn_reason = ${reason}
    where id = ${noticeId}`)

export interface ListedRow extends NoticeRow {
  readonly versionState: VersionRow['state']
  readonly publishedAt: Date | null
  readonly places: number
  readonly firstPlace: string | null
  readonly reports: number
}
export type ListState = 'draft' | 'asked' | 'current' | 'expired' | 'withdrawn'

export const NOTICES_A_PAGE = 50

const stateIs = (sql: Sql, state: ListState | undefined, today: string) => {
  switch (state) {
    case undefined:
      return sql`true`
    case 'draft':
    case 'asked':
      return sql`v.state = ${state} and o.withdrawn_at is null`
    case 'current':
      return sql`o.withdrawn_at is null and o.expires_on >= ${today}::date`
    case 'expired':
      return sql`o.withdrawn_at is null and o.expires_on < ${today}::date`
    case 'withdrawn':
      return sql`o.withdrawn_at is not null`
  }
}

/** Notices of the caller's reach, latest first, each as its newest version has it. */
export const listNotices = (
  sql: Sql,
  scope: Scope,
  today: string,
  filter: { readonly state?: ListState | undefined; readonly after?: { at: Date; id: string } | undefined },
) => sql<ListedRow[]>`
  select ${noticeColumns(sql)}, v.state as version_state,
         (select published_at from tracing.notice_version p where p.notice_id = o.id and p.state = 'published') as published_at,
         line.places, line.first_place, (select count(*)::int from tracing.notice_report r where r.notice_id = o.id) as reports
  from tracing.notice o
  cross join lateral (select n, state from tracing.notice_version v where v.notice_id = o.id order by n desc limit 1) v
  cross join lateral (
    select count(*)::int as places, (array_agg(place order by from_at, line_id))[1] as first_place
    from tracing.notice_line l where l.notice_id = o.id and l.n = v.n) line
  where ${within(sql, scope, sql.unsafe('o.unit_id'))} and ${stateIs(sql, filter.state, today)}
    and ${filter.after ? sql`(o.created_at, o.id) < (${filter.after.at}, ${filter.after.id})` : sql`true`}
  order by o.created_at desc, o.id desc limit ${NOTICES_A_PAGE + 1}`

export interface CurrentRow {
  readonly noticeId: string
  readonly code: string
  readonly number: string
  readonly organ: string
  readonly phone: string
  readonly publishedAt: Date
  readonly lines: readonly LineRow[]
}

/** What is in force for everybody to read, latest first; with a commune only notices that name a place there. */
export async function currentNotices(sql: Sql, today: string): Promise<CurrentRow[]> {
  const rows = await sql<(Omit<CurrentRow, 'lines'> & { readonly n: number })[]>`
    select o.id as notice_id, o.code, o.number, v.organ, v.phone, v.published_at, v.n
    from tracing.notice o join tracing.notice_version v on v.notice_id = o.id and v.state = 'published'
    where o.first_at is not null and o.withdrawn_at is null and o.expires_on >= ${today}::date
    order by v.published_at desc, o.id`
  const lines = await sql<(LineRow & { readonly noticeId: string })[]>`
    select l.notice_id, l.line_id as id, l.place, l.address, l.unit_id, l.from_at as "from", l.to_at as "to", l.stop_ids
    from tracing.notice_line l
    join unnest(${rows.map(row => row.noticeId)}::uuid[], ${rows.map(row => row.n)}::int[]) as t (id, n)
      on l.notice_id = t.id and l.n = t.n
    order by l.from_at, l.place, l.line_id`
  const byNotice = Map.groupBy(lines, line => line.noticeId)
  return rows.map(row => ({ ...row, lines: byNotice.get(row.noticeId) ?? [] }))
}

/** Who must not be named: the cases of these stops, and those they met whose names a text holds. */
export async function namesNear(sql: Sql, stopIds: readonly string[], textKey: string) {
  const rows = await sql<{ name: string; isCase: boolean }[]>`
    with named as (
      select distinct c.id, c.person_id from tracing.stop s join tracing.case_file c on c.id = s.case_id
      where s.id = any(${stopIds as string[]}::uuid[]))
    select p.full_name as name, true as is_case from named join people.person p on p.id = named.person_id
    union
    select p.full_name, false from named join tracing.contact k on k.case_id = named.id
    join people.person p on p.id = k.person_id
    where position(' ' || p.name_key || ' ' in ${` ${textKey} `}) > 0`
  const namesOf = (isCase: boolean) => rows.filter(row => row.isCase === isCase).map(row => row.name)
  return { cases: namesOf(true), contacts: namesOf(false) }
}

/** How the register of places spells the places of these stops. */
export async function registeredTexts(sql: Sql, stopIds: readonly string[]): Promise<Set<string>> {
  const rows = await sql<{ place: string; address: string }[]>`
    select p.name || coalesce(' – ' || area.name, '') as place, p.address
    from tracing.stop s join places.place p on p.id = s.place_id left join places.place area on area.id = s.area_id
    where s.id = any(${stopIds as string[]}::uuid[])`
  return new Set(rows.flatMap(row => [row.place, row.address]))
}
