import { moveMany } from '#base/work/work.ts'
import tracing from '#capabilities/tracing/index.ts'
import type { Context } from '#core/app.ts'
import { DAY_MS, dayOf, HOUR_MS } from '#core/clock.ts'
import { deliver } from '#core/outbox.ts'
import type { Province } from './province.ts'
import type { Infection } from './types.ts'

/** The same moment of the past in the same transaction: what happens then is dated then. */
export const asOf = (ctx: Context, now: Date): Context => ctx.app.context(ctx.sql, { now })

const input = <B>(caseId: string, body: B) => ({ params: { caseId }, query: undefined, body })

/** A confirmed infection becomes a case, as a tracer would register it, at the time of `ctx`. */
export async function openSimulatedCase(ctx: Context, province: Province, infection: Infection): Promise<string> {
  const { people } = province.simulation
  const at = ctx.now
  const { caseId } = await tracing.handlers.openCase(
    {
      params: undefined,
      query: undefined,
      body: {
        personId: province.personId(infection.person),
        unitId: province.unitOf(people.commune[infection.person] as number),
        origin: infection.setting === 'imported' ? 'other-province' : 'community',
        onsetOn: infection.onset !== null && infection.onset <= at.getTime() ? dayOf(new Date(infection.onset)) : null,
        sampledAt: new Date(at.getTime() - 6 * HOUR_MS).toISOString(),
        confirmedAt: at.toISOString(),
        isolatedAt: at.toISOString(),
      },
    },
    ctx,
  )
  return caseId
}

/** How much of the work is done already, so that the demo opens on a province at work: the older the case, the more. */
const TRACED_AFTER_MS = DAY_MS / 2
const DECIDED_AFTER_MS = DAY_MS
const REACHED_AFTER_MS = 1.5 * DAY_MS

interface Action {
  readonly at: Date
  readonly run: (ctx: Context) => Promise<void>
}

/**
 * What tracers and communes did about the confirmed infections up to now, in the order in which it happened: a contact
 * who falls ill later was a contact first.
 */
export async function replayCases(
  ctx: Context,
  province: Province,
  confirmed: readonly Infection[],
  progress: (done: number, of: number) => void,
): Promise<void> {
  const actions = confirmed
    .flatMap(infection => actionsOn(ctx.now, province, infection))
    .sort((a, b) => a.at.getTime() - b.at.getTime())
  for (const [i, { at, run }] of actions.entries()) {
    await run(asOf(ctx, at))
    progress(i + 1, actions.length)
  }
}

function actionsOn(now: Date, province: Province, infection: Infection): Action[] {
  const opened = new Date(infection.detectedAt ?? 0)
  const age = now.getTime() - opened.getTime()
  const later = (hours: number) => new Date(opened.getTime() + hours * HOUR_MS)
  let caseId = ''
  const all: (Action & { readonly after: number })[] = [
    {
      at: opened,
      after: 0,
      run: async ctx => {
        caseId = await openSimulatedCase(ctx, province, infection)
      },
    },
    {
      at: later(1),
      after: TRACED_AFTER_MS,
      run: async ctx => void (await tracing.handlers.trace(input(caseId, { generation: '1' as const }), ctx)),
    },
    { at: later(4), after: DECIDED_AFTER_MS, run: ctx => decideSome(ctx, caseId) },
    { at: later(10), after: REACHED_AFTER_MS, run: ctx => reachSome(ctx, caseId) },
  ]
  return all.filter(action => age >= action.after)
}

/**
 * What a capability hears of another it would hear after the whole past was written, and take for the present: it is told
 * now, once.
 */
async function tell(ctx: Context, event: string, subscriber: string): Promise<void> {
  const events = await ctx.sql<{ id: string }[]>`
    select id from core.event e where name = ${event} and not exists (
      select from core.delivery d where d.event_id = e.id and d.subscriber = ${subscriber} and d.at is not null)`
  for (const { id } of events) await deliver(ctx, { eventId: id, subscriber })
}

/** Those who live with the case, and those who were long in the same area, are contacts; brief meetings elsewhere are not. */
async function decideSome(ctx: Context, caseId: string): Promise<void> {
  const found = await ctx.sql<{ id: string; exposure: string }[]>`
    select id, exposure from tracing.contact where case_id = ${caseId} order by exposure, minutes desc, id limit 400`
  const contacts = found.filter(one => one.exposure === 'high').slice(0, 25)
  const dismissed = found.filter(one => one.exposure === 'low')
  const decide = (ids: string[], decision: 'contact' | 'dismissed') =>
    ids.length ? tracing.handlers.decide(input(caseId, { contactIds: ids, decision, reason: '' }), ctx) : undefined
  await decide(
    contacts.map(one => one.id),
    'contact',
  )
  await decide(
    dismissed.map(one => one.id),
    'dismissed',
  )
  await tell(ctx, 'tracing.contacts-decided', 'followup')
}

/** Four of five contacts were spoken with; the others are the commune's work of today. */
async function reachSome(ctx: Context, caseId: string): Promise<void> {
  const items = await ctx.sql<{ id: string }[]>`
    select w.id from tracing.contact k
    join followup.source s on s.kind = 'contact' and s.ref_id = k.id
    join work.item w on w.subject_kind = 'plan' and w.subject_id = s.plan_id::text and w.state = 'to-reach'
    where k.case_id = ${caseId} order by k.id`
  const reached = items.filter((_, i) => i % 5 !== 0).map(({ id }) => id)
  await moveMany(
    ctx,
    reached.map(id => ({ id, step: 'reach' })),
  )
  await ctx.sql`
    update tracing.contact k set reached_at = ${ctx.now}
    from followup.source s join work.item w on w.subject_kind = 'plan' and w.subject_id = s.plan_id::text
    where s.kind = 'contact' and s.ref_id = k.id and w.id = any(${reached}::uuid[])`
}
