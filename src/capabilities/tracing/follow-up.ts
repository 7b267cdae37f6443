import { sendMessages } from '#base/messages/send.ts'
import { template } from '#base/messages/template.ts'
import { workMoved } from '#base/work/events.ts'
import { flow } from '#base/work/flow.ts'
import { openItems } from '#base/work/queries.ts'
import { moveMany, openMany } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { at } from '#core/contract.ts'
import { on } from '#core/module.ts'
import { contactReached } from './events.ts'
import type { CaseRow, Decided } from './queries.ts'
import { type Rule, restate } from './restate.ts'

/**
 * A contact in the hands of the commune of stay. The deadline of the first step is what the law and the province's
 * policy give: it is set when the item is opened.
 */
export const contactFlow = flow({
  kind: 'tracing.follow-up',
  reads: 'tracing.watch',
  states: ['to-reach', 'watched', 'released', 'lost', 'withdrawn'],
  initial: 'to-reach',
  final: ['released', 'withdrawn'],
  transitions: [
    { name: 'reach', from: ['to-reach', 'lost'], to: 'watched', verb: 'tracing.follow', due: null },
    { name: 'release', from: 'watched', to: 'released', verb: 'tracing.follow' },
    { name: 'lose', from: 'to-reach', to: 'lost', verb: 'tracing.follow', needsNote: true },
    // Taken by the system when the tracer takes the decision back.
    {
      name: 'withdraw',
      from: ['to-reach', 'watched', 'lost'],
      to: 'withdrawn',
      verb: 'tracing.decide',
      form: 'tracing.decision',
      due: null,
    },
  ],
})

/** The commune has reached a contact: its work item says so, and since when, however late this is heard. */
export const noteReached = on(workMoved, async ({ kind, subject, step, workId }, ctx) => {
  if (kind !== contactFlow.kind || step !== 'reach') return
  await ctx.sql`
    update tracing.contact set reached_at = (
      select max(at) from work.step where item_id = ${workId} and name = ${step})
    where id = ${subject.id} and reached_at is null`
  await ctx.emit(contactReached, { contactId: subject.id })
})

export const templates = [template({ id: 'tracing.contact-notice', urgency: 'urgent' })]

/** What follows once people are contacts: their standing changes, they are told, and their commune gets the work. */
export async function followContacts(
  ctx: Context,
  file: CaseRow,
  decided: readonly Decided[],
  rule: Rule & { readonly reachBy: Date },
): Promise<void> {
  if (!decided.length) return
  const stated = await restate(
    ctx,
    decided.map(contact => contact.personId),
    rule,
  )
  // Who is a case by now is treated as one: nobody tells a patient to wait at home for a call.
  const first = decided.filter(contact => contact.generation === 1 && stated.get(contact.personId) !== 'red')
  await sendMessages(
    ctx,
    first.map(contact => ({
      template: 'tracing.contact-notice',
      to: { personId: contact.personId },
      values: { days: rule.params.standingDays },
      about: at.of('contact', contact.id),
      ...(contact.unitId ? { unitId: contact.unitId } : {}),
    })),
  )
  await openMany(
    ctx,
    first.flatMap(contact =>
      contact.unitId
        ? [
            {
              kind: contactFlow.kind,
              subject: at.of('contact', contact.id),
              unitId: contact.unitId,
              personId: contact.personId,
              params: { case: file.number },
              due: rule.reachBy,
            },
          ]
        : [],
    ),
  )
}

/** Somebody is no contact after all: what was said because of it holds no longer, and the commune need not call. */
export async function leaveContacts(
  ctx: Context,
  decided: readonly Decided[],
  rule: Rule,
  reason: string,
): Promise<void> {
  if (!decided.length) return
  await restate(
    ctx,
    decided.map(contact => contact.personId),
    rule,
  )
  await withdrawFollowUps(ctx, decided, reason)
}

/** The commune need not call them. */
export async function withdrawFollowUps(
  ctx: Context,
  contacts: readonly { readonly id: string }[],
  reason = '',
): Promise<void> {
  const items = await openItems(
    ctx.sql,
    contacts.map(contact => ({ kind: contactFlow.kind, subject: at.of('contact', contact.id) })),
  )
  // By the system: the contact may live where the tracer has no grant.
  const system = ctx.app.context(ctx.sql, { now: ctx.now, requestId: ctx.requestId })
  await moveMany(
    system,
    items.map(({ id }) => ({ id, step: 'withdraw', note: reason || undefined })),
    { form: 'tracing.decision' },
  )
}
