import type { Context } from '#core/app.ts'
import { newId } from '#core/ids.ts'
import { messagesDue } from './events.ts'
import { forgetTexts, insertDeliveries } from './queries.ts'

/** What a carrier says became of something it took. */
export interface Receipt {
  readonly channel: string
  readonly reference: string
  readonly state: 'delivered' | 'failed'
  /** Technical, without an address. */
  readonly detail?: string | undefined
}

/**
 * Keeps receipts and applies them. One may come before the delivery it is about is written, twice, or long after:
 * what cannot be applied yet waits, what changes nothing any more is dropped.
 */
export async function receive(ctx: Context, receipts: readonly Receipt[]): Promise<void> {
  if (!receipts.length) return
  await ctx.sql`
    insert into messages.receipt (channel, reference, state, detail, at)
    select distinct on (channel, reference, state) *, ${ctx.now}::timestamptz from unnest(
      ${receipts.map(r => r.channel)}::text[], ${receipts.map(r => r.reference)}::text[],
      ${receipts.map(r => r.state)}::text[], ${receipts.map(r => r.detail?.slice(0, 50) ?? null)}::text[])
      as r (channel, reference, state, detail)
    on conflict do nothing`
  await applyReceipts(ctx)
}

interface Applied {
  readonly id: string
  readonly messageId: string
  readonly unitId: string | null
  readonly state: 'delivered' | 'failed'
}

/** A delivery arrived when all its parts did, and did not when one did not. */
export async function applyReceipts(ctx: Context): Promise<void> {
  const { sql, now } = ctx
  const said = await sql<{ deliveryId: string; detail: string | null }[]>`
    with known as (
      delete from messages.receipt r using messages.part p
      where p.channel = r.channel and p.reference = r.reference returning r.*)
    update messages.part p set state = k.state
    from (select distinct on (channel, reference) * from known order by channel, reference, state = 'failed') k
    where p.channel = k.channel and p.reference = k.reference and p.state is null
    returning p.delivery_id, case when k.state = 'failed' then k.detail end as detail`
  if (!said.length) return
  const changed = await sql<Applied[]>`
    with heard as (
      select p.delivery_id as id, bool_or(p.state = 'failed') as failed, bool_and(p.state is not null) as complete
      from messages.part p where p.delivery_id = any(${said.map(one => one.deliveryId)}::uuid[]) group by 1)
    update messages.delivery d
       set state = case when h.failed then 'failed' else 'delivered' end,
           reason = case when h.failed then 'not-delivered' end,
           detail = case when h.failed then s.detail end,
           done_at = ${now}
      from heard h left join (select * from unnest(
        ${said.map(one => one.deliveryId)}::uuid[], ${said.map(one => one.detail)}::text[]) as s (id, detail)
        where detail is not null) s on s.id = h.id
     where d.id = h.id and d.state = 'sent' and (h.failed or h.complete)
     returning d.id, d.message_id, d.unit_id, d.state`
  const arrived = changed.filter(one => one.state === 'delivered')
  await sql`update messages.delivery set kept_until = null where id = any(${arrived.map(one => one.id)}::uuid[])`
  await forgetTexts(
    sql,
    arrived.map(one => one.messageId),
    now,
  )
  await goOn(
    ctx,
    changed.filter(one => one.state === 'failed'),
  )
}

/** What did not arrive goes by the next channel, as long as it is known what it said. */
async function goOn(ctx: Context, failed: readonly Applied[]): Promise<void> {
  if (!failed.length) return
  const still = await ctx.sql<{ id: string }[]>`
    select id from messages.message where id = any(${failed.map(one => one.messageId)}::uuid[]) and sealed is not null`
  const known = new Set(still.map(one => one.id))
  const rows = failed
    .filter(one => known.has(one.messageId))
    .map(({ messageId, unitId }) => ({ id: newId(ctx.now), messageId, unitId, dueAt: ctx.now }))
  await insertDeliveries(ctx.sql, rows)
  if (rows.length) await ctx.emit(messagesDue, {})
}

interface HookReceipt {
  readonly id: string
  readonly state: Receipt['state']
  readonly detail?: string | undefined
}
type Told =
  | { readonly receipts: readonly HookReceipt[] }
  | HookReceipt
  | { readonly event_name: string; readonly message: { readonly tracking_id: string } }

const ZALO_ARRIVED = 'user_received_message'

/** What a carrier posted, as receipts of its channel. */
export function receiptsIn(channel: string, told: Told): Receipt[] {
  if ('event_name' in told)
    return told.event_name === ZALO_ARRIVED
      ? [{ channel, reference: told.message.tracking_id, state: 'delivered' }]
      : []
  const all = 'receipts' in told ? told.receipts : [told]
  return all.map(({ id, state, detail }) => ({ channel, reference: id, state, detail }))
}
