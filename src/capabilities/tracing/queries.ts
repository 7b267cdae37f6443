import { isNamed, type Named, wordsPattern } from '#base/people/named.ts'
import type { Scope } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import type { Sql } from '#core/db/db.ts'
import { newId } from '#core/ids.ts'
import { notFound } from '#core/problem.ts'
import { type SortColumn, sortedBy } from '#core/sorting.ts'
import type { Ending, HOWS } from './contract.ts'
import { type Meeting, type Presence, recordedPresences } from './meetings.ts'
import type { Exposure } from './rules.ts'

export interface CaseRow {
  readonly id: string
  readonly number: string
  readonly personId: string
  readonly name: string
  readonly birthDate: string | null
  readonly restricted: boolean
  readonly unitId: string
  readonly unitName: string | null
  readonly origin: 'community' | 'isolation-site' | 'locked-area' | 'entry' | 'other-province'
  readonly onsetOn: string | null
  readonly sampledAt: Date | null
  readonly confirmedAt: Date
  readonly isolatedAt: Date | null
  readonly infectiousFrom: Date
  readonly infectiousUntil: Date | null
  readonly policyVersion: string
  readonly note: string
  readonly sourceCaseId: string | null
  readonly sourceNumber: string | null
  readonly sourceHow: string
  readonly outcome: Ending | null
  readonly outcomeOn: string | null
  readonly outcomeAt: Date | null
  readonly outcomeFacility: string
  readonly tracedAt: Date | null
  readonly toReview: number
  readonly contacts: number
}

const caseColumns = (sql: Sql) => sql`
  c.id, c.number, c.person_id, p.full_name as name, p.birth_date, p.restricted_at is not null as restricted, c.unit_id, u.full_name as unit_name, c.origin,
  c.onset_on, c.sampled_at, c.confirmed_at, c.isolated_at, c.infectious_from, c.infectious_until, c.policy_version,
  c.note, c.outcome, c.outcome_on, c.outcome_at, c.outcome_facility, c.traced_at, c.source_case_id, c.source_how, (select number from tracing.case_file s where s.id = c.source_case_id) as source_number,
  (select count(*) from tracing.contact k where k.case_id = c.id and k.state = 'review') as to_review,
  (select count(*) from tracing.contact k where k.case_id = c.id and k.state = 'contact') as contacts`

export async function getCase(sql: Sql, caseId: string): Promise<CaseRow | undefined> {
  const [row] = await sql<CaseRow[]>`
    select ${caseColumns(sql)} from tracing.case_file c
    join people.person p on p.id = c.person_id left join units.unit u on u.id = c.unit_id
    where c.id = ${caseId}`
  return row
}

export async function mustCase(ctx: Context, caseId: string): Promise<CaseRow> {
  const file = await getCase(ctx.sql, caseId)
  if (!file) throw notFound('case')
  return file
}

export const CASES_A_PAGE = 50

export interface CaseFilter {
  readonly unitIds?: readonly string[] | undefined
  /** Of whom it is, or a part of its number. */
  readonly named?: Named | undefined
  readonly waiting?: boolean | undefined
  /** Whether it is over. */
  readonly ended?: boolean | undefined
}

/** Of cases `c`, with their people `p`. */
export function caseConditions(sql: Sql, scope: Scope, { unitIds, named, waiting, ended }: CaseFilter) {
  return sql`
    ${scope.everywhere ? sql`true` : sql`c.unit_id = any(${scope.unitIds as string[]}::uuid[])`}
      and ${unitIds ? sql`c.unit_id = any(${unitIds as string[]}::uuid[])` : sql`true`}
      and ${named ? sql`(${isNamed(sql, named, sql`c.person_id`)} or lower(c.number) like ${named.pattern})` : sql`true`}
      and ${waiting ? sql`c.id in (select case_id from tracing.contact where state = 'review')` : sql`true`}
      and ${ended === undefined ? sql`true` : ended ? sql`c.closed_at is not null` : sql`c.closed_at is null`}`
}

/** Without a day of onset, before all others. */
const CASE_ORDERS = {
  number: { type: 'text', by: sql => sql`c.number` },
  onset: { type: 'day', by: sql => sql`coalesce(c.onset_on, date '0001-01-01')` },
  confirmed: { type: 'instant', by: sql => sql`c.confirmed_at` },
} satisfies Record<string, SortColumn>
export type CaseOrder = keyof typeof CASE_ORDERS | `-${keyof typeof CASE_ORDERS}`

