import { entriesOf } from '#base/people/people.ts'
import { policyAt } from '#base/policies/index.ts'
import { flow } from '#base/work/flow.ts'
import { moveMany, openWork } from '#base/work/work.ts'
import { ordersProposed } from '#capabilities/isolation/events.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import { on } from '#core/module.ts'
import { arrivalRule } from './policies.ts'
import { type Declaration, openWorkOf } from './queries.ts'

const verb = 'declarations.follow'

/**
 * Somebody comes to stay from an epidemic area: the community team (tổ COVID cộng đồng) sees whether they are there. The
 * order itself is proposed from the item, as for anybody; the item follows it.
 */
export const arrivalFlow = flow({
  kind: 'declarations.arrival',
  reads: verb,
  states: ['to-confirm', 'arrived', 'not-arrived', 'isolation-proposed', 'watched', 'closed'],
  initial: 'to-confirm',
  final: ['isolation-proposed', 'watched', 'closed'],
  transitions: [
    { name: 'arrive', from: ['to-confirm', 'not-arrived'], to: 'arrived', verb, due: { hours: 24 } },
    { name: 'miss', from: 'to-confirm', to: 'not-arrived', verb, needsNote: true, due: { hours: 24 } },
    { name: 'propose', from: ['to-confirm', 'not-arrived', 'arrived'], to: 'isolation-proposed', verb, system: true },
    { name: 'watch', from: 'arrived', to: 'watched', verb, needsNote: true, due: null },
    { name: 'close', from: 'not-arrived', to: 'closed', verb, needsNote: true, due: null },
  ],
})

/** Somebody says to have tested positive: the health station speaks with them. */
export const selfReportFlow = flow({
  kind: 'declarations.self-report',
  reads: verb,
  states: ['to-reach', 'reached', 'isolation-proposed', 'dismissed'],
  initial: 'to-reach',
  final: ['isolation-proposed', 'dismissed'],
  due: { hours: 4 },
  transitions: [
    { name: 'reach', from: 'to-reach', to: 'reached', verb, due: { hours: 24 } },
    { name: 'propose', from: ['to-reach', 'reached'], to: 'isolation-proposed', verb, system: true },
    { name: 'dismiss', from: ['to-reach', 'reached'], to: 'dismissed', verb, needsNote: true, due: null },
  ],
})

const SELF_REPORT = 'positive'

/** Gives the commune of stay what a declaration asks of it. Who waits there already is not asked for twice. */
export async function routeToCommune(
  ctx: Context,
  one: Declaration & { readonly reasons: readonly string[] },
): Promise<void> {
  const rule = await policyAt(ctx, arrivalRule, { day: dayOf(one.at), unitId: one.unitId })
  const { answers, forms, confirmHours } = rule.params
  const arrives = forms.includes(one.kind) || one.reasons.some(reason => answers.includes(reason))
  const isCase = one.reasons.includes(SELF_REPORT)
  if (!isCase && !arrives) return
  const { kind } = isCase ? selfReportFlow : arrivalFlow
  if ((await openWorkOf(ctx.sql, [kind], await entriesOf(ctx.sql, one.personId), one.unitId)).length) return
  await openWork(ctx, {
    kind,
    subject: at.of('declaration', one.id),
    unitId: one.unitId,
    personId: one.personId,
    ...(isCase ? {} : { due: { hours: confirmHours } }),
  })
}

/** The station has proposed to isolate them: what waited there for them is done with that. */
export const isolationProposed = on(ordersProposed, async ({ unitId, personIds = [] }, ctx) => {
  if (!unitId) return
  const entries = await Promise.all(personIds.map(id => entriesOf(ctx.sql, id)))
  const items = await openWorkOf(ctx.sql, [arrivalFlow.kind, selfReportFlow.kind], entries.flat(), unitId)
  await moveMany(
    ctx,
    items.map(({ id }) => ({ id, step: 'propose' })),
  )
})
