import { sendMessages } from '#base/messages/index.ts'
import type { Context } from '#core/app.ts'
import { at } from '#core/contract.ts'
import { recipients } from './audience.ts'
import type { Draft } from './contract.ts'
import { type Recipient, textFor } from './estimate.ts'
import { broadcastDue } from './events.ts'
import { templates } from './flow.ts'

const CHUNK = 5_000

/** So many chunks at once: while one waits for the database, the next is written. */
export const LANES = 2

interface Due extends Draft {
  readonly id: string
}

/** Begins what is due, and goes on with what was begun. */
export async function startDue(ctx: Context): Promise<void> {
  const due = await ctx.sql<{ id: string }[]>`
    select id from broadcasts.broadcast where state in ('scheduled', 'queuing') and start_at <= ${ctx.now} order by start_at`
  await ctx.emit(broadcastDue, ...due.map(({ id }) => ({ broadcastId: id })))
}

/** What follows when one is due: written down it goes on in lanes, and each lane until nothing is left. */
export async function goOn(ctx: Context, broadcastId: string): Promise<void> {
  const lanes = (await begin(ctx, broadcastId)) ? LANES : (await queueNext(ctx, broadcastId)) ? 1 : 0
  await ctx.emit(broadcastDue, ...Array.from({ length: lanes }, () => ({ broadcastId })))
}

/** Writes down who gets it, once, in chunks. Answers whether it did. */
export async function begin(ctx: Context, broadcastId: string): Promise<boolean> {
  const { sql } = ctx
  const [due] = await sql<Due[]>`
    update broadcasts.broadcast set state = 'queuing'
    where id = ${broadcastId} and state = 'scheduled' and start_at <= ${ctx.now}
    returning id, unit_id, audience, text, urgency`
  if (!due) return false
  await sql`
    insert into broadcasts.chunk (broadcast_id, n, person_ids)
    select ${due.id}::uuid, n / ${CHUNK}, array_agg(person_id)
    from (select r.person_id, row_number() over () - 1 as n from (${recipients(ctx, due)}) r) numbered group by 2`
  return true
}

/**
 * Hands a chunk over to the messages, in a transaction of its own: a long one would hold up whoever follows facts. Answers
 * whether there was one; who finds none ends the queuing.
 */
export async function queueNext(ctx: Context, broadcastId: string): Promise<boolean> {
  const { sql } = ctx
  // Whoever stops it waits for this, and then stops what this queued. Chunks come after, as they do there.
  const [due] = await sql<Due[]>`
    select id, unit_id, text, urgency from broadcasts.broadcast where id = ${broadcastId} and state = 'queuing'
    for key share`
  if (!due) return false
  const next = await sql<Recipient[]>`
    with taken as (
      delete from broadcasts.chunk where (broadcast_id, n) = (
        select broadcast_id, n from broadcasts.chunk where broadcast_id = ${broadcastId}
        order by n limit 1 for update skip locked) returning person_ids)
    select p.id as person_id, p.full_name, p.unit_id
    from taken cross join unnest(taken.person_ids) as t (id) join people.person p on p.id = t.id`
  if (!next.length) return end(ctx, broadcastId)
  await sendMessages(
    ctx,
    next.map(one => ({
      template: templates[due.urgency].id,
      to: { personId: one.personId },
      values: { text: textFor(ctx, due.text, one) },
      about: at.of('broadcast', due.id),
      unitId: due.unitId,
    })),
  )
  return true
}

async function end({ sql, now }: Context, broadcastId: string): Promise<false> {
  await sql`
    update broadcasts.broadcast b set state = 'queued', ended_at = ${now}
    where id = ${broadcastId} and state = 'queuing'
      and not exists (select from broadcasts.chunk c where c.broadcast_id = b.id)`
  return false
}
