import * as z from 'zod/mini'
import { policyAt } from '#base/policies/index.ts'
import type { App, Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { allEnded, attempt } from '#core/db/db.ts'
import { Problem, type ProblemParams } from '#core/problem.ts'
import { read, whole } from './content.ts'
import { retries } from './policies.ts'
import { IN_TOPIC } from './receive.ts'
import { pauseAfter, send, TOPIC, tell } from './send.ts'
import { isOurs, type Message, type Outcome, RECEIPT, type Traffic, VOID } from './traffic.ts'
import { openTrouble } from './trouble.ts'

interface Waiting {
  readonly id: string
  readonly partnerId: string
  readonly messageId: string
  readonly kind: string
  readonly size: number
  readonly contentId: string | null
  readonly attempts: number
  readonly receivedAt: Date
}

const PARTNERS_AT_ONCE = 3
const AT_ONCE = 40
/** So many share a transaction, each in a savepoint of its own, and no more bytes than this. */
const TOGETHER = 10
const MOST_TOGETHER_BYTES = 4 * 1024 * 1024

/** Works on what has come, of each partner in its order; answers how many messages that were. */
export async function takeWaiting(app: App): Promise<number> {
  const partners = await app.db.sql<{ id: string }[]>`
    select b.partner_id as id from interchange.inbox b
    where b.due_at <= ${app.clock()}
      and exists (select from interchange.incoming i
        where i.partner_id = b.partner_id and i.state <> 'away'
          and (i.seq = b.seq + 1 or (i.state = 'waiting' and i.seq <= b.seq)))`
  let [taken, next] = [0, 0]
  const lane = async () => {
    for (let one = partners[next++]; one; one = partners[next++]) taken += await takeOf(app, one.id)
  }
  await Promise.all(Array.from({ length: Math.min(PARTNERS_AT_ONCE, partners.length) }, lane))
  return taken
}

async function takeOf(app: App, partnerId: string): Promise<number> {
  for (let n = 0; ; ) {
    const some = await app.run(ctx => takeNext(ctx, partnerId))
    n += some
    if (some < TOGETHER || n >= AT_ONCE) return n
  }
}

interface Placed extends Waiting {
  readonly seq: number
  readonly state: string
}

/**
 * The next in order, and those that are worked on again, with what the partner is told of them; another server that has them
 * in hand keeps them. Answers how many are over.
 */
async function takeNext(ctx: Context, partnerId: string): Promise<number> {
  const { sql } = ctx
  const [place] = await sql<{ seq: number }[]>`
    select seq from interchange.inbox where partner_id = ${partnerId} for update skip locked`
  if (!place) return 0
  const rows = await sql<Placed[]>`
    select id, partner_id, message_id, kind, size, content_id, attempts, received_at, seq, state from interchange.incoming
    where partner_id = ${partnerId} and state <> 'away'
      and (seq between ${place.seq + 1} and ${place.seq + TOGETHER} or (state = 'waiting' and seq <= ${place.seq}))
    order by seq limit ${TOGETHER} for update`
  const over = await takeInOrder(ctx, place.seq, rows)
  if (!over.length) return 0
  const furthest = Math.max(place.seq, over.at(-1)?.seq ?? 0)
  await sql`update interchange.inbox set seq = ${furthest} where partner_id = ${partnerId}`
  await tellPartner(ctx, partnerId)
  return over.length
}

/** One after the other until one has not come yet, is to be tried again, or it is enough; answers those that are over. */
async function takeInOrder(ctx: Context, from: number, rows: readonly Placed[]): Promise<readonly Placed[]> {
  const over: Placed[] = []
  const done: Placed[] = []
  let [seq, bytes] = [from, 0]
  for (const row of rows) {
    bytes += row.size
    if (row.seq > seq + 1 || (over.length && bytes > MOST_TOGETHER_BYTES)) break
    const end = row.state === 'waiting' ? await take(ctx, row) : 'over'
    if (end === 'later') break
    if (end === 'done') done.push(row)
    over.push(row)
    seq = Math.max(seq, row.seq)
    // It holds many messages of ours, which others may want in another order.
    if (row.kind === RECEIPT) break
  }
  if (done.length) await noteDone(ctx, done)
  return over
}

/** Messages of our own are told of to nobody. */
async function noteDone({ sql, now }: Context, done: readonly Placed[]): Promise<void> {
  await sql`
    update interchange.incoming
    set state = 'done', attempts = attempts + 1, problem = null, params = '{}', ended_at = ${now},
        is_told = kind in (${RECEIPT}, ${VOID})
    where id = any(${done.map(one => one.id)}::uuid[])`
}

/**
 * Works on one: done, which is still to be noted; over, which was noted; or it is to be tried again later, and those behind it
 * wait.
 */
async function take(ctx: Context, row: Waiting): Promise<'done' | 'over' | 'later'> {
  const message = messageOf(ctx, row)
  try {
    await attempt(ctx.sql, sql => work({ ...ctx, sql }, message))
    return 'done'
  } catch (error) {
    if (error instanceof Problem) {
      await refused(ctx, row, message, error)
      return 'over'
    }
    ctx.app.log.error({ err: error, message: row.id, kind: row.kind }, 'a message could not be worked on')
    return (await failed(ctx, row)) ? 'over' : 'later'
  }
}

function messageOf({ sql, app }: Context, { contentId, ...row }: Waiting): Message {
  return { ...row, content: () => (contentId ? read(sql, app.keyring, contentId) : nothing()) }
}
async function* nothing(): AsyncGenerator<Uint8Array> {}

const trafficOf = (app: App, kind: string) => app.declared<Traffic>('traffic').find(one => one.kind === kind)

async function work(ctx: Context, message: Message): Promise<void> {
  if (message.kind === VOID) return
  if (message.kind === RECEIPT) return applyReceipt(ctx, message)
  const known = trafficOf(ctx.app, message.kind)
  if (!known) throw new Problem('interchange.unknown-kind', { params: { kind: message.kind } })
  await known.take(ctx, message)
}

type End = 'done' | 'refused' | 'dead'

async function end(
  ctx: Context,
  { id, kind }: Waiting,
  state: 'refused' | 'dead',
  { code, params }: { code: string; params: ProblemParams },
) {
  await ctx.sql`
    update interchange.incoming
    set state = ${state}, attempts = attempts + 1, problem = ${code},
        params = ${JSON.stringify(params)}::text::jsonb, ended_at = ${ctx.now}, is_told = ${isOurs(kind)}
    where id = ${id}`
}

async function refused(ctx: Context, row: Waiting, message: Message, { code, params }: Problem): Promise<void> {
  await end(ctx, row, 'refused', { code, params })
  await trafficOf(ctx.app, row.kind)?.refuse?.(ctx, message, { code, params })
}

async function failed(ctx: Context, row: Waiting): Promise<boolean> {
  const { mostTries } = (await policyAt(ctx, retries, { day: dayOf(ctx.now) })).params
  const tries = row.attempts + 1
  if (tries >= mostTries) {
    await end(ctx, row, 'dead', { code: 'interchange.failed', params: {} })
    await openTrouble(ctx, row.partnerId)
    return true
  }
  const dueAt = new Date(ctx.now.getTime() + (await pauseAfter(ctx, tries - 1)) * 1000)
  await ctx.sql`update interchange.incoming set attempts = ${tries} where id = ${row.id}`
  await ctx.sql`update interchange.inbox set due_at = ${dueAt} where partner_id = ${row.partnerId}`
  return false
}

const Receipt = z.array(
  z.object({
    id: z.uuid(),
    state: z.enum(['done', 'refused']),
    problem: z.nullable(z.string().check(z.maxLength(100))),
    params: z.record(z.string(), z.union([z.string().check(z.maxLength(500)), z.number()])),
  }),
)
type Receipt = z.infer<typeof Receipt>

/** Tells a partner what became of its messages: many in one. */
async function tellPartner(ctx: Context, partnerId: string): Promise<void> {
  const rows = await ctx.sql<{ messageId: string; state: End; problem: string | null; params: ProblemParams }[]>`
    update interchange.incoming set is_told = true
    where partner_id = ${partnerId} and not is_told and state in ('done', 'refused', 'dead')
    returning message_id, state, problem, params`
  if (!rows.length) return
  const receipt: Receipt = rows.map(({ messageId: id, state, problem, params }) => ({
    id,
    state: state === 'done' ? 'done' : 'refused',
    problem,
    params: { ...params },
  }))
  await send(ctx, { partnerId, kind: RECEIPT, content: [Buffer.from(JSON.stringify(receipt))] })
  await ctx.app.bus.publish(ctx.sql, TOPIC)
}

/** What became of messages of ours. One we never sent to this partner says nothing. */
async function applyReceipt(ctx: Context, message: Message): Promise<void> {
  const receipt = z.safeParse(Receipt, parsed(await whole(message.content())))
  if (!receipt.success) throw new Problem('interchange.bad-receipt')
  const list = receipt.data
  await ctx.sql`
    select from interchange.outgoing where id = any(${list.map(one => one.id)}::uuid[]) order by id for update`
  const rows = await ctx.sql<(Omit<Outcome, 'messageId' | 'partnerId' | 'subject'> & Subject & { id: string })[]>`
    update interchange.outgoing o
    set state = t.state, problem = t.problem, params = t.params::jsonb, ended_at = ${ctx.now}
    from unnest(${list.map(one => one.id)}::uuid[], ${list.map(one => one.state)}::text[],
      ${list.map(one => one.problem)}::text[], ${list.map(one => JSON.stringify(one.params))}::text[])
      as t (id, state, problem, params)
    where o.id = t.id and o.partner_id = ${message.partnerId} and o.state in ('queued', 'taken', 'refused')
    returning o.id, o.kind, o.state, o.problem, o.params, o.subject_kind, o.subject_id`
  await allEnded(
    rows.map(({ id, subjectKind, subjectId, ...row }) => {
      const subject = subjectKind && subjectId ? { kind: subjectKind, id: subjectId } : null
      return tell(ctx, { ...row, messageId: id, partnerId: message.partnerId, subject })
    }),
  )
  if (rows.some(row => row.state === 'refused')) await openTrouble(ctx, message.partnerId)
}

interface Subject {
  readonly subjectKind: string | null
  readonly subjectId: string | null
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}

/** Works once more on what was refused or dead, in its own place, which those behind it have passed. */
export async function takeAgain(ctx: Context, id: string): Promise<void> {
  const rows = await ctx.sql`
    update interchange.incoming set state = 'waiting', attempts = 0, problem = null, params = '{}', ended_at = null
    where id = ${id} and state in ('refused', 'dead') and content_id is not null and seq is not null returning 1`
  if (!rows.length) throw new Problem('interchange.not-again', { status: 409 })
  await ctx.app.bus.publish(ctx.sql, IN_TOPIC)
}
