import { entriesOf } from '#base/people/people.ts'
import { policyAt } from '#base/policies/index.ts'
import { flow } from '#base/work/flow.ts'
import { openWork } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import { arrivalRule } from './policies.ts'
import { type Declaration, hasOpenWork } from './queries.ts'

const verb = 'declarations.follow'

/**
 * Somebody comes to stay from an epidemic area: the community team (tổ COVID cộng đồng) sees whether they are there. The
 * order itself is proposed from the item, as for anybody; the step says that it was.
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
    { name: 'propose', from: 'arrived', to: 'isolation-proposed', verb, due: null },
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
    { name: 'propose', from: 'reached', to: 'isolation-proposed', verb, due: null },
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
  if (await hasOpenWork(ctx.sql, kind, await entriesOf(ctx.sql, one.personId), one.unitId)) return
  await openWork(ctx, {
    kind,
    subject: at.of('declaration', one.id),
    unitId: one.unitId,
    personId: one.personId,
    ...(isCase ? {} : { due: { hours: confirmHours } }),
  })
}
