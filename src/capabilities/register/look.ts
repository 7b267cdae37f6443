import { policyAt } from '#base/policies/index.ts'
import { COUNTRY_ID } from '#base/units/ids.ts'
import { treeOf } from '#base/units/trees.ts'
import type { App, Context } from '#core/app.ts'
import { dayOf, MINUTE_MS } from '#core/clock.ts'
import type { Sql } from '#core/db/db.ts'
import { newId } from '#core/ids.ts'
import { nameKey } from '#core/text.ts'
import { syncPiles } from './pile.ts'
import { matchRule } from './policies.ts'
import { compare, type Entry, isProposed, keysOf, type MatchRule, type Reason } from './rules.ts'

/** So many are looked at in one transaction: memory is that of a batch, whatever the size of the register. */
const BATCH = 1_000
/** Somebody entered in a transaction that took long is found by the next round. */
const OVERLAP_MS = 15 * MINUTE_MS

type Rule = MatchRule & { readonly mostInBlock: number }

async function ruleNow(ctx: Context): Promise<Rule> {
  const {
    threshold,
    mostInBlock,
    laterDays: _,
    ...weights
  } = (await policyAt(ctx, matchRule, { day: dayOf(ctx.now) })).params
  return { threshold, mostInBlock, weights }
}

interface EntryRow extends Omit<Entry, 'addressKey' | 'cccd' | 'cmnd' | 'phone'> {
  readonly address: string
  readonly numbers: { readonly kind: string; readonly sealed: string }[] | null
}

/** Entries that stand for somebody, with their numbers opened. */
async function entriesBy(ctx: Context, ids: readonly string[]): Promise<Entry[]> {
  const rows = await ctx.sql<EntryRow[]>`
    select p.id, p.full_name, p.name_key, p.birth_date, p.sex, p.unit_id, p.household_id, p.address, p.provisional,
           (select jsonb_agg(jsonb_build_object('kind', i.kind, 'sealed', encode(i.sealed, 'base64')) order by i.lookup)
              from people.identifier i where i.person_id = p.id and i.kind in ('cccd', 'cmnd', 'phone')) as numbers
    from people.person p
    where p.id = any(${ids as string[]}::uuid[]) and not exists (select from people.alias a where a.from_id = p.id)`
  return rows.map(({ address, numbers, ...row }) => {
    const open = (kind: string) => {
      const sealed = numbers?.find(one => one.kind === kind)?.sealed
      return sealed && ctx.app.keyring.decrypt(Buffer.from(sealed, 'base64'))
    }
    return { ...row, addressKey: nameKey(address), cccd: open('cccd'), cmnd: open('cmnd'), phone: open('phone') }
  })
}

interface Found {
  readonly a: Entry
  readonly b: Entry
  readonly score: number
  readonly reasons: readonly Reason[]
}

/** Looks for doubles of these entries among all; what was found before and holds no longer goes. */
export async function lookAt(ctx: Context, ids: readonly string[]): Promise<number> {
  if (!ids.length) return 0
  const rule = await ruleNow(ctx)
  const entries = await entriesBy(ctx, ids)
  const sought = await indexEntries(ctx, ids, entries)
  const near = await sharing(ctx.sql, sought, rule.mostInBlock)
  const known = new Map(entries.map(entry => [entry.id, entry]))
  const others = [...new Set(near.map(one => one.otherId))].filter(id => !known.has(id))
  for (const other of await entriesBy(ctx, others)) known.set(other.id, other)
  const found = new Map<string, Found>()
  for (const { id, otherId } of near) {
    const [a, b] = [known.get(id < otherId ? id : otherId), known.get(id < otherId ? otherId : id)]
    if (!a || !b || found.has(`${a.id} ${b.id}`)) continue
    const match = compare(a, b, rule)
    if (isProposed(match, rule)) found.set(`${a.id} ${b.id}`, { a, b, ...match })
  }
  await syncPiles(ctx, await writePairs(ctx, ids, [...found.values()], rule))
  return found.size
}

interface Sought {
  readonly id: string
  readonly key: bigint
}

const hashOf = (ctx: Context, key: string): bigint => ctx.app.keyring.blindIndex('register.block', key).readBigInt64BE()

/** Keeps the keys under which entries are found; answers under which they look for others. */
async function indexEntries(ctx: Context, ids: readonly string[], entries: readonly Entry[]): Promise<Sought[]> {
  const keyed = entries.map(entry => ({ id: entry.id, ...keysOf(entry) }))
  const kept = keyed.flatMap(({ id, kept }) => [...new Set(kept)].map(key => ({ id, key: hashOf(ctx, key) })))
  const rows = ctx.sql`
    select * from unnest(${kept.map(one => String(one.key))}::bigint[], ${kept.map(one => one.id)}::uuid[]) as t (key, person_id)`
  await ctx.sql`
    delete from register.block b where person_id = any(${ids as string[]}::uuid[])
      and not exists (select from (${rows}) t where t.key = b.key and t.person_id = b.person_id)`
  await ctx.sql`insert into register.block (key, person_id) ${rows} order by 1, 2 on conflict do nothing`
  return keyed.flatMap(({ id, sought }) => [...new Set(sought)].map(key => ({ id, key: hashOf(ctx, key) })))
}

