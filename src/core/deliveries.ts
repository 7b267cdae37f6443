import type { App, Context } from './app.ts'
import type { Sql } from './db/db.ts'
import { DELIVERIES_TOPIC, type Delivery, deliver, type EventRow, hand, type Jobs } from './outbox.ts'
import { pump } from './pump.ts'

/** So many go on beside each other. */
const LANES = 2
/** So many to one subscriber share a transaction; after so long no more is begun in it, for the sake of what it holds. */
const TOGETHER = 10
const TOGETHER_MS = 100
/** What is told meanwhile is delivered together. */
const REST_MS = 20
/** After so many nobody tries again. */
export const MOST_TRIES = 25

/** Deliveries that wait as rows of `core.delivery`, to be made once the caller's transaction commits. */
export const queuedJobs: Jobs = {
  async enqueue(sql, deliveries) {
    if (!deliveries.length) return
    await sql`
      insert into core.delivery (event_id, subscriber, at, urgent)
      select event_id, subscriber, null, urgent
      from unnest(${deliveries.map(d => d.eventId)}::uuid[], ${deliveries.map(d => d.subscriber)}::text[],
        ${deliveries.map(d => d.urgent ?? false)}::boolean[]) as t (event_id, subscriber, urgent)
      on conflict do nothing`
  },
}

/** Makes deliveries until told to stop. */
export async function keepDelivering(app: App, until: AbortSignal): Promise<void> {
  const lane = () => pump(app, until, { topic: DELIVERIES_TOPIC, restMs: REST_MS, work: deliverDue })
  await Promise.all(Array.from({ length: LANES }, lane))
}

interface Due extends EventRow, Delivery {
  readonly attempts: number
}

/**
 * Makes deliveries that are due to one subscriber, in one transaction: their rows are held as long as it goes on, so those of
 * a process that is killed are free at once. When one fails nothing of them was done, and each is made by itself: the one that
 * fails is tried again later, without the others. Answers how many were tried.
 */
export async function deliverDue(app: App): Promise<number> {
  let due: readonly Due[] = []
  try {
    return await app.run(async ctx => {
      due = together(await holdDue(ctx.sql))
      return makeAll(ctx, due)
    })
  } catch (error) {
    if (!due.length) throw error
    const [only, ...more] = due
    if (only && !more.length) await failed(app, only, error)
    else for (const one of due) await app.run(ctx => deliver(ctx, one)).catch(why => failed(app, one, why))
    return due.length
  }
}

const holdDue = (sql: Sql): Promise<Due[]> => sql<Due[]>`
  with next as (
    select subscriber, urgent from core.delivery
    where at is null and due_at <= now() and attempts < ${MOST_TRIES}
    order by urgent desc, due_at limit 1 for update skip locked)
  select d.event_id, d.subscriber, d.attempts, e.name, e.payload
  from core.delivery d join core.event e on e.id = d.event_id
  where d.at is null and d.due_at <= now() and d.attempts < ${MOST_TRIES}
    and (d.subscriber, d.urgent) = (select subscriber, urgent from next)
  order by d.due_at, d.event_id limit ${TOGETHER} for update of d skip locked`

/** One that failed before is tried alone: it would undo the others. */
function together(due: readonly Due[]): readonly Due[] {
  const again = due.findIndex(one => one.attempts > 0)
  return again < 0 ? due : due.slice(0, Math.max(1, again))
}

async function makeAll(ctx: Context, due: readonly Due[]): Promise<number> {
  const made: string[] = []
  const until = performance.now() + TOGETHER_MS
  for (const one of due) {
    await hand(ctx, one.subscriber, one)
    made.push(one.eventId)
    if (performance.now() > until) break
  }
  if (made.length)
    await ctx.sql`
      update core.delivery set at = now()
      where subscriber = ${due[0]?.subscriber ?? ''} and event_id = any(${made}::uuid[])`
  return made.length
}

/** It is tried again after a pause that grows from seconds to hours. */
async function failed(app: App, { eventId, subscriber, name }: Due, error: unknown): Promise<void> {
  app.log.error({ err: error, event: name, eventId, subscriber }, 'a delivery failed')
  await app.db.sql`
    update core.delivery
    set attempts = attempts + 1, due_at = now() + exp(least(10, attempts + 1)) * interval '1 second'
    where event_id = ${eventId} and subscriber = ${subscriber} and at is null`
}
