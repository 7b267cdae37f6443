import { entriesOf } from '#base/people/people.ts'
import { policyAt } from '#base/policies/index.ts'
import { arrivalFlow, expectArrival, isolationProposed } from '#base/work/arrivals.ts'
import { flow } from '#base/work/flow.ts'
import { openWorkOf } from '#base/work/queries.ts'
import { openWork } from '#base/work/work.ts'
import { ordersProposed } from '#capabilities/isolation/events.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import { on } from '#core/module.ts'
import { arrivalRule } from './policies.ts'
import type { Declaration } from './queries.ts'

const verb = 'declarations.follow'

/** Somebody comes to stay from an epidemic area. */
export const arrivals = arrivalFlow('declarations', verb)

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
  const about = { subject: at.of('declaration', one.id), unitId: one.unitId, personId: one.personId }
  if (one.reasons.includes(SELF_REPORT)) {
    const entries = await entriesOf(ctx.sql, one.personId)
    if ((await openWorkOf(ctx.sql, [selfReportFlow.kind], entries, one.unitId)).length) return
    await openWork(ctx, { kind: selfReportFlow.kind, ...about })
  } else if (arrives) await expectArrival(ctx, { kind: arrivals.kind, ...about, due: { hours: confirmHours } })
}

export const proposed = on(ordersProposed, (orders, ctx) =>
  isolationProposed(ctx, [arrivals.kind, selfReportFlow.kind], orders),
)