export function listCases(
  sql: Sql,
  scope: Scope,
  { sort, after, ...filter }: CaseFilter & { readonly sort: CaseOrder; readonly after?: string | undefined },
): Promise<(CaseRow & { readonly sortKey: string })[]> {
  const sorted = sortedBy(sql, CASE_ORDERS, sort, { id: sql`c.id`, after })
  return sql<(CaseRow & { readonly sortKey: string })[]>`
    select ${caseColumns(sql)}, ${sorted.key} as sort_key from tracing.case_file c
    join people.person p on p.id = c.person_id left join units.unit u on u.id = c.unit_id
    where ${caseConditions(sql, scope, filter)} and ${sorted.after}
    order by ${sorted.order} limit ${CASES_A_PAGE + 1}`
}

/** Counts no further than this: “hơn 1.000”. */
export const MOST_CASES_COUNTED = 1000

/** Never over a join: undefined where people are so many that they would have to be joined. */
export async function countCases(sql: Sql, scope: Scope, filter: CaseFilter): Promise<number | undefined> {
  if (filter.named && !filter.named.ids) return undefined
  const [row] = await sql<{ n: number }[]>`
    select count(*) as n from (
      select from tracing.case_file c
      where ${caseConditions(sql, scope, filter)} limit ${MOST_CASES_COUNTED + 1}) counted`
  return row?.n ?? 0
}

/** The open file of a person, if any. */
export async function openCaseOf(sql: Sql, personId: string) {
  const [row] = await sql<{ id: string; number: string; unitId: string }[]>`
    select id, number, unit_id from tracing.case_file where person_id = ${personId} and closed_at is null`
  return row
}

/** The case that contacts come from, the nearest and the first decided of several. */
export async function sourceOf(sql: Sql, contactIds: readonly string[]) {
  const [row] = await sql<{ caseId: string; number: string }[]>`
    select c.id as case_id, c.number from tracing.contact k join tracing.case_file c on c.id = k.case_id
    where k.id = any(${contactIds as string[]}::uuid[]) order by k.generation, k.decided_at, k.id limit 1`
  return row
}

export interface NewCaseRow {
  readonly personId: string
  readonly unitId: string
  readonly origin: string
  readonly onsetOn: string | null
  readonly sampledAt: Date | null
  readonly confirmedAt: Date
  readonly isolatedAt: Date | null
  readonly sourceCaseId?: string | undefined
  readonly note?: string | undefined
  readonly infectiousFrom: Date
  readonly infectiousUntil: Date | null
  readonly policyVersion: string
}

export async function insertCase(ctx: Context, row: NewCaseRow): Promise<{ id: string; number: string }> {
  const id = newId(ctx.now)
  const [made] = await ctx.sql<{ number: string }[]>`
    insert into tracing.case_file (id, number, person_id, unit_id, disease, origin, onset_on, sampled_at, confirmed_at,
      isolated_at, infectious_from, infectious_until, policy_version, source_case_id, note, created_by, created_at)
    values (${id}, 'BN' || lpad(nextval('tracing.case_number')::text, 6, '0'), ${row.personId}, ${row.unitId},
      'covid-19', ${row.origin}, ${row.onsetOn}, ${row.sampledAt}, ${row.confirmedAt}, ${row.isolatedAt},
      ${row.infectiousFrom}, ${row.infectiousUntil}, ${row.policyVersion}, ${row.sourceCaseId ?? null},
      ${row.note ?? ''}, ${ctx.who?.accountId ?? null}, ${ctx.now})
    returning number`
  return { id, number: made?.number ?? '' }
}

export interface StopRow {
  readonly id: string
  readonly source: 'interview' | 'visit'
  readonly words: string
  readonly placeId: string | null
  readonly areaId: string | null
  readonly placeName: string | null
  readonly areaName: string | null
  readonly unitName: string | null
  readonly fromAt: Date
  readonly toAt: Date
  readonly estimated: boolean
  readonly companions: string
  readonly createdAt: Date
}

export const stopsOf = (sql: Sql, caseId: string): Promise<StopRow[]> => sql<StopRow[]>`
  select s.id, s.source, s.words, s.place_id, s.area_id, p.name as place_name, area.name as area_name,
         u.full_name as unit_name, s.from_at, s.to_at, s.estimated, s.companions, s.created_at
  from tracing.stop s
  left join places.place p on p.id = s.place_id left join places.place area on area.id = s.area_id left join units.unit u on u.id = p.unit_id
  where s.case_id = ${caseId} order by s.from_at, s.id`

