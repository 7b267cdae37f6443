import { personMerged } from '#base/people/events.ts'
import { policyAt } from '#base/policies/index.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { on } from '#core/module.ts'
import { contactsDecided } from './events.ts'
import { joinReports } from './notices/reports.ts'
import { followUp } from './policies.ts'
import type { Decided } from './queries.ts'
import { restate } from './restate.ts'
import { earlierCells } from './views.ts'

/**
 * Two entries of the register are one person, and so one line in each case: the one on whom more was decided, of two
 * alike the nearer. Nobody is a contact of their own case.
 */
export const rejoin = on(personMerged, async ({ fromId, toId }, ctx) => {
  await joinReports(ctx, fromId, toId)
  const gone = await dropDoubles(ctx, fromId, toId)
  const kept = await ctx.sql<{ id: string; caseId: string }[]>`
    update tracing.contact set person_id = ${toId} where person_id = ${fromId} returning id, case_id`
  await ctx.sql`update tracing.contact set via_person_id = ${toId} where via_person_id = ${fromId}`
  // Where both have an open file, two tracers work on it: they decide which one is closed.
  await ctx.sql`
    update tracing.case_file c set person_id = ${toId}
    where person_id = ${fromId} and not exists (
      select from tracing.case_file other
      where other.person_id = ${toId} and other.disease = c.disease and other.closed_at is null and c.closed_at is null)`
  if (!gone.length && !kept.length) return
  const rule = await policyAt(ctx, followUp, { day: dayOf(ctx.now) })
  await restate(ctx, [fromId, toId], rule)
  for (const caseId of new Set([...gone, ...kept].map(contact => contact.caseId)))
    await ctx.emit(contactsDecided, {
      caseId,
      contactIds: kept.filter(contact => contact.caseId === caseId).map(contact => contact.id),
      left: gone.filter(contact => contact.caseId === caseId).map(contact => contact.id),
      decidedAt: ctx.now.toISOString(),
      earlier: earlierCells(gone.filter(contact => contact.caseId === caseId)),
    })
})

/** The evidence of a line that goes stays with the one that is kept. */
async function dropDoubles({ sql }: Context, fromId: string, toId: string) {
  const doubles = sql`
    select id, first_value(id) over (
      partition by case_id order by array_position(array['contact', 'dismissed', 'review'], state), generation, id) as kept
    from tracing.contact where person_id in (${fromId}, ${toId})`
  await sql`
    update tracing.meeting m set contact_id = d.kept from (${doubles}) d where m.contact_id = d.id and d.kept <> d.id`
  const own = sql`
    select k.id from tracing.contact k join tracing.case_file c on c.id = k.case_id
    where k.person_id in (${fromId}, ${toId}) and c.person_id in (${fromId}, ${toId})`
  await sql`delete from tracing.meeting where contact_id in (${own})`
  return sql<(Decided & { caseId: string })[]>`
    delete from tracing.contact
    where id in (select id from (${doubles}) d where kept <> id) or id in (${own})
    returning id, case_id, person_id, unit_id, generation, decided_at as earlier_at`
}
