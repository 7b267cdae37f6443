import { nameKey } from '#base/people/identifiers.ts'
import type { Scope } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import type { Sql } from '#core/db/db.ts'
import { newId } from '#core/ids.ts'
import type { Meeting, Presence } from './meetings.ts'
import type { Exposure } from './rules.ts'

export interface CaseRow {
  readonly id: string
  readonly number: string
  readonly personId: string
  readonly name: string
  readonly birthDate: string | null
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
  readonly tracedAt: Date | null
  readonly toReview: number
  readonly contacts: number
}

const caseColumns = (sql: Sql) => sql`
  c.id, c.number, c.person_id, p.full_name as name, p.birth_date, c.unit_id, u.full_name as unit_name, c.origin,
  c.onset_on, c.sampled_at, c.confirmed_at, c.isolated_at, c.infectious_from, c.infectious_until, c.policy_version,
  c.note, c.traced_at,
  (select count(*) from tracing.contact k where k.case_id = c.id and k.state = 'review') as to_review,
  (select count(*) from tracing.contact k where k.case_id = c.id and k.state = 'contact') as contacts`

export async function getCase(sql: Sql, caseId: string): Promise<CaseRow | undefined> {
  const [row] = await sql<CaseRow[]>`
    select ${caseColumns(sql)} from tracing.case_file c
    join people.person p on p.id = c.person_id left join units.unit u on u.id = c.unit_id
    where c.id = ${caseId}`
  return row
}

export const CASES_A_PAGE = 50

export function listCases(
  sql: Sql,
  scope: Scope,
  filter: { unitIds?: readonly string[] | undefined; q?: string | undefined; after?: Cursor | undefined },
): Promise<CaseRow[]> {
  const { unitIds, q, after } = filter
  const words = q
    ? `%${nameKey(q)
        .replace(/[\\%_]/g, '\\$&')
        .replaceAll(' ', '%')}%`
    : undefined
  return sql<CaseRow[]>`
    select ${caseColumns(sql)} from tracing.case_file c
    join people.person p on p.id = c.person_id left join units.unit u on u.id = c.unit_id
    where ${scope.everywhere ? sql`true` : sql`c.unit_id = any(${scope.unitIds as string[]}::uuid[])`}
      and ${unitIds ? sql`c.unit_id = any(${unitIds as string[]}::uuid[])` : sql`true`}
      and ${words ? sql`(p.name_key like ${words} or lower(c.number) like ${words})` : sql`true`}
      and ${after ? sql`(c.confirmed_at, c.id) < (${after.at}, ${after.id})` : sql`true`}
    order by c.confirmed_at desc, c.id desc limit ${CASES_A_PAGE + 1}`
}

/** A place in a list sorted by time: where the next page begins. */
export interface Cursor {
  readonly at: Date
  readonly id: string
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
  readonly unitName: string | null
  readonly fromAt: Date
  readonly toAt: Date
  readonly estimated: boolean
  readonly companions: string
}

export const stopsOf = (sql: Sql, caseId: string): Promise<StopRow[]> => sql<StopRow[]>`
  select s.id, s.source, s.words, s.place_id, s.area_id, p.name as place_name, u.full_name as unit_name,
         s.from_at, s.to_at, s.estimated, s.companions
  from tracing.stop s
  left join places.place p on p.id = s.place_id left join units.unit u on u.id = p.unit_id
  where s.case_id = ${caseId} order by s.from_at, s.id`

/** Copies the recorded visits of a case into its file, where they outlive the days that visits are kept. */
export async function copyVisits(
  ctx: Context,
  caseId: string,
  personIds: readonly string[],
  stayMinutes: { kinds: readonly string[]; minutes: readonly number[] },
): Promise<void> {
  await ctx.sql`
    insert into tracing.stop (id, case_id, source, words, place_id, area_id, from_at, to_at, estimated, visit_scan_id, created_at)
    select gen_random_uuid(), ${caseId}, 'visit', p.name, v.place_id, v.area_id, v.in_at,
           coalesce(v.out_at, v.in_at + make_interval(mins => stay.minutes)), v.out_at is null, v.scan_id, ${ctx.now}
    from timeline.visit v
    join places.place p on p.id = v.place_id
    join unnest(${stayMinutes.kinds as string[]}::text[], ${stayMinutes.minutes as number[]}::int[])
      as stay (kind, minutes) on stay.kind = p.kind
    where v.person_id = any(${personIds as string[]}::uuid[]) and v.in_at < ${ctx.now}
      and coalesce(v.out_at, v.in_at + interval '1 minute') > v.in_at
    on conflict (case_id, visit_scan_id) where visit_scan_id is not null
      do update set to_at = excluded.to_at, estimated = excluded.estimated`
}

