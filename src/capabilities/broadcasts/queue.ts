import { sendMessages } from '#base/messages/index.ts'
import type { Context } from '#core/app.ts'
import { at } from '#core/contract.ts'
import { recipients } from './audience.ts'
import type { Draft } from './contract.ts'
import { type Recipient, textFor } from './estimate.ts'
import { broadcastDue } from './events.ts'
import { templates } from './flow.ts'

export const CHUNK = 5_000

interface Due extends Draft {
  readonly id: string
  readonly state: 'scheduled' | 'queuing'
}

/** Begins what is due, and goes on with what was begun: each with events of its own. */
export async function startDue(ctx: Context): Promise<void> {
  const due = await ctx.sql<{ id: string }[]>`
    select id from broadcasts.broadcast where state in ('scheduled', 'queuing') and start_at <= ${ctx.now} order by start_at`
  await ctx.emit(broadcastDue, ...due.map(({ id }) => ({ broadcastId: id })))
}

/**
 * Hands the next recipients over to the messages, a chunk in each transaction: a long one would hold up whoever follows
 * facts. Who gets it is written down by the first. Answers whether there are more.
 */
export async function queueNext(ctx: Context, broadcastId: string): Promise<boolean> {
  const { sql } = ctx
  const [due] = await sql<Due[]>`
    select id, unit_id, audience, text, urgency, state from broadcasts.broadcast
    where id = ${broadcastId} and state in ('scheduled', 'queuing') and start_at <= ${ctx.now} for update skip locked`
  if (!due) return false
  if (due.state === 'scheduled') await writeDown(ctx, due)
  const next = await sql<Recipient[]>`
    with taken as (
      delete from broadcasts.recipient r using (
        select person_id from broadcasts.recipient where broadcast_id = ${due.id} order by person_id limit ${CHUNK}) n
      where r.broadcast_id = ${due.id} and r.person_id = n.person_id returning r.person_id)
    select p.id as person_id, p.full_name, p.unit_id from taken t join people.person p on p.id = t.person_id`
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
  const isMore = next.length === CHUNK
  if (!isMore) await sql`update broadcasts.broadcast set state = 'queued', ended_at = ${ctx.now} where id = ${due.id}`
  return isMore
}

async function writeDown(ctx: Context, due: Due): Promise<void> {
  await ctx.sql`
    insert into broadcasts.recipient (broadcast_id, person_id)
    select ${due.id}::uuid, r.person_id from (${recipients(ctx, due)}) r`
  await ctx.sql`update broadcasts.broadcast set state = 'queuing' where id = ${due.id}`
}
