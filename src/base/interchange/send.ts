import { policyAt } from '#base/policies/index.ts'
import type { App, Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import type { Ref } from '#core/contract.ts'
import { allEnded, type Sql } from '#core/db/db.ts'
import { newId } from '#core/ids.ts'
import { Problem } from '#core/problem.ts'
import { Busy, type Carrier, type Parcel, Refused, Unreached } from './carrier.ts'
import { andContent, read, store } from './content.ts'
import { retries } from './policies.ts'
import type { Outcome, Traffic } from './traffic.ts'
import { isOurs, RECEIPT, VOID } from './traffic.ts'
import { openTrouble } from './trouble.ts'

export const OUT_TOPIC = 'interchange.out'
export const TOPIC = 'interchange'

export interface NewMessage {
  readonly partnerId: string
  /** Of a declared traffic, or our own. */
  readonly kind: string
  /** What it is about: who declared the kind is told by it what became of the message. */
  readonly subject?: Ref
  readonly content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
  /** Made by the caller where something else names it. */
  readonly id?: string
}

/** Queues a message in the caller's transaction, behind all that were queued for the partner before it; answers its id. */
export async function send(ctx: Context, message: NewMessage): Promise<string> {
  const { sql, app, now } = ctx
  const id = message.id ?? newId(now)
  const content = await store(sql, app.keyring, message.content, { at: now })
  const queued = await sql`
    with place as (
      update interchange.outbox set seq = seq + 1 where partner_id = ${message.partnerId} returning partner_id, seq),
    message as (
      insert into interchange.outgoing
        (id, partner_id, seq, kind, subject_kind, subject_id, content_id, size, sha256, state, queued_at)
      select ${id}::uuid, partner_id, seq, ${message.kind}, ${message.subject?.kind ?? null}::text,
        ${message.subject?.id ?? null}::text, ${content.id}::uuid, ${content.size}::bigint, ${content.sha256}::bytea, 'queued',
        ${now}::timestamptz
      from place returning content_id)
    ${andContent(sql, content, now)}
    select from message`
  if (!queued.count) throw new Problem('interchange.unknown-partner')
  await app.bus.publish(sql, OUT_TOPIC)
  return id
}

/** Says to each partner that we are here: one that has not reached us for long need not wait any longer. */
export async function greet(app: App): Promise<void> {
  await app.run(async ctx => {
    const partners = await ctx.sql<{ id: string }[]>`
      select id from interchange.partner where carrier = 'https' and paused_why is null order by id`
    for (const { id } of partners) await send(ctx, { partnerId: id, kind: VOID, content: [] })
  })
}

interface Due {
  readonly id: string
  readonly name: string
  readonly carrier: string
  readonly address: string
  readonly mark: string | null
  readonly failures: number
}

interface Queued {
  readonly id: string
  readonly seq: number
  readonly kind: string
  readonly contentId: string | null
  readonly size: number
  readonly sha256: Buffer
  readonly subjectKind: string | null
  readonly subjectId: string | null
}

const PARTNERS_AT_ONCE = 4
/** More than this is sent alone: several at once would be a gigabyte on the way. */
const LARGE_BYTES = 4 * 1024 * 1024
/** After this another server goes on where one died. */
const LEASE_MS = 15_000

/** Sends what is due, to several partners at once and to each in its order; answers how many messages found their way. */
export async function sendDue(app: App): Promise<number> {
  const now = app.clock()
  const due = await app.db.sql<Due[]>`
    update interchange.partner p set busy_until = ${new Date(now.getTime() + LEASE_MS)}
    where p.due_at <= ${now} and p.paused_why is null and (p.busy_until is null or p.busy_until <= ${now})
      and exists (select from interchange.outgoing o where o.partner_id = p.id and o.state = 'queued')
    returning p.id, p.name, p.carrier, p.address, p.mark, p.failures`
  let [sent, next] = [0, 0]
  const lane = async () => {
    for (let partner = due[next++]; partner; partner = due[next++]) sent += await sendBatch(app, partner)
  }
  await Promise.all(Array.from({ length: Math.min(PARTNERS_AT_ONCE, due.length) }, lane))
  return sent
}

async function sendBatch(app: App, partner: Due): Promise<number> {
  const carrier = app.declared<Carrier>('carrier').find(one => one.name === partner.carrier)
  const batch = carrier ? await nextOf(app.db.sql, partner.id, carrier.window) : []
  const results = carrier ? await Promise.all(batch.map(one => attempt(app, carrier, partner, one))) : []
  await app.run(ctx => note(ctx, partner, results))
  return results.filter(one => one.state !== 'queued').length
}

async function nextOf(sql: Sql, partnerId: string, window: number): Promise<readonly Queued[]> {
  const rows = await sql<Queued[]>`
    select id, seq, kind, content_id, size, sha256, subject_kind, subject_id from interchange.outgoing
    where partner_id = ${partnerId} and state = 'queued' order by seq limit ${window}`
  const large = rows.findIndex(row => row.size > LARGE_BYTES)
  return large < 0 ? rows : rows.slice(0, Math.max(1, large))
}

interface Attempt extends Queued {
  readonly state: 'queued' | 'taken' | 'refused'
  readonly problem: string | null
  readonly params: Outcome['params']
  readonly waitS?: number
}

async function attempt(app: App, carrier: Carrier, to: Due, one: Queued): Promise<Attempt> {
  const { id, seq, kind, size, contentId } = one
  const sql = app.db.sql
  const parcel: Parcel = {
    id,
    seq,
    kind,
    size,
    sha256: one.sha256.toString('hex'),
    content: () => (contentId ? read(sql, app.keyring, contentId) : none()),
  }
  try {
    await carrier.deliver(app, to, parcel)
    return { ...one, state: 'taken', problem: null, params: {} }
  } catch (error) {
    if (error instanceof Refused) return { ...one, state: 'refused', problem: error.code, params: error.params }
    if (error instanceof Busy)
      return { ...one, state: 'queued', problem: 'interchange.busy', params: {}, waitS: error.seconds }
    if (!(error instanceof Unreached)) app.log.warn({ err: error, partner: to.id }, 'a message could not be sent')
    return {
      ...one,
      state: 'queued',
      problem: error instanceof Unreached ? error.code : 'interchange.failed',
      params: {},
    }
  }
}

async function* none(): AsyncGenerator<Uint8Array> {}

/** What became of a batch, with what it means for the partner. */
async function note(ctx: Context, partner: Due, results: readonly Attempt[]): Promise<void> {
  const { sql, now, app } = ctx
  const ids = results.map(one => one.id)
  await sql`select from interchange.outgoing where id = any(${ids}::uuid[]) order by id for update`
  const ended = results.filter(one => one.state !== 'queued')
  // A receipt may have been faster than this note.
  const noted = await sql<{ id: string }[]>`
    update interchange.outgoing o
    set state = t.state, problem = t.problem, params = t.params::jsonb, attempts = attempts + 1,
        taken_at = case when t.state = 'taken' then ${now}::timestamptz end,
        ended_at = case when t.state = 'refused' or o.kind = any(${[VOID, RECEIPT]}::text[]) then ${now}::timestamptz end
    from unnest(${ended.map(one => one.id)}::uuid[], ${ended.map(one => one.state)}::text[],
      ${ended.map(one => one.problem)}::text[], ${ended.map(one => JSON.stringify(one.params))}::text[])
      as t (id, state, problem, params)
    where o.id = t.id and o.state = 'queued' returning o.id`
  const kept = results.filter(one => one.state === 'queued')
  if (kept.length)
    await sql`
      update interchange.outgoing set attempts = attempts + 1, problem = ${kept[0]?.problem ?? null}
      where id = any(${kept.map(one => one.id)}::uuid[]) and state = 'queued'`
  await notePartner(ctx, partner, kept[0], ended.length > 0)
  const isNoted = new Set(noted.map(one => one.id))
  const told = ended.filter(one => isNoted.has(one.id))
  await allEnded(told.map(one => tell(ctx, outcomeOf(partner.id, one))))
  if (ended.some(one => one.state === 'refused')) await openTrouble(ctx, partner.id)
  if (results.length) await app.bus.publish(sql, TOPIC)
}

async function notePartner(ctx: Context, { id, failures }: Due, kept: Attempt | undefined, reached: boolean) {
  const { sql, now } = ctx
  const pause = kept ? (kept.waitS ?? (await pauseAfter(ctx, reached ? 0 : failures))) : 0
  const dueAt = new Date(now.getTime() + pause * 1000)
  const isFault = kept !== undefined && kept.waitS === undefined
  await sql`
    update interchange.partner
    set failures = ${isFault ? (reached ? 1 : failures + 1) : 0}, problem = ${kept?.problem ?? null}, due_at = ${dueAt},
        busy_until = null,
        reached_at = case when ${reached} then ${now}::timestamptz else reached_at end
    where id = ${id}`
}

export async function pauseAfter(ctx: Context, failures: number): Promise<number> {
  const { pausesSeconds } = (await policyAt(ctx, retries, { day: dayOf(ctx.now) })).params
  return pausesSeconds[Math.min(failures, pausesSeconds.length - 1)] as number
}

const outcomeOf = (partnerId: string, one: Attempt): Outcome => ({
  messageId: one.id,
  partnerId,
  kind: one.kind,
  subject: one.subjectKind && one.subjectId ? { kind: one.subjectKind, id: one.subjectId } : null,
  state: one.state as 'taken' | 'refused',
  problem: one.problem,
  params: one.params,
})

/** Whoever declared the kind hears what became of a message of it. */
export async function tell(ctx: Context, outcome: Outcome): Promise<void> {
  if (isOurs(outcome.kind)) return
  const declared = ctx.app.declared<Traffic>('traffic').find(one => one.kind === outcome.kind)
  await declared?.ended?.(ctx, outcome)
}

/**
 * Gives a message up that was never taken: its place in the order goes out empty, so that those behind it go on, and is
 * noted with it as a negative one.
 */
export async function drop(ctx: Context, id: string): Promise<void> {
  const [row] = await ctx.sql<{ partnerId: string; seq: number }[]>`
    update interchange.outgoing set state = 'dropped', ended_at = ${ctx.now}, seq = -seq
    where id = ${id} and state = 'queued' returning partner_id, -seq as seq`
  if (!row) throw new Problem('interchange.not-waiting', { status: 409 })
  const content = await store(ctx.sql, ctx.app.keyring, [], { at: ctx.now })
  await ctx.sql`
    with message as (
      insert into interchange.outgoing (id, partner_id, seq, kind, content_id, size, sha256, state, queued_at)
      values (${newId(ctx.now)}, ${row.partnerId}, ${row.seq}, ${VOID}, ${content.id}, 0, ${content.sha256}, 'queued', ${ctx.now})
      returning content_id)
    ${andContent(ctx.sql, content, ctx.now)}
    select from message`
  await ctx.app.bus.publish(ctx.sql, OUT_TOPIC)
}

/** Sends a message that was refused or given up once more, as a new one at the end of the queue; answers its id. */
export async function sendAgain(ctx: Context, id: string): Promise<string> {
  const { sql, app } = ctx
  const [row] = await sql<(Queued & { partnerId: string })[]>`
    select * from interchange.outgoing
    where id = ${id} and state in ('refused', 'dropped') and again_as is null and content_id is not null for update`
  if (!row?.contentId) throw new Problem('interchange.not-again', { status: 409 })
  const subject = row.subjectKind && row.subjectId ? { kind: row.subjectKind, id: row.subjectId } : undefined
  const again = await send(ctx, {
    partnerId: row.partnerId,
    kind: row.kind,
    content: read(sql, app.keyring, row.contentId),
    ...(subject ? { subject } : {}),
  })
  await sql`update interchange.outgoing set again_as = ${again} where id = ${id}`
  return again
}