export interface Candidate {
  readonly personId: string
  readonly viaId: string
  readonly how: 'place' | 'household' | 'named'
  readonly metFrom: Date
  readonly metUntil: Date
  readonly minutes: number
  readonly estimated: boolean
  readonly sameArea: boolean
  readonly exposure: Exposure
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
      estimated, same_area, exposure, unit_id, policy_version, created_at)
    select f.id, ${about.caseId}, f.person_id, ${about.generation}, f.via_id, f.how, f.met_from, f.met_until, f.minutes,
           f.estimated, f.same_area, f.exposure, p.unit_id, ${about.policyVersion}, ${ctx.now}
    from unnest(
      ${found.map(() => newId(ctx.now))}::uuid[], ${found.map(f => f.personId)}::uuid[], ${found.map(f => f.viaId)}::uuid[],
      ${found.map(f => f.how)}::text[], ${found.map(f => f.metFrom)}::timestamptz[],
      ${found.map(f => f.metUntil)}::timestamptz[], ${found.map(f => f.minutes)}::int[],
      ${found.map(f => f.estimated)}::boolean[], ${found.map(f => f.sameArea)}::boolean[],
      ${found.map(f => f.exposure)}::text[])
      as f (id, person_id, via_id, how, met_from, met_until, minutes, estimated, same_area, exposure)
    join people.person p on p.id = f.person_id
    on conflict (case_id, person_id) do update
      set met_from = excluded.met_from, met_until = excluded.met_until, minutes = excluded.minutes,
          estimated = excluded.estimated, same_area = excluded.same_area, exposure = excluded.exposure,
          via_person_id = excluded.via_person_id
      where k.state = 'review' and k.generation >= excluded.generation
    returning xmax = 0 as is_new`
  return rows.filter(row => row.isNew).length
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
  readonly unitId: string | null
  readonly unitName: string | null
  readonly generation: number
  readonly via: string
  readonly how: 'place' | 'household' | 'named'
  readonly metFrom: Date
  readonly metUntil: Date
  readonly minutes: number
  readonly estimated: boolean
  readonly sameArea: boolean
  readonly exposure: Exposure
  readonly state: 'review' | 'contact' | 'dismissed'
  readonly reason: string
  readonly reachedAt: Date | null
}

export const CONTACTS_A_PAGE = 200

export function contactsOf(
  sql: Sql,
  caseId: string,
  filter: {
    state?: string | undefined
    generation?: number | undefined
    after?: { rank: number; minutes: number; id: string } | undefined
  },
): Promise<ContactRow[]> {
  const { state, generation, after } = filter
  const rank = sql`(case k.exposure when 'high' then 0 when 'medium' then 1 else 2 end)`
  return sql<ContactRow[]>`
    select k.id, k.case_id, k.person_id, p.full_name as name, p.birth_date, k.unit_id, u.full_name as unit_name,
           k.generation, via.full_name as via, k.how, k.met_from, k.met_until, k.minutes, k.estimated, k.same_area,
           k.exposure, k.state, k.reason, k.reached_at
    from tracing.contact k
    join people.person p on p.id = k.person_id
    join people.person via on via.id = k.via_person_id
    left join units.unit u on u.id = k.unit_id
    where k.case_id = ${caseId}
      and ${state ? sql`k.state = ${state}` : sql`true`}
      and ${generation ? sql`k.generation = ${generation}` : sql`true`}
      and ${after ? sql`(${rank}, -k.minutes, k.id) > (${after.rank}, ${-after.minutes}, ${after.id}::uuid)` : sql`true`}
    order by ${rank}, -k.minutes, k.id limit ${CONTACTS_A_PAGE + 1}`
}

export async function countContacts(sql: Sql, caseId: string) {
  const [row] = await sql<{ review: number; contact: number; dismissed: number; reached: number }[]>`
    select count(*) filter (where state = 'review') as review, count(*) filter (where state = 'contact') as contact,
           count(*) filter (where state = 'dismissed') as dismissed, count(reached_at) as reached
    from tracing.contact where case_id = ${caseId}`
  return row ?? { review: 0, contact: 0, dismissed: 0, reached: 0 }
}

export interface Decided {
  readonly id: string
  readonly personId: string
  readonly unitId: string | null
  readonly generation: number
}

/** Writes the decision on those that were decided otherwise or not yet; answers them. */
export const decideContacts = (
  ctx: Context,
  caseId: string,
  contactIds: readonly string[],
  decision: 'contact' | 'dismissed',
  reason: string,
): Promise<Decided[]> => ctx.sql<Decided[]>`
  update tracing.contact set state = ${decision}, reason = ${reason}, decided_by = ${ctx.who?.accountId ?? null},
    decided_at = ${ctx.now}
  where case_id = ${caseId} and id = any(${contactIds as string[]}::uuid[]) and state <> ${decision}
  returning id, person_id, unit_id, generation`

/** Contacts of a generation, each with the moment from which it may have passed it on. */
export const exposedOf = (sql: Sql, caseId: string, generation: number, latentHours: number) => sql<
  { personId: string; exposedAt: Date }[]
>`
  select person_id, met_from + make_interval(hours => ${latentHours}) as exposed_at
  from tracing.contact where case_id = ${caseId} and generation = ${generation} and state = 'contact'`

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
