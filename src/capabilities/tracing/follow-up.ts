import { sendMessages } from '#base/messages/send.ts'
import { template } from '#base/messages/template.ts'
import { personReached, testedPositive } from '#capabilities/followup/events.ts'
import type { Context } from '#core/app.ts'
import { DAY_MS, dayOf, startOf } from '#core/clock.ts'
import { at, type Ref } from '#core/contract.ts'
import { on } from '#core/module.ts'
import { say } from '#core/words.ts'
import { openCaseFile } from './case-file.ts'
import { contactReached } from './events.ts'
import { type CaseRow, type Decided, mustCase, openCaseOf, sourceOf } from './queries.ts'
import { type Rule, restate } from './restate.ts'
import { traceFirst } from './trace.ts'

const contactsIn = (sources: readonly Ref[]) => sources.flatMap(one => (one.kind === 'contact' ? [one.id] : []))

/** The commune has reached a contact, and since when, however late this is heard. */
export const noteReached = on(personReached, async ({ sources, at: when }, ctx) => {
  const reached = await ctx.sql<{ id: string }[]>`
    update tracing.contact set reached_at = ${when}
    where id = any(${contactsIn(sources)}::uuid[]) and reached_at is null returning id`
  await ctx.emit(contactReached, ...reached.map(({ id }) => ({ contactId: id })))
})

/**
 * A contact who tests positive is a case: where it was is taken from its visits, whom it lives with waits for review, and
 * the file names the case it comes from.
 */
export const openFromTest = on(testedPositive, async ({ personId, unitId, sources, takenOn, onsetOn }, ctx) => {
  if (await openCaseOf(ctx.sql, personId)) return
  const source = await sourceOf(ctx.sql, contactsIn(sources))
  const { caseId } = await openCaseFile(ctx, {
    personId,
    unitId,
    // Whoever is followed was found because of it, not in the community.
    origin: 'isolation-site',
    onsetOn,
    sampledAt: startOf(takenOn),
    confirmedAt: ctx.now,
    isolatedAt: null,
    sourceCaseId: source?.caseId,
    note: source ? say('vi', 'tracing.case.from-contact', { number: source.number }) : '',
  })
  await traceFirst(ctx, await mustCase(ctx, caseId))
  await ctx.sql`update tracing.case_file set traced_at = ${ctx.now} where id = ${caseId}`
})

export const templates = [template({ id: 'tracing.contact-notice', urgency: 'urgent' })]

/**
 * What follows once people are contacts: their standing changes and they are told. Answers those whom their commune has
 * to follow.
 */
export async function followContacts(
  ctx: Context,
  file: CaseRow,
  decided: readonly Decided[],
  rule: Rule & { readonly reachBy: Date },
) {
  if (!decided.length) return []
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
  const until = dayOf(new Date(ctx.now.getTime() + rule.params.standingDays * DAY_MS))
  const reachBy = rule.reachBy.toISOString()
  return first.flatMap(({ id, personId, unitId }) =>
    unitId ? [{ contactId: id, caseNumber: file.number, personId, unitId, until, reachBy }] : [],
  )
}

/** Somebody is no contact after all: what was said because of it holds no longer. */
export async function leaveContacts(ctx: Context, decided: readonly Decided[], rule: Rule): Promise<void> {
  if (!decided.length) return
  await restate(
    ctx,
    decided.map(contact => contact.personId),
    rule,
  )
}