/** Who shares a key with whom; a key that too many share says nothing. */
const sharing = (sql: Sql, sought: readonly Sought[], most: number) => sql<{ id: string; otherId: string }[]>`
  select distinct s.id, other.id as other_id
  from unnest(${sought.map(one => one.id)}::uuid[], ${sought.map(one => String(one.key))}::bigint[]) as s (id, key)
  cross join lateral (
    select array_agg(person_id) as ids from (
      select person_id from register.block b where b.key = s.key limit ${most + 1}) few) block
  cross join lateral unnest(block.ids) as other (id)
  where cardinality(block.ids) <= ${most} and other.id <> s.id`

interface PairRow {
  readonly aId: string
  readonly bId: string
  readonly unitId: string
  readonly state: string
  readonly reasons: readonly Reason[]
}

/** Writes what was found; answers the units whose piles changed. */
async function writePairs(ctx: Context, ids: readonly string[], found: readonly Found[], rule: Rule) {
  const before = await ctx.sql<PairRow[]>`
    select a_id, b_id, unit_id, state, reasons from register.pair
    where a_id = any(${ids as string[]}::uuid[]) or b_id = any(${ids as string[]}::uuid[])`
  const old = new Map(before.map(row => [`${row.aId} ${row.bId}`, row]))
  const news = found.filter(({ a, b, reasons }) => isNews(old.get(`${a.id} ${b.id}`), reasons, rule))
  const units = news.map(({ a, b }) => commonUnit(ctx.app, a.unitId, b.unitId))
  await ctx.sql`
    insert into register.pair as p (id, a_id, b_id, unit_id, score, reasons, found_at)
    select id, a_id, b_id, unit_id, score, string_to_array(reasons, ' '), ${ctx.now} from unnest(
      ${news.map(() => newId(ctx.now))}::uuid[], ${news.map(one => one.a.id)}::uuid[], ${news.map(one => one.b.id)}::uuid[],
      ${units}::uuid[], ${news.map(one => one.score)}::smallint[], ${news.map(one => one.reasons.join(' '))}::text[])
      as t (id, a_id, b_id, unit_id, score, reasons)
    on conflict (a_id, b_id) do update
      set state = 'open', unit_id = excluded.unit_id, score = excluded.score, reasons = excluded.reasons,
          found_at = case when p.state = 'open' then p.found_at else excluded.found_at end`
  const holding = new Set(found.map(({ a, b }) => `${a.id} ${b.id}`))
  const gone = before.filter(row => row.state === 'open' && !holding.has(`${row.aId} ${row.bId}`))
  await ctx.sql`
    update register.pair p set state = 'gone'
    from unnest(${gone.map(row => row.aId)}::uuid[], ${gone.map(row => row.bId)}::uuid[]) as t (a_id, b_id)
    where p.a_id = t.a_id and p.b_id = t.b_id`
  return [...units, ...gone.map(row => row.unitId), ...before.map(row => row.unitId)]
}

/** Who said that they are two people is only asked again when something speaks against it that did not then. */
function isNews(old: PairRow | undefined, reasons: readonly Reason[], { weights }: Rule): boolean {
  if (old?.state !== 'distinct') return true
  return reasons.some(reason => weights[reason] > 0 && !old.reasons.includes(reason))
}

function commonUnit(app: App, a: string | null, b: string | null): string {
  if (a && a === b) return a
  const tree = treeOf(app)
  const above = tree.path(a ?? b ?? COUNTRY_ID).toReversed()
  return above.find(unit => tree.contains(unit.id, b ?? a ?? unit.id))?.id ?? COUNTRY_ID
}

/** Those who are new or changed since the last round. */
export async function lookAtChanged(app: App): Promise<void> {
  if (looking.has(app)) return
  const from = await app.run(async ({ sql }) => {
    const [row] = await sql<{ lookedUntil: Date }[]>`select looked_until from register.round`
    return row?.lookedUntil ?? new Date(0)
  })
  const until = app.clock()
  await inBatches(app, (sql, after) => {
    const since = new Date(from.getTime() - OVERLAP_MS)
    return sql<
      { id: string }[]
    >`select id from people.person where updated_at >= ${since} and id > ${after} order by id limit ${BATCH}`
  })
  await app.run(
    ctx => ctx.sql`
      insert into register.round (looked_until) values (${until})
      on conflict (id) do update set looked_until = excluded.looked_until`,
  )
}

/** Everybody, once a night: what the policy changed, what others brought about. */
export const lookAtAll = (app: App): Promise<number> =>
  inBatches(
    app,
    (sql, after) => sql<{ id: string }[]>`select id from people.person where id > ${after} order by id limit ${BATCH}`,
  )

/** A round that takes longer than until the next one is not run twice. */
const looking = new WeakSet<App>()

const FIRST = '00000000-0000-0000-0000-000000000000'

async function inBatches(app: App, next: Next): Promise<number> {
  if (looking.has(app)) return 0
  looking.add(app)
  try {
    return await batchAfter(app, next, FIRST)
  } finally {
    looking.delete(app)
  }
}

type Next = (sql: Sql, after: string) => PromiseLike<readonly { readonly id: string }[]>

async function batchAfter(app: App, next: Next, first: string): Promise<number> {
  let after = first
  for (let looked = 0; ; ) {
    const ids = await app.run(async ctx => {
      const rows = (await next(ctx.sql, after)).map(row => row.id)
      await lookAt(ctx, rows)
      return rows
    })
    looked += ids.length
    if (ids.length < BATCH) return looked
    after = ids.at(-1) as string
  }
}