/** Copies the recorded visits of a case into its file, where they outlive the days that visits are kept. */
export async function copyVisits(ctx: Context, caseId: string, personIds: readonly string[]): Promise<void> {
  const { sql, now } = ctx
  await sql`
    insert into tracing.stop (id, case_id, source, words, place_id, area_id, from_at, to_at, estimated, visit_scan_id, created_at)
    select gen_random_uuid(), ${caseId}, 'visit', words, place_id, area_id, from_at, to_at, estimated, scan_id, ${now}
    from (${recordedPresences(sql, personIds)} and v.in_at < ${now}) as presence
    where to_at > from_at
    on conflict (case_id, visit_scan_id) where visit_scan_id is not null
      do update set to_at = excluded.to_at, estimated = excluded.estimated`
}

export interface Candidate {
  readonly personId: string
  readonly viaId: string
  readonly how: (typeof HOWS)[number]
  readonly metFrom: Date
  readonly metUntil: Date
  readonly minutes: number
  readonly estimated: boolean
  readonly sameArea: boolean
  readonly exposure: Exposure
  /** Of somebody the case named: what it said. */
  readonly reason?: string
}

/**
 * Adds candidates for review; those that the case has already are brought up to date as long as nobody has decided.
 * Answers how many are new.
 */
export async function saveCandidates(
  ctx: Context,
  about: { caseId: string; generation: number; policyVersion: string },
  found: readonly Candidate[],
): Promise<number> {
  if (!found.length) return 0
  const rows = await ctx.sql<{ isNew: boolean }[]>`
    insert into tracing.contact as k (id, case_id, person_id, generation, via_person_id, how, met_from, met_until, minutes,
      estimated, same_area, exposure, reason, unit_id, policy_version, created_at)
    select f.id, ${about.caseId}, f.person_id, ${about.generation}, f.via_id, f.how, f.met_from, f.met_until, f.minutes,
           f.estimated, f.same_area, f.exposure, f.reason, p.unit_id, ${about.policyVersion}, ${ctx.now}
    from unnest(
      ${found.map(() => newId(ctx.now))}::uuid[], ${found.map(f => f.personId)}::uuid[], ${found.map(f => f.viaId)}::uuid[],
      ${found.map(f => f.how)}::text[], ${found.map(f => f.metFrom)}::timestamptz[],
      ${found.map(f => f.metUntil)}::timestamptz[], ${found.map(f => f.minutes)}::int[],
      ${found.map(f => f.estimated)}::boolean[], ${found.map(f => f.sameArea)}::boolean[],
      ${found.map(f => f.exposure)}::text[], ${found.map(f => f.reason ?? '')}::text[])
      as f (id, person_id, via_id, how, met_from, met_until, minutes, estimated, same_area, exposure, reason)
    join people.person p on p.id = f.person_id
    on conflict (case_id, person_id) do update
      set met_from = excluded.met_from, met_until = excluded.met_until, minutes = excluded.minutes,
          estimated = excluded.estimated, same_area = excluded.same_area, exposure = excluded.exposure,
          via_person_id = excluded.via_person_id, generation = excluded.generation,
          how = case when k.how in ('named', 'reported') then k.how else excluded.how end,
          reason = case when excluded.how = 'named' then excluded.reason else k.reason end
      where k.state = 'review' and k.generation >= excluded.generation
    returning xmax = 0 as is_new`
  return rows.filter(row => row.isNew).length
}

/**
 * Those who were only listed because of where they were, and are not found there any more (a stop was taken back, the
 * period became shorter), leave the list as long as nobody has decided.
 */
export async function dropUnfound(
  ctx: Context,
  about: { readonly caseId: string; readonly generation: number },
  foundIds: readonly string[],
): Promise<void> {
  const { sql } = ctx
  const gone = sql`
    select id from tracing.contact
    where case_id = ${about.caseId} and generation = ${about.generation} and state = 'review' and how not in ('named', 'reported')
      and person_id <> all(${foundIds as string[]}::uuid[])`
  await sql`delete from tracing.meeting where contact_id in (${gone})`
  await sql`delete from tracing.contact where id in (${gone})`
}

