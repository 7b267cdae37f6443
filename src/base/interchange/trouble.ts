import { policyAt } from '#base/policies/index.ts'
import { flow } from '#base/work/flow.ts'
import { moveWork, openWork } from '#base/work/index.ts'
import type { Context } from '#core/app.ts'
import { DAY_MS, dayOf, HOUR_MS } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import { retries } from './policies.ts'

/** Something is wrong with a partner (trục trặc liên thông): messages were refused, or it has not been reached for long. */
export const troubleFlow = flow({
  kind: 'interchange.trouble',
  reads: 'interchange.read',
  states: ['open', 'over', 'done'],
  initial: 'open',
  final: ['over', 'done'],
  due: { workingHours: 8 },
  transitions: [
    { name: 'over', from: 'open', to: 'over', verb: 'interchange.manage', system: true },
    { name: 'done', from: 'open', to: 'done', verb: 'interchange.manage', needsNote: true },
  ],
})

export async function openTrouble(ctx: Context, partnerId: string): Promise<void> {
  const [partner] = await ctx.sql<{ name: string; unitId: string }[]>`
    select name, unit_id from interchange.partner where id = ${partnerId}`
  if (!partner) return
  const subject = at.of('partner', partnerId)
  await openWork(ctx, { kind: troubleFlow.kind, subject, unitId: partner.unitId, params: { name: partner.name } })
}

/** Partners whose queue has not moved for long; and those that are reached again. */
export async function watch(ctx: Context): Promise<void> {
  const { tellAfterHours } = (await policyAt(ctx, retries, { day: dayOf(ctx.now) })).params
  const before = new Date(ctx.now.getTime() - tellAfterHours * HOUR_MS)
  const rows = await ctx.sql<{ id: string }[]>`
    select p.id from interchange.partner p
    where p.paused_why is null and p.failures > 0
      and exists (select from interchange.outgoing o
        where o.partner_id = p.id and o.state = 'queued' and o.queued_at < ${before})`
  for (const { id } of rows) await openTrouble(ctx, id)
  await closeTrouble(ctx, new Date(ctx.now.getTime() - TROUBLE_DAYS * DAY_MS))
}

const TROUBLE_DAYS = 7

/** It is well again when it is reached, and nothing was refused lately that nobody has sent or worked on again. */
async function closeTrouble(ctx: Context, since: Date): Promise<void> {
  const items = await ctx.sql<{ id: string }[]>`
    select w.id from work.item w join interchange.partner p on p.id::text = w.subject_id
    where w.kind = ${troubleFlow.kind} and w.open and p.failures = 0 and p.paused_why is null
      and not exists (select from interchange.outgoing o
        where o.partner_id = p.id and o.state = 'refused' and o.again_as is null and o.ended_at > ${since})
      and not exists (select from interchange.incoming i
        where i.partner_id = p.id and i.state in ('refused', 'dead') and i.ended_at > ${since})`
  for (const { id } of items) await moveWork(ctx, id, 'over')
}
