import { accountById, accountsById, addressOfAccount } from '#base/identity/accounts.ts'
import { type GrantRow, grantsOf } from '#base/identity/grants.ts'
import { sendMessage } from '#base/messages/send.ts'
import { treeOf } from '#base/units/trees.ts'
import { reaches } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import type { Sql } from '#core/db/db.ts'
import { newId } from '#core/ids.ts'
import { notFound, Problem } from '#core/problem.ts'
import { say } from '#core/words.ts'
import type { Flow } from './flow.ts'
import { ACT, URGE } from './hold.ts'
import { workChanged } from './work.ts'

/**
 * Trực thay, ủy quyền: while somebody is away, what they hold stands in the inbox of another as well. Nothing changes
 * hands, so it is theirs again when they are back; and no right is given, so nobody stands in for more than they may do
 * themselves.
 */
export interface StandIn {
  readonly awayId: string
  readonly accountId: string
  readonly since: Date
  readonly until: Date
}

export interface StandInRow extends StandIn {
  readonly id: string
  readonly awayName: string
  readonly name: string
  readonly source: string
}

/** Named by the one who is away. */
const OWN = 'work'
/** Nobody is away for longer than anybody plans. */
const MOST_DAYS = 120
const DAY_MS = 86_400_000

/** What holds now or later of somebody, as the one who is away or the one who stands in. */
export const standInsOf = (sql: Sql, accountId: string, now: Date): Promise<StandInRow[]> => sql<StandInRow[]>`
  select s.id, s.away_id, s.account_id, s.since, s.until, s.source, a.name as away_name, b.name
  from work.stand_in s
  join identity.account a on a.id = s.away_id join identity.account b on b.id = s.account_id
  where (s.account_id = ${accountId} or s.away_id = ${accountId}) and s.until > ${now}
  order by s.since, s.id limit 200`

/** What rosters of several weeks say of the same two without a break is one span; what somebody named stands by itself. */
export function joined(rows: readonly StandInRow[]): StandInRow[] {
  const spans: StandInRow[] = []
  for (const row of rows) {
    const at = spans.findIndex(
      one =>
        one.awayId === row.awayId &&
        one.accountId === row.accountId &&
        one.source !== OWN &&
        row.source !== OWN &&
        one.until.getTime() === row.since.getTime(),
    )
    const before = spans[at]
    if (before) spans[at] = { ...before, until: row.until }
    else spans.push(row)
  }
  return spans
}

/** For whom somebody stands in at this moment. */
export async function awayBehind(sql: Sql, accountId: string, now: Date): Promise<string[]> {
  const rows = await sql<{ awayId: string }[]>`
    select distinct away_id from work.stand_in where account_id = ${accountId} and since <= ${now} and until > ${now}`
  return rows.map(row => row.awayId)
}

/** Who stands in for somebody at this moment. */
export async function standingInFor(sql: Sql, awayId: string, now: Date): Promise<string[]> {
  const rows = await sql<{ accountId: string }[]>`
    select distinct account_id from work.stand_in where away_id = ${awayId} and since <= ${now} and until > ${now}`
  return rows.map(row => row.accountId)
}

/** A right of the one who is away that the other lacks there. */
export interface Lack {
  readonly verb: string
  readonly unitId: string
}

/** What working on an inbox takes: each flow's own verbs too. */
const workVerbs = ({ app }: Context): ReadonlySet<string> =>
  new Set([
    'work.read',
    ACT,
    URGE,
    ...app.declared<Flow>('flow').flatMap(flow => [flow.reads, ...flow.transitions.map(step => step.verb)]),
  ])

