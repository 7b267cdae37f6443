import { policyAt } from '#base/policies/index.ts'
import { whyNot } from '#base/work/rules.ts'
import { judgeOf } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { notFound } from '#core/problem.ts'
import type { FollowUp, Meeting as MeetingView } from './contract.ts'
import { type Meeting, meetingsBetween } from './meetings.ts'
import { exposureWeight } from './policies.ts'
import { contactOf, exposedOf, mustCase } from './queries.ts'
import { contactLine } from './views.ts'

/** When a contact was together with whoever may have passed it on, and where. */
export async function evidenceOf(ctx: Context, contactId: string): Promise<MeetingView[]> {
  const [contact] = await ctx.sql<{ caseId: string; personId: string; generation: number; viaId: string }[]>`
    select case_id, person_id, generation, via_person_id as via_id from tracing.contact where id = ${contactId}`
  if (!contact) throw notFound('contact')
  const { caseId, personId, generation, viaId } = contact
  const met =
    generation === 1
      ? await ctx.sql<EvidenceRow[]>`
          select ${viaId}::uuid as via_id, m.place_id, m.area_id, m.from_at as "from", m.until_at as until, m.estimated,
                 m.same_area
          from tracing.meeting m where m.contact_id = ${contactId} order by m.from_at`
      : await laterMeetings(ctx, caseId, generation, personId)
  const names = await ctx.sql<{ id: string; name: string }[]>`
    select id, name from places.place where id = any(${met.flatMap(one => [one.placeId, one.areaId ?? one.placeId])}::uuid[])
    union all
    select id, full_name as name from people.person where id = any(${met.map(one => one.viaId)}::uuid[])`
  const nameOf = new Map(names.map(row => [row.id, row.name]))
  return met.map(({ viaId: via, placeId, areaId, from, until, estimated, sameArea }) => ({
    place: nameOf.get(placeId) ?? '',
    area: areaId ? (nameOf.get(areaId) ?? null) : null,
    via: nameOf.get(via) ?? '',
    from: from.toISOString(),
    until: until.toISOString(),
    estimated,
    sameArea,
  }))
}

type EvidenceRow = Omit<Meeting, 'personId'>

/** Evidence of later generations is not kept: it is read from the visits again. */
async function laterMeetings(ctx: Context, caseId: string, generation: number, personId: string): Promise<Meeting[]> {
  const file = await mustCase(ctx, caseId)
  const rule = await policyAt(ctx, exposureWeight, { day: dayOf(ctx.now), unitId: file.unitId })
  const exposed = await exposedOf(ctx.sql, caseId, generation - 1, rule.params.latentHours)
  return exposed.length ? meetingsBetween(ctx.sql, personId, exposed, ctx.now) : []
}

/** A contact for its commune of stay. */
export async function followUpOf(ctx: Context, contactId: string): Promise<FollowUp> {
  const contact = await contactOf(ctx.sql, contactId)
  if (!contact) throw notFound('contact')
  const file = await mustCase(ctx, contact.caseId)
  return {
    ...contactLine(contact),
    caseNumber: file.number,
    caseId: whyNot(judgeOf(ctx), 'tracing.read', file.unitId) ? null : file.id,
  }
}
