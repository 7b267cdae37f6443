import { moveMany } from '#base/work/work.ts'
import tracing from '#capabilities/tracing/index.ts'
import type { Context } from '#core/app.ts'
import { DAY_MS, dayOf, HOUR_MS } from '#core/clock.ts'
import type { Province } from './province.ts'
import type { Infection } from './types.ts'

/** The same moment of the past in the same transaction: what happens then is dated then. */
const asOf = (ctx: Context, now: Date): Context => ctx.app.context(ctx.sql, { now })

const input = <B>(caseId: string, body: B) => ({ params: { caseId }, query: undefined, body })

/** A confirmed infection becomes a case, as a tracer would register it. */
export async function openSimulatedCase(
  ctx: Context,
  province: Province,
  infection: Infection,
  at: Date,
): Promise<string> {
  const { people } = province.simulation
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
    asOf(ctx, at),
  )
  return caseId
}

/** How much of the work is done already, so that the demo opens on a province at work: the older the case, the more. */
const TRACED_AFTER_MS = DAY_MS / 2
const DECIDED_AFTER_MS = DAY_MS
const REACHED_AFTER_MS = 1.5 * DAY_MS

/** Traces the cases that are half a day old and more, and decides on those that are a day old, as tracers do. */
export async function traceSimulatedCases(ctx: Context, cases: readonly { caseId: string; at: Date }[]): Promise<void> {
  for (const { caseId, at } of cases) {
    const age = ctx.now.getTime() - at.getTime()
    if (age < TRACED_AFTER_MS) continue
    await tracing.handlers.trace(
      input(caseId, { generation: '1' as const }),
      asOf(ctx, new Date(at.getTime() + HOUR_MS)),
    )
    if (age < DECIDED_AFTER_MS) continue
    await decideSome(ctx, caseId, new Date(at.getTime() + 4 * HOUR_MS))
    if (age >= REACHED_AFTER_MS) await reachSome(ctx, caseId, new Date(at.getTime() + 10 * HOUR_MS))
  }
}

/** Those who live with the case, and those who were long in the same area, are contacts; brief meetings elsewhere are not. */
async function decideSome(ctx: Context, caseId: string, at: Date): Promise<void> {
  const found = await ctx.sql<{ id: string; exposure: string }[]>`
    select id, exposure from tracing.contact where case_id = ${caseId} order by exposure, minutes desc, id limit 400`
  const contacts = found.filter(one => one.exposure === 'high').slice(0, 25)
  const dismissed = found.filter(one => one.exposure === 'low')
  const decide = (ids: string[], decision: 'contact' | 'dismissed') =>
    ids.length
      ? tracing.handlers.decide(input(caseId, { contactIds: ids, decision, reason: '' }), asOf(ctx, at))
      : undefined
  await decide(
    contacts.map(one => one.id),
    'contact',
  )
  await decide(
    dismissed.map(one => one.id),
    'dismissed',
  )
}

/** Four of five contacts were spoken with; the others are the commune's work of today. */
async function reachSome(ctx: Context, caseId: string, at: Date): Promise<void> {
  const items = await ctx.sql<{ id: string }[]>`
    select w.id from tracing.contact k
    join work.item w on w.subject_kind = 'contact' and w.subject_id = k.id::text and w.open
    where k.case_id = ${caseId} order by k.id`
  const reached = items.filter((_, i) => i % 5 !== 0)
  await moveMany(
    asOf(ctx, at),
    reached.map(({ id }) => ({ id, step: 'reach' })),
  )
}
