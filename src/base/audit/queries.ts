import type { Scope } from '#core/access.ts'
import { DAY_MS } from '#core/clock.ts'
import type { Fragment, Sql } from '#core/db/db.ts'
import { firstIdAt, timeOfId } from '#core/ids.ts'
import type { Finding, KINDS } from './contract.ts'
import type { Onlooker, Shown, Sign } from './rules.ts'

export interface AuditFilter {
  readonly kind: (typeof KINDS)[number]
  readonly accountIds?: readonly string[] | undefined
  readonly personIds?: readonly string[] | undefined
  readonly purpose?: string | undefined
  readonly from?: Date | undefined
  readonly until?: Date | undefined
}

export interface AuditRow {
  readonly id: string
  readonly at: Date
  readonly accountId: string | null
  readonly accountName: string | null
  readonly role: string | null
  readonly office: string | null
  readonly endpoint: string
  readonly refKind: string | null
  readonly refId: string | null
  readonly personId: string | null
  readonly personName: string | null
  readonly unitId: string | null
  readonly byUnitId: string | null
  readonly purpose: string | null
  readonly page: string | null
  readonly requestId: string
  readonly seq: number
  readonly post: string | null
  /** Whom the list showed that was looked at. */
  readonly shown: readonly string[] | null
}

/** What an account was when it acted: its role and office, of which the one of an organisation comes first. */
const heldBy = (sql: Sql, account: Fragment, at: Fragment) => sql`
  left join identity.account account on account.id = ${account}
  left join lateral (
    select g.role, g.organisation_id, g.area_id from identity.role_grant g
    where g.account_id = account.id and g.since <= ${at} and (g.until is null or g.until > ${at})
    order by g.organisation_id is null, g.since limit 1) held on true
  left join units.organisation o on o.id = held.organisation_id
  left join units.unit area on area.id = held.area_id
  left join units.unit home on home.id = account.unit_id`

const OFFICE = 'coalesce(o.name, area.full_name, home.full_name)'

const readable = (sql: Sql, rows: Fragment): Promise<AuditRow[]> => sql<AuditRow[]>`
  select a.id, a.at, a.account_id, account.name as account_name, held.role, ${sql.unsafe(OFFICE)} as office,
         a.endpoint, a.ref_kind, a.ref_id, a.person_id, person.full_name as person_name, a.unit_id, a.by_unit_id,
         a.purpose, a.page, a.request_id, a.seq, a.shown, post.name as post
  from (${rows}) a
  ${heldBy(sql, sql`a.account_id`, sql`a.at`)}
  left join people.person person on person.id = a.person_id
  left join stations.device device on device.id = a.device_id
  left join stations.post post on post.id = device.post_id
  order by a.id desc`

/** Of an area with more units so much is written that its rows are met soon on the way back through all of them. */
const FEW_UNITS = 30

/**
 * A page of the audit, the latest first. In a small area each unit gives its own latest rows, by what was done from there
 * and by what was done to somebody there; no page reads more than it shows by much, however many rows there are.
 */
export function listAudit(
  sql: Sql,
  scope: Scope,
  filter: AuditFilter,
  after: string | undefined,
  limit: number,
): Promise<AuditRow[]> {
  const fits = matches(sql, filter, after)
  if (filter.personIds)
    return listAbout(sql, filter.personIds, sql`${fits} and ${within(sql, scope)}`, {
      from: newest(filter, after),
      limit,
    })
  const isNarrow = filter.accountIds !== undefined
  const rows =
    scope.everywhere || isNarrow || scope.unitIds.length > FEW_UNITS
      ? sql`select a.* from core.audit a where ${fits} and ${within(sql, scope)} order by a.id desc limit ${limit}`
      : sql`
        select distinct on (a.id) a.* from unnest(${scope.unitIds as string[]}::uuid[]) as reached (id)
        cross join lateral (
          (select a.* from core.audit a where a.by_unit_id = reached.id and ${fits} order by a.id desc limit ${limit})
          union all
          (select a.* from core.audit a where a.unit_id = reached.id and ${fits} order by a.id desc limit ${limit})) a
        order by a.id desc limit ${limit}`
  return readable(sql, rows)
}

/** From when a page goes back. */
const newest = ({ until }: AuditFilter, after?: string): Date =>
  after ? timeOfId(after) : new Date(Math.min(until?.getTime() ?? Number.POSITIVE_INFINITY, Date.now()) + DAY_MS)