/** The rights to work of the one, where they have them, that the other has not; for each of several others. */
export async function lacking(
  ctx: Context,
  awayId: string,
  accountIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Lack[]>> {
  const verbs = workVerbs(ctx)
  const held = Map.groupBy(await grantsOf(ctx, [awayId, ...accountIds]), grant => grant.accountId)
  const now = (accountId: string) => (held.get(accountId) ?? []).filter(grant => grant.since <= ctx.now)
  const needed = now(awayId).flatMap(({ role, areaId }) =>
    areaId
      ? [...(ctx.app.rights.get(role) ?? [])].flatMap(verb => (verbs.has(verb) ? [{ verb, unitId: areaId }] : []))
      : [],
  )
  const has = (grants: readonly GrantRow[], { verb, unitId }: Lack) =>
    grants.some(
      ({ role, areaId }) =>
        ctx.app.rights.get(role)?.has(verb) && areaId && reaches({ role, areaId }, { unitId }, ctx.app.tree),
    )
  return new Map(accountIds.map(id => [id, needed.filter(lack => !has(now(id), lack))]))
}

/** The refusal of somebody who may not do what the other does: it names the first right that is missing, and where. */
const lackProblem = (ctx: Context, name: string, { verb, unitId }: Lack) =>
  new Problem('work.stand-in-lacks', {
    params: { name, right: say(ctx.locale, `${verb}.right`), unit: treeOf(ctx.app).label(unitId) },
  })

/**
 * Refuses those who cannot stand in: for themselves, without the rights, or while they are away and somebody stands in for
 * them. Work is never handed on: a stand-in's stand-in does not see it. What `replaced` said before does not count.
 */
export async function refuseUnlessMayStandIn(ctx: Context, given: readonly StandIn[], replaced = ''): Promise<void> {
  const accounts = new Map(
    (await accountsById(ctx, [...new Set(given.map(one => one.accountId))])).map(one => [one.id, one]),
  )
  for (const [awayId, own] of Map.groupBy(given, one => one.awayId)) {
    const lacks = await lacking(ctx, awayId, [...new Set(own.map(one => one.accountId))])
    for (const one of own) {
      const account = accounts.get(one.accountId)
      if (account?.kind !== 'officer' || account.disabledAt) throw new Problem('work.stand-in-unknown')
      if (one.accountId === awayId) throw new Problem('work.stand-in-self')
      const [lack] = lacks.get(one.accountId) ?? []
      if (lack) throw lackProblem(ctx, account.name, lack)
      const [away] = await ctx.sql`
        select from work.stand_in
        where away_id = ${one.accountId} and since < ${one.until} and until > ${one.since}
          and source <> ${replaced} limit 1`
      const alsoAway = given.some(
        other => other.awayId === one.accountId && other.since < one.until && other.until > one.since,
      )
      if (away || alsoAway) throw new Problem('work.stand-in-away', { params: { name: account.name } })
    }
  }
}

/** Two who name each other in one moment are asked one after the other. */
const inTurn = ({ sql }: Context) => sql`select pg_advisory_xact_lock(hashtextextended('work.stand-in', 0))`

async function insert(ctx: Context, source: string, given: readonly StandIn[]): Promise<void> {
  if (!given.length) return
  await ctx.sql`
    insert into work.stand_in (id, away_id, account_id, since, until, source, named_at, named_by)
    select id, away_id, account_id, since::timestamptz, until::timestamptz, ${source}, ${ctx.now},
           ${ctx.who?.accountId ?? null}
    from unnest(
      ${given.map(() => newId(ctx.now))}::uuid[], ${given.map(one => one.awayId)}::uuid[],
      ${given.map(one => one.accountId)}::uuid[], ${given.map(one => one.since)}::timestamptz[],
      ${given.map(one => one.until)}::timestamptz[]) as t (id, away_id, account_id, since, until)`
}

/** What a thing of a module says of who stands in, instead of what it said before. */
export async function replaceStandIns(ctx: Context, source: string, given: readonly StandIn[]): Promise<void> {
  await inTurn(ctx)
  await ctx.sql`delete from work.stand_in where source = ${source}`
  await refuseUnlessMayStandIn(ctx, given)
  await insert(ctx, source, given)
  await workChanged(ctx)
}

/** Names who stands in for the caller. Answers nothing: what holds is read. */
export async function nameStandIn(ctx: Context, accountId: string, since: Date, until: Date): Promise<void> {
  const awayId = ctx.who?.accountId
  if (!awayId) throw notFound('account')
  const isSpan = until > since && until > ctx.now && until.getTime() - since.getTime() <= MOST_DAYS * DAY_MS
  if (!isSpan) throw new Problem('work.stand-in-span', { params: { days: MOST_DAYS } })
  await inTurn(ctx)
  const given = [{ awayId, accountId, since, until }]
  await refuseUnlessMayStandIn(ctx, given)
  await insert(ctx, OWN, given)
  await tellStandIn(ctx, accountId, awayId)
  await workChanged(ctx)
}

async function tellStandIn(ctx: Context, accountId: string, awayId: string): Promise<void> {
  const to = await addressOfAccount(ctx, accountId)
  const away = await accountById(ctx, awayId)
  if (to && away) await sendMessage(ctx, { template: 'work.stand-in', to, values: { name: away.name } })
}

/** Ends what the caller named: they are back. What a roster says ends with the roster. */
export async function endStandIn(ctx: Context, id: string): Promise<void> {
  const ended = await ctx.sql`
    update work.stand_in set until = greatest(since, ${ctx.now}::timestamptz)
    where id = ${id} and away_id = ${ctx.who?.accountId ?? null} and source = ${OWN} and until > ${ctx.now}`
  if (!ended.count) throw notFound('stand-in')
  await workChanged(ctx)
}

export interface Candidate {
  readonly id: string
  readonly name: string
  /** The right that is missing, in words; null for who may. */
  readonly lacks: string | null
}

/** Colleagues of somebody, each with what keeps them from standing in. */
export async function candidates(ctx: Context, awayId: string): Promise<Candidate[]> {
  const colleagues = await ctx.sql<{ id: string; name: string }[]>`
    select b.id, b.name from identity.account a
    join identity.account b on b.unit_id = a.unit_id and b.kind = 'officer' and b.disabled_at is null and b.id <> a.id
    where a.id = ${awayId} order by b.name_sort, b.id limit 200`
  const lacks = await lacking(
    ctx,
    awayId,
    colleagues.map(one => one.id),
  )
  return colleagues.map(one => {
    const [lack] = lacks.get(one.id) ?? []
    return { ...one, lacks: lack ? say(ctx.locale, `${lack.verb}.right`) : null }
  })
}
