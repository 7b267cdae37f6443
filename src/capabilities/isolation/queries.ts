import { isNamed, type Named } from '#base/people/named.ts'
import type { PlaceKindName } from '#base/places/kinds.ts'
import type { TestResult } from '#base/timeline/test-days.ts'
import type { Scope } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import type { Sql } from '#core/db/db.ts'
import type { Cursor } from '#core/paging.ts'
import { nameKey } from '#core/text.ts'
import type { VIEWS } from './contract.ts'
import type { Kind, Reason } from './rules.ts'

export interface OrderRow {
  readonly id: string
  readonly workId: string
  readonly personId: string
  readonly name: string
  readonly birthDate: string | null
  readonly address: string
  readonly unitId: string
  readonly kind: Kind
  readonly reason: Reason
  readonly isProtected: boolean
  readonly placeId: string | null
  readonly place: string
  readonly fromOn: string
  readonly untilOn: string
  readonly testDays: readonly string[]
  /** The first test day without a negative result yet. */
  readonly testDue: string | null
  readonly days: number
  readonly watchDays: number
  readonly policyVersion: string
  readonly document: string
  readonly note: string
  readonly state: string
  readonly proposedAt: Date
  readonly number: string | null
  readonly signer: string | null
  readonly signedAt: Date | null
  readonly certificateNumber: string | null
  readonly certificateSigner: string | null
  readonly certifiedAt: Date | null
}

/** As `testsLacking` has it. */
const testDue = (sql: Sql) => sql`(
  select min(due)::text from unnest(o.test_days) due
  where not exists (
    select from isolation.test t where t.order_id = o.id and t.outcome = 'negative' and t.taken_on >= due))`

const columns = (sql: Sql) => sql`
  o.id, o.work_id, o.person_id, p.full_name as name, p.birth_date, p.address, o.unit_id, o.kind, o.reason,
  o.is_protected, o.place_id, o.place, o.from_on, o.until_on, o.test_days::text[] as test_days, ${testDue(sql)} as test_due, o.days, o.watch_days, o.policy_version, o.document, o.note, o.state,
  o.proposed_at, o.number, o.signer, o.signed_at, o.certificate_number, o.certificate_signer, o.certified_at`

/** The orders with these ids, in their order; unknown ones are left out. */
export const ordersBy = (sql: Sql, ids: readonly string[]): Promise<OrderRow[]> => sql<OrderRow[]>`
  select ${columns(sql)}
  from unnest(${ids as string[]}::uuid[]) with ordinality as asked (id, n)
  join isolation.isolation_order o on o.id = asked.id join people.person p on p.id = o.person_id order by asked.n`

/** Of these entries of the register, latest first. */
export const ordersOf = (sql: Sql, personIds: readonly string[]): Promise<OrderRow[]> => sql<OrderRow[]>`
  select ${columns(sql)} from isolation.isolation_order o join people.person p on p.id = o.person_id
  where o.person_id = any(${personIds as string[]}::uuid[]) order by o.proposed_at desc, o.id desc`

/** The open orders of these entries. */
export const openOf = (sql: Sql, personIds: readonly string[]) => sql<
  { personId: string; unitId: string; state: string }[]
>`
  select person_id, unit_id, state from isolation.isolation_order
  where person_id = any(${personIds as string[]}::uuid[])
    and state in ('proposed', 'signed', 'in-force', 'over', 'confirmed')`

/** Of these people, those about whom, or about whose household, something is open at one of the units. */
export async function onDesks(
  sql: Sql,
  unitIds: readonly string[],
  personIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (!personIds.length) return new Set()
  const rows = await sql<{ id: string }[]>`
    select distinct p.id
    from people.person p
    join people.person other on other.id = p.id or other.household_id = p.household_id
    join work.item i on i.person_id = other.id and i.open
    where p.id = any(${personIds as string[]}::uuid[]) and i.unit_id = any(${unitIds as string[]}::uuid[])`
  return new Set(rows.map(row => row.id))
}

export interface NewOrder {
  readonly id: string
  readonly workId: string
  readonly personId: string
  readonly isProtected: boolean
  readonly days: number
  readonly untilOn: string
  readonly watchDays: number
  readonly testDays: readonly string[]
}

/** What the orders of one proposal have in common. */
export interface Proposal {
  readonly unitId: string
  readonly kind: Kind
  readonly reason: Reason
  readonly placeId: string | null
  readonly place: string
  readonly fromOn: string
  readonly policyVersion: string
  readonly document: string
  readonly note: string
}