/** Whoever is shown often fills a page with the last weeks; of whom is not, all years are few rows. */
const REACHES_DAYS = [31, 200, 36_500]

async function listAbout(
  sql: Sql,
  ids: readonly string[],
  fits: Fragment,
  { from, limit }: { readonly from: Date; readonly limit: number },
): Promise<AuditRow[]> {
  let rows: AuditRow[] = []
  for (const days of REACHES_DAYS) {
    const since = firstIdAt(new Date(Math.max(0, from.getTime() - days * DAY_MS)))
    rows = await readable(sql, aboutPeople(sql, ids, sql`a.id >= ${since} and ${fits}`, limit))
    if (rows.length >= limit) break
  }
  return rows
}

/**
 * Looks at people themselves, and at lists that showed them. The second are in no order that an index has: they are found
 * first and put in order then, for going back through the audit until enough were met takes as long as there are rows.
 */
const aboutPeople = (sql: Sql, ids: readonly string[], fits: Fragment, limit: number) => sql`
  (select a.* from core.audit a where a.person_id = any(${ids as string[]}::uuid[]) and ${fits} order by a.id desc limit ${limit})
  union all
  (with found as materialized (
     select a.* from core.audit a where a.shown && ${ids as string[]}::uuid[] and a.shown is not null and ${fits})
   select * from found where person_id is null or person_id <> all(${ids as string[]}::uuid[]) order by id desc limit ${limit})
  order by id desc limit ${limit}`

const within = (sql: Sql, scope: Scope) =>
  scope.everywhere
    ? sql`true`
    : sql`(a.by_unit_id = any(${scope.unitIds as string[]}::uuid[]) or a.unit_id = any(${scope.unitIds as string[]}::uuid[]))`

/** An id says the time of its making: a day more on either side, and only the months that matter are read. */
const matches = (sql: Sql, { kind, accountIds, purpose, from, until }: AuditFilter, after?: string) => sql`
  ${after ? sql`a.id < ${after}` : sql`true`}
  and ${kind === 'all' ? sql`true` : sql`a.purpose is not null and a.account_id is not null`}
  and ${kind === 'people' ? sql`(a.person_id is not null or a.shown is not null)` : sql`true`}
  and ${accountIds ? sql`a.account_id = any(${accountIds as string[]}::uuid[])` : sql`true`}
  and ${purpose ? sql`a.purpose = ${purpose}` : sql`true`}
  and ${from ? sql`a.at >= ${from} and a.id >= ${firstIdAt(new Date(from.getTime() - DAY_MS))}` : sql`true`}
  and ${until ? sql`a.at < ${until} and a.id < ${firstIdAt(new Date(until.getTime() + DAY_MS))}` : sql`true`}`

export async function auditRow(sql: Sql, scope: Scope, id: string): Promise<AuditRow | undefined> {
  const [row] = await readable(sql, sql`select a.* from core.audit a where a.id = ${id} and ${within(sql, scope)}`)
  return row
}

const MOST_SAME = 50

/** The rows that the same request wrote in the area. */
export const sameRequest = (sql: Sql, scope: Scope, row: AuditRow): Promise<AuditRow[]> =>
  readable(
    sql,
    sql`
      select a.* from core.audit a
      where a.account_id is not distinct from ${row.accountId} and a.request_id = ${row.requestId} and a.id <> ${row.id}
        and a.at between ${new Date(row.at.getTime() - DAY_MS)} and ${new Date(row.at.getTime() + DAY_MS)}
        and a.seq between ${row.seq - 5000} and ${row.seq + 5000} and ${within(sql, scope)}
      limit ${MOST_SAME}`,
  )

export async function sealOf(sql: Sql, seq: number): Promise<{ block: number; at: Date } | undefined> {
  const [row] = await sql<{ block: number; at: Date }[]>`
    select n as block, at from core.audit_block where first_seq <= ${seq} and last_seq >= ${seq} and count > 0 limit 1`
  return row
}

const MOST_OFFICERS = 200

