import { sendMessages } from '#base/messages/send.ts'
import { template } from '#base/messages/template.ts'
import { policyAt } from '#base/policies/index.ts'
import { clearStandings, writeStandings } from '#base/standing/standing.ts'
import type { Context } from '#core/app.ts'
import { DAY_MS, dayOf } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import { contactReached } from './events.ts'
import { followUp } from './policies.ts'
import type { CaseRow, Decided } from './queries.ts'

export const templates = [template({ id: 'tracing.contact-notice', urgency: 'urgent' })]

/** What follows once people are contacts: they are told, their standing changes, and their commune gets the work. */
export async function followContacts(ctx: Context, file: CaseRow, decided: readonly Decided[]): Promise<void> {
  if (!decided.length) return
  const rule = await policyAt(ctx, followUp, { day: dayOf(ctx.now), unitId: file.unitId })
  await writeStandings(
    ctx,
    decided.map(contact => ({
      personId: contact.personId,
      source: 'tracing',
      level: contact.generation === 1 ? ('orange' as const) : ('yellow' as const),
      reason: contact.generation === 1 ? 'tracing.standing.contact' : 'tracing.standing.contact-of-contact',
      until: new Date(ctx.now.getTime() + rule.params.standingDays * DAY_MS),
      policyVersion: rule.version,
    })),
  )
  const first = decided.filter(contact => contact.generation === 1)
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
}

/** Somebody is no contact after all: what was said of them holds no longer. */
export async function leaveContacts(ctx: Context, decided: readonly Decided[]): Promise<void> {
  await clearStandings(
    ctx,
    'tracing',
    decided.map(contact => contact.personId),
  )
}

/** The commune has spoken with these contacts. */
export async function reachContacts(ctx: Context, contactIds: readonly string[]): Promise<void> {
  await ctx.sql`
    update tracing.contact set reached_at = ${ctx.now}
    where id = any(${contactIds as string[]}::uuid[]) and reached_at is null`
  await ctx.emit(contactReached, ...contactIds.map(contactId => ({ contactId })))
}