export async function insertOrders(ctx: Context, proposal: Proposal, rows: readonly NewOrder[]): Promise<void> {
  const { unitId, kind, reason, placeId, place, fromOn, policyVersion, document, note } = proposal
  await ctx.sql`
    insert into isolation.isolation_order
      (id, work_id, person_id, is_protected, days, until_on, watch_days, test_days, unit_id, kind, reason, place_id, place, from_on,
       policy_version, document, note, state, proposed_at, proposed_by)
    select id, work_id, person_id, is_protected, days, until_on, watch_days, test_days::date[], ${unitId}::uuid, ${kind}, ${reason}, ${placeId}::uuid, ${place}, ${fromOn}::date, ${policyVersion},
           ${document}, ${note}, 'proposed', ${ctx.now}::timestamptz, ${ctx.who?.accountId ?? null}::uuid
    from unnest(
      ${rows.map(r => r.id)}::uuid[], ${rows.map(r => r.workId)}::uuid[], ${rows.map(r => r.personId)}::uuid[],
      ${rows.map(r => r.isProtected)}::boolean[], ${rows.map(r => r.days)}::smallint[],
      ${rows.map(r => r.untilOn)}::date[], ${rows.map(r => r.watchDays)}::smallint[],
      ${rows.map(r => `{${r.testDays.join()}}`)}::text[])
      as t (id, work_id, person_id, is_protected, days, until_on, watch_days, test_days)`
}

/** Follows the items of work; what is decided, begun and released is dated with the step. */
export async function writeStates(
  ctx: Context,
  changes: readonly { readonly id: string; readonly state: string }[],
): Promise<void> {
  await ctx.sql`
    update isolation.isolation_order o
    set state = t.state,
        decided_at = case when o.state = 'proposed' then ${ctx.now} else o.decided_at end,
        begun_at = case when t.state = 'in-force' then ${ctx.now} else o.begun_at end
    from unnest(${changes.map(c => c.id)}::uuid[], ${changes.map(c => c.state)}::text[]) as t (id, state)
    where o.id = t.id`
}

/** A signed order belongs to the unit that has it now. */
export const writeNumbers = async (
  ctx: Context,
  signer: string,
  rows: readonly { readonly id: string; readonly unitId: string; readonly number: string }[],
) =>
  void (await ctx.sql`
    update isolation.isolation_order o
    set number = t.number, unit_id = t.unit_id, signed_at = ${ctx.now}, signer = ${signer}
    from unnest(${rows.map(r => r.id)}::uuid[], ${rows.map(r => r.unitId)}::uuid[], ${rows.map(r => r.number)}::text[])
      as t (id, unit_id, number)
    where o.id = t.id`)

export const writeCertificates = async (
  ctx: Context,
  signer: string,
  rows: readonly { readonly id: string; readonly number: string }[],
) =>
  void (await ctx.sql`
    update isolation.isolation_order o
    set certificate_number = t.number, certified_at = ${ctx.now}, certificate_signer = ${signer}
    from unnest(${rows.map(r => r.id)}::uuid[], ${rows.map(r => r.number)}::text[]) as t (id, number)
    where o.id = t.id`)

/** The first day on which these hold no more; of orders that had begun. */
export const writeReleases = async (ctx: Context, rows: readonly { readonly id: string; readonly day: string }[]) =>
  void (await ctx.sql`
    update isolation.isolation_order o set released_on = t.day
    from unnest(${rows.map(r => r.id)}::uuid[], ${rows.map(r => r.day)}::date[]) as t (id, day)
    where o.id = t.id and o.begun_at is not null and o.released_on is null`)

/** What may turn with the day: see `turnOf`. */
export const turning = (sql: Sql, today: string) => sql<
  { id: string; state: string; fromOn: string; untilOn: string }[]
>`
  select id, state, from_on, until_on from isolation.isolation_order
  where (state = 'signed' and from_on <= ${today}::date) or (state = 'in-force' and until_on < ${today}::date)
  order by id`

export interface Tested extends TestResult {
  readonly orderId: string
  readonly note: string
}

/** Answers the ids of those that were not known. */
export const insertTests = (ctx: Context, rows: readonly Tested[]) => ctx.sql<{ id: string }[]>`
  insert into isolation.test (id, order_id, taken_on, method, outcome, note, account_id, at)
  select *, ${ctx.who?.accountId ?? null}::uuid, ${ctx.now}::timestamptz from unnest(
    ${rows.map(r => r.id)}::uuid[], ${rows.map(r => r.orderId)}::uuid[], ${rows.map(r => r.takenOn)}::date[],
    ${rows.map(r => r.method)}::text[], ${rows.map(r => r.outcome)}::text[], ${rows.map(r => r.note)}::text[])
  on conflict (id) do nothing returning id`

