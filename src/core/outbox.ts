import type { App, Context } from './app.ts'
import type { Sql } from './db/db.ts'
import type { EventType } from './event.ts'
import { newId } from './ids.ts'

/** Heard when there is something to deliver. */
export const DELIVERIES_TOPIC = 'core.deliveries'

/** One delivery of one event to one subscriber. */
export interface Delivery {
  readonly eventId: string
  readonly subscriber: string
  readonly urgent?: boolean
}

/** Where deliveries wait until they are made, written in the transaction of the event. */
export interface Jobs {
  enqueue(sql: Sql, deliveries: readonly Delivery[]): Promise<void>
}

/** Writes events and one delivery per subscriber in the caller's transaction. */
export async function writeEvents<P extends object>(
  app: App,
  sql: Sql,
  { name, urgent }: EventType<P>,
  payloads: readonly P[],
): Promise<void> {
  if (!payloads.length) return
  const events = payloads.map(payload => ({ id: newId(), name, payload: JSON.stringify(payload) }))
  const subscribers = app.modules.filter(m => m.on?.some(s => s.event === name)).map(m => m.name)
  const deliveries = events.flatMap(({ id: eventId }) =>
    subscribers.map(subscriber => ({ eventId, subscriber, ...(urgent && { urgent }) })),
  )
  // None waits for the others: they are on their way to the database in one write.
  await Promise.all([
    sql`
      insert into core.event (id, name, payload)
      select id, ${name}, payload::jsonb
      from unnest(${events.map(e => e.id)}::uuid[], ${events.map(e => e.payload)}::text[]) as t (id, payload)`,
    app.jobs.enqueue(sql, deliveries),
    deliveries.length ? app.bus.publish(sql, DELIVERIES_TOPIC) : undefined,
  ])
}

export interface EventRow {
  readonly name: string
  readonly payload: object
}

/**
 * Makes one delivery, in `ctx`'s transaction: the note that it was made commits with what it did, so one that was made
 * does nothing again.
 */
export async function deliver(ctx: Context, { eventId, subscriber }: Delivery): Promise<void> {
  const [event] = await ctx.sql<EventRow[]>`
    with first as (
      insert into core.delivery (event_id, subscriber, at)
      select id, ${subscriber}, now() from core.event where id = ${eventId}
      on conflict (event_id, subscriber) do update set at = now() where delivery.at is null
      returning event_id)
    select e.name, e.payload from core.event e join first on first.event_id = e.id`
  if (event) await hand(ctx, subscriber, event)
}

/** What is told reaches a subscriber, in `ctx`'s transaction. */
export async function hand(ctx: Context, subscriber: string, event: EventRow): Promise<void> {
  const module = ctx.app.modules.find(m => m.name === subscriber)
  // One after the other: what a module gathers may hear what it hears itself.
  for (const subscription of module?.on ?? [])
    if (subscription.event === event.name) await subscription.handle(event.payload as never, ctx)
}