/** The evidence: replaces the meetings of these contacts. */
export async function saveMeetings(ctx: Context, caseId: string, meetings: readonly Meeting[]): Promise<void> {
  const { sql } = ctx
  const personIds = [...new Set(meetings.map(m => m.personId))]
  await sql`
    delete from tracing.meeting where contact_id in (
      select id from tracing.contact where case_id = ${caseId} and person_id = any(${personIds}::uuid[]))`
  await sql`
    insert into tracing.meeting (contact_id, place_id, area_id, from_at, until_at, estimated, same_area)
    select k.id, m.place_id, m.area_id, m.from_at, m.until_at, m.estimated, m.same_area
    from unnest(
      ${meetings.map(m => m.personId)}::uuid[], ${meetings.map(m => m.placeId)}::uuid[],
      ${meetings.map(m => m.areaId)}::uuid[], ${meetings.map(m => m.from)}::timestamptz[],
      ${meetings.map(m => m.until)}::timestamptz[], ${meetings.map(m => m.estimated)}::boolean[],
      ${meetings.map(m => m.sameArea)}::boolean[])
      as m (person_id, place_id, area_id, from_at, until_at, estimated, same_area)
    join tracing.contact k on k.case_id = ${caseId} and k.person_id = m.person_id`
}

export interface ContactRow {
  readonly id: string
  readonly caseId: string
  readonly personId: string
  readonly name: string
  readonly birthDate: string | null
  readonly restricted: boolean
  readonly unitId: string | null
  readonly unitName: string | null
  readonly generation: number
  readonly via: string
  readonly how: (typeof HOWS)[number]
  readonly metFrom: Date
  readonly metUntil: Date
  readonly minutes: number
  readonly estimated: boolean
  readonly sameArea: boolean
  readonly exposure: Exposure
  readonly state: 'review' | 'contact' | 'dismissed'
  readonly reason: string
  readonly reachedAt: Date | null
  readonly place: string | null
  readonly places: number
  readonly caseNumber: string | null
}

export interface ContactFilter {
  readonly state?: string | undefined
  readonly generation?: number | undefined
  readonly exposure?: string | undefined
  readonly q?: string | undefined
}

/** Contacts `k` of a case. Names are joined only where they are asked for: a case may have thousands of contacts. */
const contactsWhere = (sql: Sql, caseId: string, { state, generation, exposure, q }: ContactFilter) => sql`
  from tracing.contact k ${q?.trim() ? sql`join people.person p on p.id = k.person_id` : sql``}
  where k.case_id = ${caseId}
    and ${state ? sql`k.state = ${state}` : sql`true`}
    and ${generation ? sql`k.generation = ${generation}` : sql`true`}
    and ${exposure ? sql`k.exposure = ${exposure}` : sql`true`}
    and ${q?.trim() ? sql`p.name_key like ${wordsPattern(q)}` : sql`true`}`

export const CONTACTS_A_PAGE = 200

/** Of contacts `k`, which `listed` holds. */
const contactColumns = (sql: Sql) => sql`
    select k.id, k.case_id, k.person_id, p.full_name as name, p.birth_date, p.restricted_at is not null as restricted, k.unit_id, u.full_name as unit_name,
           k.generation, via.full_name as via, k.how, k.met_from, k.met_until, k.minutes, k.estimated, k.same_area,
           k.exposure, k.state, k.reason, k.reached_at, met.place, coalesce(met.places, 0) as places,
           (select number from tracing.case_file c where c.person_id = k.person_id and c.closed_at is null) as case_number
    from listed k
    join people.person p on p.id = k.person_id
    join people.person via on via.id = k.via_person_id
    left join units.unit u on u.id = k.unit_id
    left join lateral (
      select (array_agg(at.name order by at.together desc, at.name))[1] as place, count(*)::int as places
      from (select place.name, sum(m.until_at - m.from_at) as together
            from tracing.meeting m join places.place on place.id = m.place_id
            where m.contact_id = k.id group by place.id, place.name) at) met on true`

/** One contact, with when it was decided on. */
export async function contactOf(
  sql: Sql,
  contactId: string,
): Promise<(ContactRow & { readonly decidedAt: Date | null }) | undefined> {
  const [row] = await sql<(ContactRow & { decidedAt: Date | null })[]>`
    with listed as (select k.* from tracing.contact k where k.id = ${contactId}),
    shown as (${contactColumns(sql)})
    select shown.*, listed.decided_at from shown join listed on listed.id = shown.id`
  return row
}

