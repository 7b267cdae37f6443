import type { PersonFacts } from '#base/people/facts.ts'
import { localPhone } from '#base/people/identifiers.ts'
import { mergeEntries, mustReach } from '#base/people/merging.ts'
import { getPeople, getPerson, householdOf, identifiersOf } from '#base/people/people.ts'
import { policyAt } from '#base/policies/index.ts'
import { treeOf } from '#base/units/trees.ts'
import type { Context } from '#core/app.ts'
import { tellShown, writeAudit } from '#core/audit.ts'
import { DAY_MS, dayOf } from '#core/clock.ts'
import { at, type InputOf } from '#core/contract.ts'
import { notFound, Problem } from '#core/problem.ts'
import type { PairSide, register } from './contract.ts'
import { MERGE } from './flow.ts'
import { syncPiles } from './pile.ts'
import { matchRule } from './policies.ts'
import { type Reason, stays } from './rules.ts'

const PAGE = 100

/** What waits in the caller's area, the likeliest first; who said “later” sees those too when asking for them. */
export async function pairsView(
  ctx: Context,
  { unitId, later = false, limit }: InputOf<typeof register.pairs>['query'],
) {
  const { sql, app } = ctx
  const scope = ctx.scope(MERGE)
  const size = Math.min(limit ?? PAGE, PAGE)
  const rows = await sql<
    {
      id: string
      aId: string
      bId: string
      names: [string, string]
      births: [string, string]
      unitId: string
      score: number
      reasons: Reason[]
      laterUntil: Date | null
    }[]
  >`
    select x.id, a.id as a_id, b.id as b_id, array[a.full_name, b.full_name] as names, array[a.birth_date, b.birth_date] as births, x.unit_id, x.score,
           x.reasons, x.later_until
    from register.pair x join people.person a on a.id = x.a_id join people.person b on b.id = x.b_id
    where x.state = 'open' and ${scope.everywhere ? sql`true` : sql`x.unit_id = any(${scope.unitIds as string[]}::uuid[])`}
      and ${unitId ? sql`x.unit_id = any(${treeOf(app).within([unitId]) as string[]}::uuid[])` : sql`true`}
      and ${later ? sql`true` : sql`(x.later_until is null or x.later_until <= ${ctx.now})`}
    order by x.score desc, x.id limit ${size + 1}`
  const listed = rows.slice(0, size)
  tellShown(
    ctx,
    listed.flatMap(({ aId, bId }) => [{ personId: aId }, { personId: bId }]),
  )
  const pairs = listed.map(({ laterUntil, unitId: where, ...row }) => ({
    ...row,
    unitName: treeOf(app).get(where)?.fullName ?? '',
    later: laterUntil !== null && laterUntil > ctx.now,
  }))
  return { pairs, capped: rows.length > size }
}

interface Pair {
  readonly id: string
  readonly aId: string
  readonly bId: string
  readonly unitId: string
  readonly state: 'open' | 'distinct' | 'merged' | 'gone'
  readonly score: number
  readonly reasons: Reason[]
}

async function mustPair(ctx: Context, id: string): Promise<Pair> {
  const [pair] = await ctx.sql<Pair[]>`
    select id, a_id, b_id, unit_id, state, score, reasons from register.pair where id = ${id}`
  if (!pair) throw notFound('pair')
  return pair
}

export async function pairView(ctx: Context, id: string) {
  const { aId, bId, state, score, reasons } = await mustPair(ctx, id)
  const [a, b] = [await sideOf(ctx, aId), await sideOf(ctx, bId)]
  // A look at two people: each of them is shown who looked.
  await writeAudit(ctx, 'register.pair', at.person(bId), { where: { personId: bId }, purpose: 'register.pairs' })
  const recorded = (side: PairSide) => side.facts.reduce((sum, { n }) => sum + n, side.account ? 1 : 0)
  const first = stays({ ...a, facts: recorded(a) }, { ...b, facts: recorded(b) }).id
  const sides: [PairSide, PairSide] = first === a.id ? [a, b] : [b, a]
  return { id, state, score, reasons, sides }
}

async function sideOf(ctx: Context, id: string): Promise<PairSide> {
  const person = await getPerson(ctx.sql, id)
  if (!person) throw notFound('person')
  const numbers = await identifiersOf(ctx, person.id)
  const [, ...others] = await householdOf(ctx.sql, person.id)
  const household = await getPeople(ctx.sql, others)
  const [own] = await ctx.sql<{ createdAt: Date; account: boolean }[]>`
    select created_at, exists (select from identity.account a where a.person_id = p.id) as account
    from people.person p where id = ${person.id}`
  const { fullName, birthDate, sex, unitName, address, provisional } = person
  return {
    id: person.id,
    fullName,
    birthDate,
    sex,
    unitName,
    provisional,
    address: address || null,
    idNumber: numbers.cccd ?? numbers.cmnd ?? numbers.passport ?? null,
    phone: numbers.phone ? localPhone(numbers.phone) : null,
    household: household.map(one => one.fullName).join(', ') || null,
    since: (own?.createdAt ?? ctx.now).toISOString(),
    account: own?.account ?? false,
    facts: await factsOf(ctx, person.id),
  }
}

async function factsOf({ sql, app }: Context, id: string) {
  const counted = app.declared<PersonFacts>('person-facts').map(async ({ name, count }) => {
    const rows = await count(sql, [id])
    return { name, n: rows.reduce((sum, row) => sum + row.n, 0) }
  })
  return Promise.all(counted)
}

/** What somebody said about a pair. */
export async function decidePair(ctx: Context, id: string, body: InputOf<typeof register.decide>['body']) {
  const pair = await mustPair(ctx, id)
  if (pair.state !== 'open') throw new Problem('register.decided', { status: 409 })
  for (const personId of [pair.aId, pair.bId]) await mustReach(ctx, MERGE, personId)
  const reason = body.reason?.trim() ?? ''
  if (body.decision === 'later') {
    const { laterDays } = (await policyAt(ctx, matchRule, { day: dayOf(ctx.now) })).params
    await ctx.sql`
      update register.pair set later_until = ${new Date(ctx.now.getTime() + laterDays * DAY_MS)} where id = ${id}`
    return
  }
  if (!reason) throw new Problem('register.reason-missing')
  const state = body.decision === 'merge' ? 'merged' : 'distinct'
  await ctx.sql`
    update register.pair set state = ${state}, decided_at = ${ctx.now}, decided_by = ${ctx.who?.accountId ?? null},
      note = ${reason} where id = ${id}`
  if (body.decision === 'merge') {
    const { intoId } = body
    if (intoId !== pair.aId && intoId !== pair.bId) throw new Problem('register.which-stays')
    await mergeEntries(ctx, intoId === pair.aId ? pair.bId : pair.aId, intoId, reason)
  }
  await syncPiles(ctx, [pair.unitId])
}
