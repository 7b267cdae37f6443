import type { Context } from '#core/app.ts'
import type { Outcome } from './line-list.ts'
import { recordedPresences } from './meetings.ts'
import type { Period } from './rules.ts'

export interface Alias {
  readonly externalId: string
  readonly caseId: string
  readonly unitId: string
  /** Of who has it. */
  readonly nameKey: string
  readonly sourceCaseId: string | null
}

/** Cases by the ids under which a source knows them. */
export async function aliasesOf({ sql }: Context, source: string, ids: readonly string[]): Promise<Map<string, Alias>> {
  const rows = await sql<Alias[]>`
    select a.external_id, a.case_id, c.unit_id, p.name_key, c.source_case_id
    from tracing.case_alias a join tracing.case_file c on c.id = a.case_id join people.person p on p.id = c.person_id
    where a.source = ${source} and a.external_id = any(${ids as string[]})`
  return new Map(rows.map(row => [row.externalId, row]))
}

export async function insertAliases(
  { sql }: Context,
  source: string,
  aliases: readonly { readonly externalId: string; readonly caseId: string }[],
): Promise<void> {
  await sql`
    insert into tracing.case_alias (source, external_id, case_id)
    select ${source}, a.id, a.case_id
    from unnest(${aliases.map(a => a.externalId)}::text[], ${aliases.map(a => a.caseId)}::uuid[]) as a (id, case_id)
    on conflict do nothing`
}

/** Files that people have: open ones, and those of the same day. */
export async function filesOf(
  { sql }: Context,
  asked: readonly { readonly personId: string; readonly disease: string; readonly confirmedAt: Date }[],
): Promise<Map<string, string>> {
  const rows = await sql<{ id: string; personId: string; disease: string }[]>`
    select distinct on (c.person_id, c.disease) c.id, asked.person_id, c.disease
    from unnest(${asked.map(a => a.personId)}::uuid[], ${asked.map(a => a.disease)}::text[],
      ${asked.map(a => a.confirmedAt)}::timestamptz[]) as asked (person_id, disease, confirmed_at)
    join tracing.case_file c on c.person_id = asked.person_id and c.disease = asked.disease
    where c.closed_at is null or c.confirmed_at = asked.confirmed_at
    order by c.person_id, c.disease, c.confirmed_at desc`
  return new Map(rows.map(row => [`${row.personId} ${row.disease}`, row.id]))
}

export interface ListedCase {
  readonly id: string
  readonly personId: string
  readonly unitId: string
  readonly disease: string
  readonly origin: string
  readonly onsetOn: string | null
  readonly sampledAt: Date | null
  readonly confirmedAt: Date
  readonly isolatedAt: Date | null
  readonly period: Period
  readonly policyVersion: string
  readonly note: string
  readonly end: { readonly outcome: Outcome; readonly on: string | null } | null
}

/** Opens files, numbered in their order; one that has an outcome is closed at once. */
export async function insertCases({ sql, now, who }: Context, cases: readonly ListedCase[]): Promise<void> {
  await sql`
    insert into tracing.case_file (id, number, person_id, unit_id, disease, origin, onset_on, sampled_at, confirmed_at,
      isolated_at, infectious_from, infectious_until, policy_version, note, outcome, outcome_on, closed_at, created_by, created_at)
    select id, 'BN' || lpad(nextval('tracing.case_number')::text, 6, '0'), person_id, unit_id, disease, origin, onset_on,
           sampled_at, confirmed_at, isolated_at, infectious_from, infectious_until, policy_version, note, outcome,
           outcome_on, case when outcome is not null then ${now}::timestamptz end, ${who?.accountId ?? null}, ${now}
    from unnest(
      ${cases.map(c => c.id)}::uuid[], ${cases.map(c => c.personId)}::uuid[], ${cases.map(c => c.unitId)}::uuid[],
      ${cases.map(c => c.disease)}::text[], ${cases.map(c => c.origin)}::text[], ${cases.map(c => c.onsetOn)}::date[],
      ${cases.map(c => c.sampledAt)}::timestamptz[], ${cases.map(c => c.confirmedAt)}::timestamptz[],
      ${cases.map(c => c.isolatedAt)}::timestamptz[], ${cases.map(c => c.period.from)}::timestamptz[],
      ${cases.map(c => c.period.until)}::timestamptz[], ${cases.map(c => c.policyVersion)}::text[],
      ${cases.map(c => c.note)}::text[], ${cases.map(c => c.end?.outcome ?? null)}::text[],
      ${cases.map(c => c.end?.on ?? null)}::date[])
      with ordinality as c (id, person_id, unit_id, disease, origin, onset_on, sampled_at, confirmed_at, isolated_at,
        infectious_from, infectious_until, policy_version, note, outcome, outcome_on, n)
    order by n`
}

/** Copies the recorded visits of people into their files, as for one case; see `copyVisits`. */
export async function copyVisitsOfMany({ sql, now }: Context, files: ReadonlyMap<string, string>): Promise<void> {
  const personIds = [...files.keys()]
  if (!personIds.length) return
  await sql`
    insert into tracing.stop (id, case_id, source, words, place_id, area_id, from_at, to_at, estimated, visit_scan_id, created_at)
    select gen_random_uuid(), file.case_id, 'visit', words, place_id, area_id, from_at, to_at, estimated, scan_id, ${now}
    from (${recordedPresences(sql, personIds)} and v.in_at < ${now}) as presence
    join unnest(${personIds}::uuid[], ${[...files.values()]}::uuid[]) as file (person_id, case_id)
      on file.person_id = presence.person_id
    where to_at > from_at
    on conflict (case_id, visit_scan_id) where visit_scan_id is not null do nothing`
}

export interface WantedLink {
  readonly externalId: string
  readonly infector: string
  readonly how: string
}

/**
 * Notes who infected whom by the ids of a source, and makes every link that can be made by now, of these cases and of
 * those that waited for one of them; in the caller's area alone. Answers the cases that were linked.
 */
export async function linkCases(ctx: Context, source: string, wanted: readonly WantedLink[], ids: readonly string[]) {
  const { sql } = ctx
  await sql`
    update tracing.case_alias a set infector = w.infector, infector_how = w.how
    from unnest(${wanted.map(w => w.externalId)}::text[], ${wanted.map(w => w.infector)}::text[], ${wanted.map(w => w.how)}::text[])
      as w (external_id, infector, how)
    where a.source = ${source} and a.external_id = w.external_id and (a.infector, a.infector_how) is distinct from (w.infector, w.how)`
  const scope = ctx.scope('tracing.write')
  return sql<{ id: string }[]>`
    update tracing.case_file c set source_case_id = s.case_id, source_how = a.infector_how
    from tracing.case_alias a join tracing.case_alias s on s.source = a.source and s.external_id = a.infector
    where a.source = ${source} and (a.external_id = any(${ids as string[]}) or a.infector = any(${ids as string[]}))
      and c.id = a.case_id and s.case_id <> c.id and c.source_case_id is distinct from s.case_id
      and ${scope.everywhere ? sql`true` : sql`c.unit_id = any(${scope.unitIds as string[]}::uuid[])`}
    returning c.id`
}
