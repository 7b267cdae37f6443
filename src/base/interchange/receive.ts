import { policyAt } from '#base/policies/index.ts'
import { COUNTRY_ID } from '#base/units/model.ts'
import type { App, Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import type { Stream } from '#core/contract.ts'
import { callerOf } from '#core/http/server.ts'
import { newId } from '#core/ids.ts'
import { Problem, type ProblemParams } from '#core/problem.ts'
import { isStamped, ownMark } from './card.ts'
import { andContent, PIECE_BYTES, type Stored, store } from './content.ts'
import { pressure } from './policies.ts'
import { OUT_TOPIC, TOPIC } from './send.ts'
import { isOurs, type Traffic } from './traffic.ts'

export const IN_TOPIC = 'interchange.in'

/** What is said of a message in its address; the content is the body. */
export interface Said {
  readonly from: string
  readonly id: string
  readonly kind: string
  readonly seq: number
  readonly size: number
  readonly sha256: string
  readonly signature: string
}

interface Known {
  readonly id: string
  readonly unitId: string
  readonly keys: readonly string[]
  readonly waiting: number
  /** It was not reached lately. */
  readonly isAway: boolean
  /** The message, where it is here already. */
  readonly before: Before | null
}

/** Of somebody nobody knows so much is kept, to be looked at. */
const MOST_OF_STRANGERS = 64 * 1024
const MOST_STRANGERS_A_DAY = 200
const MOST_OF_OURS = 4 * 1024 * 1024

interface Taken {
  /** False when it was here before. */
  readonly isNew: boolean
}

/**
 * Takes a message in: answered when it is durable. The same one again is known; anything that is not what it says is refused
 * with a name, and kept. What is small is one statement.
 */
export async function receive(ctx: Context, said: Said, body: Stream): Promise<Taken> {
  const { first, rest } = await ahead(body)
  const answer = await enter(ctx, said, rest ? follow(first, rest) : first)
  if (answer instanceof Problem) throw answer
  return answer
}

async function enter(ctx: Context, said: Said, body: Body): Promise<Taken | Problem> {
  const partner = await knownPartner(ctx, said)
  if (!partner) return turnAway(ctx, said, body, undefined, new Problem('interchange.unknown-partner', { status: 401 }))
  if (!isStamped({ ...said, to: ownMark(ctx.app) }, partner.keys, said.signature))
    return turnAway(ctx, said, body, partner, new Problem('interchange.wrong-signature', { status: 401 }))
  if (partner.before) return known(ctx, partner, said, body, partner.before)
  const full = await fullness(ctx, partner)
  if (full) return full
  const most = mostOf(ctx.app, said.kind)
  const content = await keep(ctx, said, body, most)
  const fault = faultOf(said, content, most)
  if (fault?.code === 'interchange.wrong-digest') return keepAway(ctx, said, partner, content, fault)
  return admit(ctx, said, partner, content, fault)
}

/** No further than it says that it goes; of what is not taken anyway its beginning. */
function keep(ctx: Context, { size }: Said, body: Body, most = MOST_OF_STRANGERS): Promise<Stored> {
  const isTaken = size <= most
  const source = isTaken ? body : beginningOf(body)
  return store(ctx.sql, ctx.app.keyring, source, { at: ctx.now, most: isTaken ? size : MOST_OF_STRANGERS })
}

type Body = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/** What fits into one piece is read whole; of the rest its beginning. */
async function ahead(body: Stream): Promise<{ first: Uint8Array[]; rest?: AsyncIterator<Uint8Array> }> {
  const rest = body[Symbol.asyncIterator]()
  const first: Uint8Array[] = []
  for (let held = 0; held <= PIECE_BYTES; held += first.at(-1)?.byteLength ?? 0) {
    const { value, done } = await rest.next()
    if (done) return { first }
    first.push(value)
  }
  return { first, rest }
}

async function* follow(first: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* first
  for (;;) {
    const { value, done } = await rest.next()
    if (done) return
    yield value
  }
}

async function knownPartner({ sql }: Context, { from, id }: Said): Promise<Known | undefined> {
  const [row] = await sql<(Known & Before & { isKnown: boolean })[]>`
    select p.id, p.unit_id, p.keys, p.failures > 0 as is_away, b.id is not null as is_known, b.sha256,
      (select count(*) from interchange.incoming i where i.partner_id = p.id and i.state = 'waiting') as waiting
    from interchange.partner p
    left join interchange.incoming b on b.partner_id = p.id and b.message_id = ${id} and b.state <> 'away'
    where p.mark = ${from}`
  return row && { ...row, before: row.isKnown ? { sha256: row.sha256 } : null }
}

const mostOf = (app: App, kind: string): number | undefined =>
  isOurs(kind) ? MOST_OF_OURS : app.declared<Traffic>('traffic').find(one => one.kind === kind)?.mostBytes

function faultOf(said: Said, content: Stored, most: number | undefined): Problem | undefined {
  if (most === undefined) return new Problem('interchange.unknown-kind', { params: { kind: said.kind } })
  if (said.size > most)
    return new Problem('interchange.too-large', { status: 413, params: { most: Math.floor(most / 1024 / 1024) } })
  const isSame = !content.isCut && content.size === said.size && content.sha256.toString('hex') === said.sha256
  return isSame ? undefined : new Problem('interchange.wrong-digest')
}

interface Before {
  readonly sha256: Buffer | null
}

async function sameMessage({ sql }: Context, partner: Known, { id }: Said): Promise<Before | undefined> {
  const [row] = await sql<Before[]>`
    select sha256 from interchange.incoming
    where partner_id = ${partner.id} and message_id = ${id} and state <> 'away'`
  return row
}

/** Sent again since our answer was lost; or another message under its name. */
async function known(ctx: Context, partner: Known, said: Said, body: Body, before: Before): Promise<Taken | Problem> {
  if (isSame(before, said)) return { isNew: false }
  return turnAway(ctx, said, body, partner, new Problem('interchange.other-content', { status: 409 }))
}

const isSame = (before: Before | undefined, { sha256 }: Said): boolean => before?.sha256?.toString('hex') === sha256

async function fullness(ctx: Context, { waiting }: Known): Promise<Problem | undefined> {
  const { mostWaiting, seconds } = (await policyAt(ctx, pressure, { day: dayOf(ctx.now) })).params
  return waiting < mostWaiting ? undefined : new Problem('interchange.busy', { status: 503, params: { seconds } })
}

/** In its place in the order, also when it is refused: those behind it are not to wait for it. */
async function admit(
  ctx: Context,
  said: Said,
  partner: Known,
  content: Stored,
  fault: Problem | undefined,
): Promise<Taken | Problem> {
  const { sql, now } = ctx
  const { count } = await sql`
    with message as (
      insert into interchange.incoming
        (id, partner_id, message_id, seq, kind, unit_id, content_id, size, sha256, state, is_told, problem, params, address,
         received_at, ended_at)
      values (${newId(now)}, ${partner.id}, ${said.id}, ${said.seq}, ${said.kind}, ${partner.unitId}, ${content.id},
        ${said.size}, ${Buffer.from(said.sha256, 'hex')}, ${fault ? 'refused' : 'waiting'}, ${fault !== undefined},
        ${fault?.code ?? null}, ${JSON.stringify(fault?.params ?? {})}::text::jsonb, ${callerOf(ctx).address}, ${now},
        ${fault ? now : null})
      on conflict do nothing returning content_id)
    ${andContent(sql, content, now)}
    select from message`
  if (count) {
    await isBack(ctx, partner)
    await ctx.app.bus.publish(sql, IN_TOPIC)
    return fault ?? { isNew: true }
  }
  // Somebody was faster with the same message, or another message has its place.
  if (!content.unwritten) await sql`delete from interchange.content where id = ${content.id}`
  if (isSame(await sameMessage(ctx, partner, said), said)) return { isNew: false }
  return new Problem('interchange.other-content', { status: 409 })
}

/** Who was not reached and speaks now is there again: what waits for it need not wait longer. */
async function isBack({ sql, app, now }: Context, { id, isAway }: Known): Promise<void> {
  if (!isAway) return
  const rows = await sql`
    update interchange.partner set due_at = ${now} where id = ${id} and failures > 0 and due_at > ${now} returning 1`
  if (rows.length) await app.bus.publish(sql, OUT_TOPIC)
}

/** Keeps what is turned away at the door, in no order; answers why. */
async function turnAway(
  ctx: Context,
  said: Said,
  body: Body,
  partner: Known | undefined,
  problem: Problem,
): Promise<Problem> {
  if (await tooManyAway(ctx)) return problem
  const content = await store(ctx.sql, ctx.app.keyring, beginningOf(body), { at: ctx.now, most: MOST_OF_STRANGERS })
  return keepAway(ctx, said, partner, content, problem)
}

/** What is longer is cut, not refused. */
async function* beginningOf(body: Body): AsyncGenerator<Uint8Array> {
  let left = MOST_OF_STRANGERS
  for await (const some of body) {
    yield some.subarray(0, left)
    left -= some.byteLength
    if (left <= 0) return
  }
}

async function tooManyAway({ sql, now }: Context): Promise<boolean> {
  const since = new Date(now.getTime() - 86_400_000)
  const [row] = await sql<{ n: number }[]>`
    select count(*) as n from interchange.incoming where state = 'away' and received_at > ${since}`
  return (row?.n ?? 0) >= MOST_STRANGERS_A_DAY
}

async function keepAway(
  ctx: Context,
  said: Said,
  partner: Known | undefined,
  content: Stored,
  problem: Problem,
): Promise<Problem> {
  const params: ProblemParams = { ...problem.params, from: said.from }
  await ctx.sql`
    with message as (
      insert into interchange.incoming
        (id, partner_id, message_id, kind, unit_id, content_id, size, state, problem, params, address, received_at, ended_at)
      values (${newId(ctx.now)}, ${partner?.id ?? null}, ${said.id}, ${said.kind}, ${partner?.unitId ?? (await homeUnit(ctx))},
        ${content.id}, ${said.size}, 'away', ${problem.code}, ${JSON.stringify(params)}::text::jsonb, ${callerOf(ctx).address},
        ${ctx.now}, ${ctx.now}) returning content_id)
    ${andContent(ctx.sql, content, ctx.now)}
    select from message`
  await ctx.app.bus.publish(ctx.sql, TOPIC)
  return problem
}

/** Where the first partner belongs: whose administrators see what nobody knows. */
async function homeUnit({ sql }: Context): Promise<string> {
  const [row] = await sql<{ unitId: string }[]>`
    select unit_id from interchange.partner order by added_at, id limit 1`
  return row?.unitId ?? COUNTRY_ID
}
