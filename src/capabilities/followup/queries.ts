import { wordsPattern } from '#base/people/named.ts'
import { entriesOf } from '#base/people/people.ts'
import type { Scope } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import type { Ref } from '#core/contract.ts'
import type { Fragment, Sql } from '#core/db/db.ts'
import { newId } from '#core/ids.ts'
import { notFound } from '#core/problem.ts'
import { watchFlow } from './flow.ts'
import type { Told } from './plans.ts'
import { teamOf } from './stays.ts'

export interface PlanRow {
  readonly id: string
  readonly personId: string
  readonly unitId: string
  readonly fromDay: string
  readonly untilDay: string
  readonly testDays: readonly string[]
  readonly policyVersion: string
  /** Treated at home. */
  readonly isCase: boolean
  readonly endedHow: 'released' | 'became-case' | 'withdrawn' | null
}

const planColumns = (sql: Sql) => sql`
  p.id, p.person_id, p.unit_id, p.from_day, p.until_day, p.test_days::text[] as test_days, p.policy_version, p.ended_how,
  p.is_case`

export async function getPlan(sql: Sql, planId: string): Promise<PlanRow> {
  const [plan] = await sql<PlanRow[]>`select ${planColumns(sql)} from followup.plan p where p.id = ${planId}`
  if (!plan) throw notFound('followup')
  return plan
}

/** When a step of an item of work was last taken. */
export async function steppedAt(sql: Sql, workId: string, step: string): Promise<Date | undefined> {
  const [moved] = await sql<{ at: Date | null }[]>`
    select max(at) as at from work.step where item_id = ${workId} and name = ${step}`
  return moved?.at ?? undefined
}

/** Held still until this transaction ends. */
/** The plan under which somebody is followed now. */
export async function openPlanOf(sql: Sql, entries: readonly string[]): Promise<PlanRow | undefined> {
  const [plan] = await sql<PlanRow[]>`
    select ${planColumns(sql)} from followup.plan p
    where p.person_id = any(${entries as string[]}::uuid[]) and p.ended_at is null order by p.id limit 1`
  return plan
}

export async function testById(sql: Sql, id: string): Promise<TestRow | undefined> {
  const [test] = await sql<TestRow[]>`select * from followup.test where id = ${id}`
  return test
}

export async function lockPlan(sql: Sql, planId: string): Promise<PlanRow> {
  const [plan] = await sql<PlanRow[]>`select ${planColumns(sql)} from followup.plan p where p.id = ${planId} for update`
  if (!plan) throw notFound('followup')
  return plan
}

/** Lists travel joined by commas: an array of arrays must be square. */
const listOf = (sql: Sql, text: Fragment) => sql`coalesce(string_to_array(nullif(${text}, ''), ','), '{}')`

/** The entry that stands for a person now. */
const survivor = (sql: Sql, id: Fragment) =>
  sql`coalesce((select a.to_id from people.alias a where a.from_id = ${id}), ${id})`

/** Writes reasons unless something later was said of them; answers the ids of those that were. */
export async function saySources({ sql }: Context, told: readonly Told[], saidAt: Date): Promise<Set<string>> {
  const rows = await sql<{ refId: string }[]>`
    insert into followup.source as s (kind, ref_id, label, until_day, holds, said_at)
    select kind, ref_id, label, until_day, true, ${saidAt}
    from unnest(${told.map(one => one.source.kind)}::text[], ${told.map(one => one.source.id)}::uuid[],
                ${told.map(one => one.label)}::text[], ${told.map(one => one.untilDay)}::date[])
      as t (kind, ref_id, label, until_day)
    on conflict (kind, ref_id) do update
      set label = excluded.label, until_day = excluded.until_day, holds = true, said_at = excluded.said_at
      where s.said_at <= excluded.said_at
    returning ref_id`
  return new Set(rows.map(row => row.refId))
}

export interface NewPlan {
  readonly personId: string
  readonly unitId: string
  readonly fromDay: string
  readonly untilDay: string
  readonly testDays: readonly string[]
  readonly policyVersion: string
  readonly isCase: boolean
}