/** Heaviest first, as the index `contact_heaviest` has it. What is said of places is looked up for the rows of the page alone. */
export function contactsOf(
  sql: Sql,
  caseId: string,
  filter: ContactFilter & { after?: { rank: number; minutes: number; id: string } | undefined },
): Promise<ContactRow[]> {
  const { after } = filter
  const rank = sql`(case k.exposure when 'high' then 0 when 'medium' then 1 else 2 end)`
  return sql<ContactRow[]>`
    with listed as (
      select k.*, ${rank} as rank
      ${contactsWhere(sql, caseId, filter)}
        and ${
          after ? sql`(${rank}, -k.minutes, k.id) > (${after.rank}, ${-after.minutes}, ${after.id}::uuid)` : sql`true`
        }
      order by ${rank}, -k.minutes, k.id limit ${CONTACTS_A_PAGE + 1})
    ${contactColumns(sql)}
    order by k.rank, -k.minutes, k.id`
}

/** Counts no further than this: “hơn 20.000”. */
export const MOST_CONTACTS_COUNTED = 20_000

export async function countListed(sql: Sql, caseId: string, filter: ContactFilter): Promise<number> {
  const [row] = await sql<{ n: number }[]>`
    select count(*) as n from (
      select ${contactsWhere(sql, caseId, filter)} limit ${MOST_CONTACTS_COUNTED + 1}) counted`
  return row?.n ?? 0
}

export interface GenerationRow {
  readonly generation: number
  readonly review: number
  readonly contact: number
  readonly dismissed: number
  readonly reached: number
}

/** How far the review of each generation is. */
export const countContacts = (sql: Sql, caseId: string): Promise<GenerationRow[]> => sql<GenerationRow[]>`
  select generation, count(*) filter (where state = 'review') as review,
         count(*) filter (where state = 'contact') as contact,
         count(*) filter (where state = 'dismissed') as dismissed, count(reached_at) as reached
  from tracing.contact where case_id = ${caseId} group by generation order by generation`

export interface Decided {
  readonly id: string
  readonly personId: string
  readonly unitId: string | null
  readonly generation: number
  /** The decision before this one, if there was one. */
  readonly earlierAt: Date | null
}

export interface Decision {
  readonly decision: 'contact' | 'dismissed' | 'review'
  readonly reason: string
  /** Until when the commune is to have spoken with a contact. */
  readonly reachBy: Date
}

/**
 * Writes the decision on those that were decided otherwise or not yet; answers them. “review” takes a decision back.
 */
export const decideContacts = (
  ctx: Context,
  caseId: string,
  contactIds: readonly string[],
  { decision, reason, reachBy }: Decision,
): Promise<Decided[]> => ctx.sql<Decided[]>`
  with before as (
    select id, decided_at from tracing.contact
    where case_id = ${caseId} and id = any(${contactIds as string[]}::uuid[]) and state <> ${decision}
    order by id for update)
  update tracing.contact k
  set state = ${decision}, reason = ${reason},
      decided_by = ${decision === 'review' ? null : (ctx.who?.accountId ?? null)},
      decided_at = ${decision === 'review' ? null : ctx.now},
      reach_by = ${decision === 'contact' ? reachBy : null}, overdue = false
  from before where k.id = before.id
  returning k.id, k.person_id, k.unit_id, k.generation, before.decided_at as earlier_at`

/** Notes those whom nobody has spoken with in time; answers them. Those noted before are not among them. */
export const noteOverdue = ({ sql, now }: Context): Promise<{ id: string }[]> => sql<{ id: string }[]>`
  update tracing.contact set overdue = true
  where state = 'contact' and reached_at is null and not overdue and reach_by < ${now}
  returning id`

/** Contacts of a generation, each with the moment from which it may have passed it on. */
export const exposedOf = (sql: Sql, caseId: string, generation: number, latentHours: number) => sql<
  { personId: string; exposedAt: Date }[]
>`
  select person_id, met_from + make_interval(hours => ${latentHours}) as exposed_at
  from tracing.contact where case_id = ${caseId} and generation = ${generation} and state = 'contact'`

/** Whom the case has in a nearer generation, whatever was decided. */
export async function nearerThan(sql: Sql, caseId: string, generation: number): Promise<string[]> {
  const rows = await sql<{ personId: string }[]>`
    select person_id from tracing.contact where case_id = ${caseId} and generation < ${generation}`
  return rows.map(row => row.personId)
}

export const toPresence = (personId: string, stop: StopRow): Presence[] =>
  stop.placeId
    ? [
        {
          personId,
          placeId: stop.placeId,
          areaId: stop.areaId,
          from: stop.fromAt,
          to: stop.toAt,
          estimated: stop.estimated,
        },
      ]
    : []