/** Officers by words of the name or the beginning of the login. */
export async function officersNamed(sql: Sql, text: string, words: readonly string[]): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from identity.account a
    where starts_with(a.login, ${text.toLowerCase()})
       or (select bool_and(' ' || a.name_key like '% ' || word || '%') from unnest(${words as string[]}::text[]) word)
    order by a.kind = 'officer' desc, a.id limit ${MOST_OFFICERS}`
  return rows.map(row => row.id)
}

export interface LookRow {
  readonly id: string
  readonly at: Date
  readonly day: string
  readonly times: number
  readonly purpose: string
  readonly accountId: string
  readonly byUnitId: string | null
  readonly name: string
  readonly role: string | null
  readonly office: string | null
}

/** Who of the offices looked at a person, or at a list that showed them, one row for a day, an account and a purpose; without the accounts of the household. */
export const looksAt = (
  sql: Sql,
  entries: readonly string[],
  household: readonly string[],
  since: Date,
): Promise<LookRow[]> => sql<LookRow[]>`
  with look as (
    select a.account_id, a.purpose, (a.at at time zone 'Asia/Ho_Chi_Minh')::date as day, max(a.at) as at,
           count(*)::int as times, (array_agg(a.id order by a.id desc))[1] as id,
           (array_agg(a.by_unit_id order by a.id desc))[1] as by_unit_id
    from (
      select id, at, account_id, by_unit_id, purpose from core.audit
      where person_id = any(${entries as string[]}::uuid[]) and at > ${since} and id >= ${firstIdAt(new Date(since.getTime() - DAY_MS))}
      union all
      select id, at, account_id, by_unit_id, purpose from core.audit
      where shown && ${entries as string[]}::uuid[] and shown is not null and at > ${since}
        and id >= ${firstIdAt(new Date(since.getTime() - DAY_MS))}
        and (person_id is null or person_id <> all(${entries as string[]}::uuid[]))) a
    where a.purpose is not null and a.account_id is not null
    group by 1, 2, 3)
  select look.id, look.at, look.day::text as day, look.times, look.purpose, look.account_id, look.by_unit_id, account.name, held.role, ${sql.unsafe(OFFICE)} as office
  from look ${heldBy(sql, sql`look.account_id`, sql`look.at`)}
  where account.person_id is null or account.person_id <> all(${household as string[]}::uuid[])
  order by look.at desc limit 200`

export interface Held {
  readonly id: string
  readonly name: string
  readonly unitId: string | null
  readonly role: string | null
  readonly office: string | null
}

export async function accountHeld(sql: Sql, accountId: string, at: Date): Promise<Held | undefined> {
  const [row] = await sql<Held[]>`
    select account.id, account.name, account.unit_id, held.role, ${sql.unsafe(OFFICE)} as office
    from (select ${accountId}::uuid as id) asked ${heldBy(sql, sql`asked.id`, sql`${at}::timestamptz`)}`
  return row?.id ? row : undefined
}

export interface QuestionRow {
  readonly id: string
  readonly personId: string
  readonly accountId: string
  readonly auditId: string
  readonly day: string
  readonly purpose: string
  readonly unitId: string
  readonly textSealed: Buffer
  readonly askedBy: string
  readonly askedAt: Date
  readonly answerSealed: Buffer | null
  readonly answeredAt: Date | null
  readonly dueAt: Date | null
}

const questionColumns = (sql: Sql) => sql`
  q.id, q.person_id, q.account_id, q.audit_id, q.day::text as day, q.purpose, q.unit_id, q.text_sealed, q.asked_by,
  q.asked_at, q.answer_sealed, q.answered_at,
  (select i.due_at from work.item i where i.subject_kind = 'audit-question' and i.subject_id = q.id::text and i.open limit 1) as due_at`

export const questionsOf = (sql: Sql, entries: readonly string[]): Promise<QuestionRow[]> => sql<QuestionRow[]>`
  select ${questionColumns(sql)} from audit.question q where q.person_id = any(${entries as string[]}::uuid[])
  order by q.asked_at desc limit 500`

export async function questionBy(sql: Sql, id: string): Promise<QuestionRow | undefined> {
  const [row] = await sql<QuestionRow[]>`select ${questionColumns(sql)} from audit.question q where q.id = ${id}`
  return row
}

export type NewQuestion = Omit<QuestionRow, 'answerSealed' | 'answeredAt' | 'dueAt'>

/** Answers the id of the new one, or nothing where it was asked before. */
export async function insertQuestion(sql: Sql, q: NewQuestion): Promise<string | undefined> {
  const [row] = await sql<{ id: string }[]>`
    insert into audit.question
      (id, person_id, account_id, audit_id, day, purpose, unit_id, text_sealed, asked_by, asked_at)
    values (${q.id}, ${q.personId}, ${q.accountId}, ${q.auditId}, ${q.day}, ${q.purpose}, ${q.unitId}, ${q.textSealed},
            ${q.askedBy}, ${q.askedAt})
    on conflict do nothing returning id`
  return row?.id
}

export interface Answering {
  readonly sealed: Buffer
  readonly by: string
  readonly at: Date
}

export const answerQuestion = (sql: Sql, id: string, { sealed, by, at }: Answering) => sql`
  update audit.question set answer_sealed = ${sealed}, answered_by = ${by}, answered_at = ${at} where id = ${id}`

/** The newest row there is, and the one up to which was watched. */
export async function watched(sql: Sql): Promise<{ seen: string | null; newest: string | null }> {
  const [row] = await sql<{ seen: string | null; newest: string | null }[]>`
    select (select seen_id from audit.watch) as seen, (select id from core.audit order by id desc limit 1) as newest`
  return row ?? { seen: null, newest: null }
}

export const noteWatched = (sql: Sql, id: string) => sql`
  insert into audit.watch (seen_id) values (${id}) on conflict (singleton) do update set seen_id = excluded.seen_id`

/** Officers who saw anybody since a row, opened or in a list, and people who were looked at. */
export async function stirred(sql: Sql, sinceId: string): Promise<{ accounts: string[]; people: string[] }> {
  const [row] = await sql<{ accounts: string[] | null; people: string[] | null }[]>`
    select array_agg(distinct a.account_id) as accounts, array_agg(distinct a.person_id) filter (where a.person_id is not null) as people
    from core.audit a join identity.account o on o.id = a.account_id and o.kind = 'officer'
    where a.id > ${sinceId} and a.purpose is not null and (a.person_id is not null or a.shown is not null)`
  return { accounts: row?.accounts ?? [], people: row?.people ?? [] }
}

export interface LookedRow {
  readonly at: Date
  readonly personId: string
  readonly viaRegister: boolean
  readonly byUnitId: string | null
  readonly family: boolean
  /** The units whose work is about the person, and of that what the officer held or moved. */
  readonly unitIds: readonly string[]
  readonly isOwn: boolean
}

/** What an officer looked at since a time. */
export const lookedBy = (sql: Sql, accountId: string, since: Date): Promise<LookedRow[]> => sql<LookedRow[]>`
  with look as (
    select a.at, a.person_id, a.ref_kind = 'person' as via_register, a.by_unit_id
    from core.audit a
    where a.account_id = ${accountId} and a.at > ${since} and a.id >= ${firstIdAt(new Date(since.getTime() - DAY_MS))}
      and a.purpose is not null and a.person_id is not null),
  known as (
    select l.person_id, array_agg(distinct i.unit_id) as unit_ids,
           bool_or(i.holder_id = ${accountId} or i.opened_by = ${accountId}
             or exists (select from work.step s where s.item_id = i.id and s.account_id = ${accountId})) as is_own
    from (select distinct person_id from look) l join work.item i on i.person_id = l.person_id group by 1)
  select look.at, look.person_id, coalesce(look.via_register, false) as via_register, look.by_unit_id,
         coalesce(p.id = account.person_id or p.household_id = own.household_id, false) as family,
         coalesce(known.unit_ids, '{}') as unit_ids, coalesce(known.is_own, false) as is_own
  from look
  join identity.account account on account.id = ${accountId}
  left join people.person own on own.id = account.person_id
  left join people.person p on p.id = look.person_id
  left join known on known.person_id = look.person_id`

const isLookOf = (sql: Sql, accountId: string, from: Date, until?: Date) => sql`
  a.account_id = ${accountId} and a.at >= ${from} and a.id >= ${firstIdAt(new Date(from.getTime() - DAY_MS))}
  and a.purpose is not null and ${until ? sql`a.at < ${until}` : sql`true`}`

const openedRows = (sql: Sql, accountId: string, from: Date, until: Date) => sql`
  select a.at, a.person_id from core.audit a
  where ${isLookOf(sql, accountId, from, until)} and a.person_id is not null`

const listedRows = (sql: Sql, accountId: string, from: Date, until?: Date) => sql`
  select a.at, unnest(a.shown) as person_id from core.audit a
  where ${isLookOf(sql, accountId, from, until)} and a.shown is not null`

/** Whom lists showed an officer since a time. */
export const listedTo = (sql: Sql, accountId: string, since: Date): Promise<Shown[]> =>
  sql<Shown[]>`${listedRows(sql, accountId, since)}`

/** The busiest hour of each day before, and the hours on which anybody was seen: opened, or in lists. */
export const habitRows = (sql: Sql, which: 'opened' | 'listed', accountId: string, from: Date, until: Date) => sql<
  { day: string; people: number; hours: number[] }[]
>`
  with hour as (
    select (a.at at time zone 'Asia/Ho_Chi_Minh')::date as day,
           extract(hour from a.at at time zone 'Asia/Ho_Chi_Minh')::int as hour, count(distinct a.person_id)::int as people
    from (${which === 'opened' ? openedRows(sql, accountId, from, until) : listedRows(sql, accountId, from, until)}) a
    group by 1, 2)
  select day::text as day, max(people) as people, array_agg(hour) as hours from hour group by 1`

/** Which officers looked at some people since a time. */
export const onlookers = (sql: Sql, people: readonly string[], since: Date) => sql<
  (Onlooker & { readonly personId: string })[]
>`
  select a.person_id, a.account_id, coalesce(o.unit_id, a.by_unit_id) as unit_id, max(a.at) as at
  from core.audit a join identity.account o on o.id = a.account_id and o.kind = 'officer'
  where a.person_id = any(${people as string[]}::uuid[]) and a.at > ${since}
    and a.id >= ${firstIdAt(new Date(since.getTime() - DAY_MS))} and a.purpose is not null
  group by 1, 2, 3`

export interface AlertRow {
  readonly id: string
  readonly accountId: string | null
  readonly personId: string | null
  readonly unitId: string
  readonly at: Date
  readonly closedAt: Date | null
  readonly finding: Finding | null
}

export type About = { readonly accountId: string } | { readonly personId: string }

const isAbout = (sql: Sql, about: About) =>
  'accountId' in about ? sql`account_id = ${about.accountId}` : sql`person_id = ${about.personId}`

/** The alert that is open about somebody, or else the newest since a time. */
export async function alertAbout(sql: Sql, about: About, since: Date): Promise<AlertRow | undefined> {
  const [row] = await sql<AlertRow[]>`
    select id, account_id, person_id, unit_id, at, closed_at, finding from audit.alert
    where ${isAbout(sql, about)} and (closed_at is null or closed_at > ${since})
    order by closed_at is null desc, at desc limit 1`
  return row
}

export async function alertBy(sql: Sql, id: string): Promise<AlertRow | undefined> {
  const [row] = await sql<AlertRow[]>`
    select id, account_id, person_id, unit_id, at, closed_at, finding from audit.alert where id = ${id}`
  return row
}

export const insertAlert = (sql: Sql, id: string, about: About, unitId: string, at: Date) => sql`
  insert into audit.alert (id, account_id, person_id, unit_id, at)
  values (${id}, ${'accountId' in about ? about.accountId : null}, ${'personId' in about ? about.personId : null},
          ${unitId}, ${at})`

/** A sign that goes on grows; one of a rule that begins later is another. */
export async function noteSigns(sql: Sql, alertId: string, signs: readonly Sign[]): Promise<void> {
  for (const { rule, since, until, people, most, usual } of signs)
    await sql`
      insert into audit.sign (alert_id, rule, since, until, people, most, usual)
      values (${alertId}, ${rule}, ${since}, ${until}, ${people}, ${most}, ${usual})
      on conflict (alert_id, rule, since) do update
      set until = greatest(sign.until, excluded.until), people = greatest(sign.people, excluded.people)`
}

export const signsIn = (sql: Sql, alertId: string): Promise<Sign[]> => sql<Sign[]>`
  select rule, since, until, people, most, usual from audit.sign where alert_id = ${alertId} order by since, rule`

export const closeAlert = (sql: Sql, id: string, finding: Finding, at: Date) => sql`
  update audit.alert set closed_at = ${at}, finding = ${finding} where id = ${id} and closed_at is null`

/** The areas of those who audit, the widest of which is told of what concerns all of them. */
export const auditingAreas = (sql: Sql, now: Date) => sql<{ areaId: string }[]>`
  select distinct area_id from identity.role_grant
  where role in ('auditor', 'administrator') and area_id is not null and (until is null or until > ${now})`