/** Opens a plan for each person who has none; answers the new ones. */
export function insertPlans({ sql, now }: Context, rows: readonly NewPlan[], openedAt: Date): Promise<PlanRow[]> {
  return sql<PlanRow[]>`
    insert into followup.plan as p
      (id, person_id, unit_id, from_day, until_day, test_days, policy_version, is_case, opened_at)
    select distinct on (${survivor(sql, sql`t.person_id`)})
           t.id, ${survivor(sql, sql`t.person_id`)}, t.unit_id, t.from_day, t.until_day,
           ${listOf(sql, sql`t.test_days`)}::date[], t.policy_version, t.is_case, ${openedAt}
    from unnest(
      ${rows.map(() => newId(now))}::uuid[], ${rows.map(r => r.personId)}::uuid[], ${rows.map(r => r.unitId)}::uuid[],
      ${rows.map(r => r.fromDay)}::date[], ${rows.map(r => r.untilDay)}::date[],
      ${rows.map(r => r.testDays.join(','))}::text[], ${rows.map(r => r.policyVersion)}::text[],
      ${rows.map(r => r.isCase)}::boolean[])
      as t (id, person_id, unit_id, from_day, until_day, test_days, policy_version, is_case)
    on conflict (person_id) where ended_at is null do nothing
    returning ${planColumns(sql)}`
}

/** Ties reasons to the open plan of their person; answers the plan of each. */
export async function joinSources({ sql }: Context, told: readonly Told[]): Promise<Map<string, string>> {
  const rows = await sql<{ refId: string; planId: string }[]>`
    update followup.source s set plan_id = p.id
    from unnest(${told.map(one => one.source.kind)}::text[], ${told.map(one => one.source.id)}::uuid[],
                ${told.map(one => one.personId)}::uuid[]) as t (kind, ref_id, person_id)
    join followup.plan p on p.person_id = ${survivor(sql, sql`t.person_id`)} and p.ended_at is null
    where s.kind = t.kind and s.ref_id = t.ref_id
    returning s.ref_id, s.plan_id`
  return new Map(rows.map(row => [row.refId, row.planId]))
}

/** Another reason: the later last day holds, and its test days come to those there are. */
export async function lengthenPlans(
  { sql }: Context,
  rows: readonly (NewPlan & { readonly planId: string })[],
): Promise<void> {
  for (const { planId, untilDay, testDays, isCase } of rows)
    await sql`
      update followup.plan
      set until_day = greatest(until_day, ${untilDay}::date), is_case = is_case or ${isCase},
          test_days = array(select distinct day from unnest(test_days || ${testDays as string[]}::text[]::date[]) day order by 1)
      where id = ${planId}`
}

/** Takes reasons back unless something later was said of them; answers the plans they stood for. */
export async function leaveSources({ sql }: Context, sources: readonly Ref[], saidAt: Date): Promise<string[]> {
  const rows = await sql<{ planId: string | null }[]>`
    insert into followup.source as s (kind, ref_id, holds, said_at)
    select kind, ref_id, false, ${saidAt}
    from unnest(${sources.map(one => one.kind)}::text[], ${sources.map(one => one.id)}::uuid[]) as t (kind, ref_id)
    on conflict (kind, ref_id) do update set holds = false, said_at = excluded.said_at
      where s.said_at <= excluded.said_at
    returning s.plan_id`
  return rows.flatMap(row => row.planId ?? [])
}