/** The results of these orders, as they were taken. */
export const testsOf = (sql: Sql, orderIds: readonly string[]) => sql<(Tested & { at: Date; by: string | null })[]>`
  select t.id, t.order_id, t.taken_on::text as taken_on, t.method, t.outcome, t.note, t.at, a.name as by
  from isolation.test t left join identity.account a on a.id = t.account_id
  where t.order_id = any(${orderIds as string[]}::uuid[]) order by t.taken_on, t.at, t.id`

export async function testById(sql: Sql, id: string): Promise<TestResult | undefined> {
  const [test] = await sql<TestResult[]>`
    select id, taken_on::text as taken_on, method, outcome from isolation.test where id = ${id}`
  return test
}

/** The order under which somebody is on a day, signed and not yet confirmed as kept. */
export async function orderOn(sql: Sql, entries: readonly string[], day: string): Promise<string | undefined> {
  const [order] = await sql<{ id: string }[]>`
    select id from isolation.isolation_order
    where person_id = any(${entries as string[]}::uuid[]) and state in ('signed', 'in-force', 'over')
      and from_on <= ${day}::date limit 1`
  return order?.id
}

/** Places in which people may be isolated, those made for it first; by what is typed of the name. */
export const sitesIn = (sql: Sql, unitIds: readonly string[], text: string) => {
  const words = nameKey(text).split(' ').filter(Boolean)
  return sql<{ id: string; name: string; kind: PlaceKindName; address: string; unitName: string | null }[]>`
    select p.id, p.name, p.kind, p.address, u.full_name as unit_name
    from places.place p left join units.unit u on u.id = p.unit_id
    where p.unit_id = any(${unitIds as string[]}::uuid[]) and p.parent_id is null and p.closed_at is null
      and ${words.length ? sql`p.name_key like ${`%${words.join('%')}%`}` : sql`p.kind = any(${SITE_KINDS})`}
    order by array_position(${SITE_KINDS}::text[], p.kind) nulls last, p.name_key limit ${MOST_SITES}`
}

const SITE_KINDS: PlaceKindName[] = ['isolation', 'hospital', 'health-station', 'lodging']
const MOST_SITES = 20

type View = (typeof VIEWS)[number]
export interface OrderFilter {
  readonly view?: View | undefined
  readonly kind?: Kind | undefined
  readonly unitIds?: readonly string[] | undefined
  /** Of whom it is, or a part of its number. */
  readonly named?: Named | undefined
  /** For the view of those to be tested. */
  readonly today: string
}

const STATES: Readonly<Record<Exclude<View, 'all'>, readonly string[]>> = {
  sign: ['proposed', 'confirmed'],
  station: ['over'],
  test: ['in-force', 'over'],
  'in-force': ['signed', 'in-force'],
  done: ['completed', 'ended-early', 'cancelled', 'refused', 'withdrawn'],
}

/** Of orders `o`, with their people `p`. */
function conditions(sql: Sql, scope: Scope, { view = 'all', kind, unitIds, named, today }: OrderFilter) {
  return sql`
    ${scope.everywhere ? sql`true` : sql`o.unit_id = any(${scope.unitIds as string[]}::uuid[])`}
    and ${unitIds ? sql`o.unit_id = any(${unitIds as string[]}::uuid[])` : sql`true`}
    and ${view === 'all' ? sql`true` : sql`o.state = any(${STATES[view] as string[]})`}
    and ${view === 'test' ? sql`${testDue(sql)} <= ${today}` : sql`true`}
    and ${kind ? sql`o.kind = ${kind}` : sql`true`}
    and ${named ? sql`(${isNamed(sql, named, sql`o.person_id`)} or lower(o.number) like ${named.pattern})` : sql`true`}`
}

export const ORDERS_A_PAGE = 100
/** Counts go no further: “hơn 1.000”. */
export const MOST_COUNTED = 1000

export const listOrders = (
  sql: Sql,
  scope: Scope,
  filter: OrderFilter & { readonly after?: Cursor | undefined },
): Promise<OrderRow[]> => sql<OrderRow[]>`
  select ${columns(sql)} from isolation.isolation_order o join people.person p on p.id = o.person_id
  where ${conditions(sql, scope, filter)}
    and ${filter.after ? sql`(o.proposed_at, o.id) < (${filter.after.at}, ${filter.after.id})` : sql`true`}
  order by o.proposed_at desc, o.id desc limit ${ORDERS_A_PAGE + 1}`

/** Never over a join: undefined where people are so many that they would have to be joined. */
export async function countOrders(sql: Sql, scope: Scope, filter: OrderFilter): Promise<number | undefined> {
  if (filter.named && !filter.named.ids) return undefined
  const [row] = await sql<{ n: number }[]>`
    select count(*) as n from (
      select from isolation.isolation_order o
      where ${conditions(sql, scope, filter)} limit ${MOST_COUNTED + 1}) counted`
  return row?.n ?? 0
}