export async function plansWithoutSource(sql: Sql, planIds: readonly string[]): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select p.id from followup.plan p
    where p.id = any(${planIds as string[]}::uuid[]) and p.ended_at is null
      and not exists (select from followup.source s where s.plan_id = p.id and s.holds)`
  return rows.map(row => row.id)
}

export interface SourceRow {
  readonly planId: string
  readonly kind: string
  readonly refId: string
  readonly label: string
  readonly holds: boolean
}

export const sourcesOf = (sql: Sql, planIds: readonly string[]): Promise<SourceRow[]> => sql<SourceRow[]>`
  select plan_id, kind, ref_id, label, holds from followup.source
  where plan_id = any(${planIds as string[]}::uuid[]) order by said_at, ref_id`

/** Answers those that had not ended. */
export const endPlans = ({ sql, now }: Context, planIds: readonly string[], how: string): Promise<PlanRow[]> => sql<
  PlanRow[]
>`
  update followup.plan p set ended_at = ${now}, ended_how = ${how}
  where p.id = any(${planIds as string[]}::uuid[]) and p.ended_at is null
  returning ${planColumns(sql)}`

export interface AnswerRow {
  readonly id: string
  readonly planId: string
  readonly unitId: string
  readonly day: string
  readonly method: 'self' | 'phone' | 'visit'
  readonly reached: boolean
  readonly symptoms: readonly string[]
  readonly temperature: number | null
  readonly spo2: number | null
  readonly note: string
  readonly worries: readonly string[]
  readonly policyVersion: string
  readonly accountId: string | null
  readonly at: Date
}

/** Appends answers; those that were there already are left out of the count. */
export async function insertAnswers(sql: Sql, rows: readonly AnswerRow[]): Promise<number> {
  const done = await sql`
    insert into followup.answer
      (id, plan_id, unit_id, day, method, reached, symptoms, temperature, spo2, note, worries, policy_version, account_id, at)
    select t.id, t.plan_id, t.unit_id, t.day, t.method, t.reached, ${listOf(sql, sql`t.symptoms`)}, t.temperature, t.spo2,
           t.note, ${listOf(sql, sql`t.worries`)}, t.policy_version, t.account_id, t.at
    from unnest(
      ${rows.map(r => r.id)}::uuid[], ${rows.map(r => r.planId)}::uuid[], ${rows.map(r => r.unitId)}::uuid[],
      ${rows.map(r => r.day)}::date[], ${rows.map(r => r.method)}::text[], ${rows.map(r => r.reached)}::boolean[],
      ${rows.map(r => r.symptoms.join(','))}::text[], ${rows.map(r => r.temperature)}::float8[],
      ${rows.map(r => r.spo2)}::smallint[], ${rows.map(r => r.note)}::text[],
      ${rows.map(r => r.worries.join(','))}::text[], ${rows.map(r => r.policyVersion)}::text[],
      ${rows.map(r => r.accountId)}::uuid[], ${rows.map(r => r.at)}::timestamptz[])
      as t (id, plan_id, unit_id, day, method, reached, symptoms, temperature, spo2, note, worries, policy_version,
            account_id, at)
    on conflict (id) do nothing`
  return done.count
}

/** The answers of plans, oldest first, with who wrote down what they were told. */
export const answersOf = (sql: Sql, planIds: readonly string[]): Promise<(AnswerRow & { by: string | null })[]> => sql<
  (AnswerRow & { by: string | null })[]
>`
  select a.*, acc.name as by from followup.answer a
  left join identity.account acc on acc.id = a.account_id
  where a.plan_id = any(${planIds as string[]}::uuid[]) order by a.at, a.id`

export interface TestRow {
  readonly id: string
  readonly planId: string
  readonly takenOn: string
  readonly method: 'pcr' | 'rapid'
  readonly outcome: 'negative' | 'positive'
  readonly note: string
  readonly accountId: string | null
  readonly at: Date
}

export async function insertTests(sql: Sql, rows: readonly TestRow[]): Promise<number> {
  const done = await sql`
    insert into followup.test (id, plan_id, taken_on, method, outcome, note, account_id, at)
    select * from unnest(
      ${rows.map(r => r.id)}::uuid[], ${rows.map(r => r.planId)}::uuid[], ${rows.map(r => r.takenOn)}::date[],
      ${rows.map(r => r.method)}::text[], ${rows.map(r => r.outcome)}::text[], ${rows.map(r => r.note)}::text[],
      ${rows.map(r => r.accountId)}::uuid[], ${rows.map(r => r.at)}::timestamptz[])
    on conflict (id) do nothing`
  return done.count
}

export const testsOf = (sql: Sql, planIds: readonly string[]): Promise<(TestRow & { by: string | null })[]> => sql<
  (TestRow & { by: string | null })[]
>`
  select t.*, acc.name as by from followup.test t
  left join identity.account acc on acc.id = t.account_id
  where t.plan_id = any(${planIds as string[]}::uuid[]) order by t.taken_on, t.at, t.id`

/** Notes that an answer is expected of these people on a day. */
export const insertAsked = (
  sql: Sql,
  rows: readonly { planId: string; unitId: string; day: string; at: Date }[],
) => sql`
  insert into followup.asked (plan_id, unit_id, day, at)
  select * from unnest(${rows.map(r => r.planId)}::uuid[], ${rows.map(r => r.unitId)}::uuid[],
                       ${rows.map(r => r.day)}::date[], ${rows.map(r => r.at)}::timestamptz[])
  on conflict do nothing`

export interface FollowFilter {
  readonly unitIds?: readonly string[] | undefined
  readonly view?: string | undefined
  readonly q?: string | undefined
  readonly day: string
}

export interface FollowRow extends PlanRow {
  readonly workId: string | null
  readonly state: string
  readonly rank: number
  readonly ownRank: number
  readonly home: string
  readonly name: string
  readonly birthDate: string | null
  readonly address: string
  readonly householdId: string | null
  readonly unitName: string | null
  readonly team: string | null
}

export const FOLLOWED_A_PAGE = 100
export const MOST_FOLLOWED_COUNTED = 10_000

/** What is worrying first, then what is missing, then what is to be begun and to be ended. */
const RANKS = ['worrying', 'missed', 'to-reach', 'lost', 'to-release']

function listed(sql: Sql, scope: Scope, { unitIds, view, q, day }: FollowFilter): Fragment {
  const lacksTest = sql`exists (
    select from unnest(p.test_days) due where due <= ${day}::date and not exists (
      select from followup.test t where t.plan_id = p.id and t.outcome = 'negative' and t.taken_on >= due))`
  return sql`
    from followup.plan p
    join people.person x on x.id = p.person_id
    left join work.item w
      on w.open and w.kind = ${watchFlow.kind} and w.subject_kind = 'plan' and w.subject_id = p.id::text
    where p.ended_at is null
      and ${scope.everywhere ? sql`true` : sql`p.unit_id = any(${scope.unitIds as string[]}::uuid[])`}
      and ${unitIds ? sql`p.unit_id = any(${unitIds as string[]}::uuid[])` : sql`true`}
      and ${q?.trim() ? sql`x.name_key like ${wordsPattern(q)}` : sql`true`}
      and ${!view ? sql`true` : view === 'test-due' ? lacksTest : sql`w.state = ${view}`}`
}

/** Where a page of the list ends. */
export interface ListCursor {
  readonly rank: number
  readonly home: string
  readonly ownRank: number
  readonly id: string
}

/** A household stays together; the one with the gravest is first. */
export function listFollowed(
  sql: Sql,
  scope: Scope,
  filter: FollowFilter & { after?: ListCursor | undefined },
): Promise<FollowRow[]> {
  const { after } = filter
  return sql<FollowRow[]>`
    with listed as (
      select ${planColumns(sql)}, w.id as work_id, coalesce(w.state, '') as state, x.full_name as name, x.birth_date, x.address,
             x.household_id, coalesce(x.household_id, p.id)::text as home,
             coalesce(array_position(${RANKS}::text[], w.state), ${RANKS.length + 1}) as own_rank
      ${listed(sql, scope, filter)}),
    ranked as (select *, min(own_rank) over (partition by home) as rank from listed)
    select r.*, u.full_name as unit_name, team.name as team
    from ranked r
    left join units.unit u on u.id = r.unit_id
    left join followup.team on team.id = ${teamOf(sql, sql`r.person_id`, sql`r.unit_id`)}
    where ${after ? sql`(r.rank, r.home, r.own_rank, r.id) > (${after.rank}, ${after.home}, ${after.ownRank}, ${after.id}::uuid)` : sql`true`}
    order by r.rank, r.home, r.own_rank, r.id limit ${FOLLOWED_A_PAGE + 1}`
}

export async function countFollowed(sql: Sql, scope: Scope, filter: FollowFilter): Promise<number> {
  const [row] = await sql<{ n: number }[]>`
    select count(*) as n from (select ${listed(sql, scope, filter)} limit ${MOST_FOLLOWED_COUNTED + 1}) counted`
  return row?.n ?? 0
}

export async function dayCounts(sql: Sql, scope: Scope, unitIds: readonly string[] | undefined, day: string) {
  const where = sql`
    ${scope.everywhere ? sql`true` : sql`p.unit_id = any(${scope.unitIds as string[]}::uuid[])`}
    and ${unitIds ? sql`p.unit_id = any(${unitIds as string[]}::uuid[])` : sql`true`}`
  const [row] = await sql<{ followed: number; asked: number; answered: number; worrying: number }[]>`
    select count(*) as followed, count(asked.day) as asked,
           count(asked.day) filter (where exists (
             select from followup.answer a where a.plan_id = p.id and a.day = ${day} and a.reached)) as answered,
           count(w.id) as worrying
    from followup.plan p
    left join followup.asked on asked.plan_id = p.id and asked.day = ${day}
    left join work.item w on w.open and w.kind = ${watchFlow.kind} and w.subject_kind = 'plan'
      and w.subject_id = p.id::text and w.state = 'worrying'
    where p.ended_at is null and ${where}`
  return row ?? { followed: 0, asked: 0, answered: 0, worrying: 0 }
}

export interface HomePlan extends PlanRow {
  readonly name: string
  readonly birthDate: string | null
  readonly workId: string | null
}

/** The open plans of people, under whichever of their entries. */
export const plansOfPeople = (sql: Sql, personIds: readonly string[]): Promise<HomePlan[]> => sql<HomePlan[]>`
  select ${planColumns(sql)}, x.full_name as name, x.birth_date, w.id as work_id
  from followup.plan p
  join people.person x on x.id = p.person_id
  left join work.item w on w.open and w.kind = ${watchFlow.kind} and w.subject_kind = 'plan' and w.subject_id = p.id::text
  where p.ended_at is null and p.person_id = any(${personIds as string[]}::uuid[])
  order by x.birth_date nulls last, p.id`

/** All entries that are these people. */
export async function entriesOfAll(sql: Sql, personIds: readonly string[]): Promise<string[]> {
  const all = await Promise.all(personIds.map(id => entriesOf(sql, id)))
  return [...new Set(all.flat())]
}
