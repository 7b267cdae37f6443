import { onMerged, personUnmerged } from '#base/people/events.ts'
import { noteMoved, takeBack } from '#base/people/moved.ts'
import { policyAt } from '#base/policies/index.ts'
import type { Context } from '#core/app.ts'
import { DAY_MS, dayOf } from '#core/clock.ts'
import type { Sql } from '#core/db/db.ts'
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
export const rejoin = onMerged(async ({ fromId, toId }, ctx) => {
  await joinReports(ctx, fromId, toId)
  await keepGone(ctx, fromId, toId)
  const gone = await dropDoubles(ctx, fromId, toId)
  const kept = await ctx.sql<{ id: string; caseId: string }[]>`
    update tracing.contact set person_id = ${toId} where person_id = ${fromId} returning id, case_id`
  await noteMoved(
    ctx,
    fromId,
    'tracing.contact',
    kept.map(contact => contact.id),
  )
  const via = await ctx.sql<{ id: string }[]>`
    update tracing.contact set via_person_id = ${toId} where via_person_id = ${fromId} returning id`
  await noteMoved(ctx, fromId, 'tracing.via', idsOf(via))
  // Where both have an open file, two tracers work on it: they decide which one is closed.
  const files = await ctx.sql<{ id: string }[]>`
    update tracing.case_file c set person_id = ${toId}
    where person_id = ${fromId} and not exists (
      select from tracing.case_file other
      where other.person_id = ${toId} and other.disease = c.disease and other.closed_at is null and c.closed_at is null)
    returning id`
  await noteMoved(ctx, fromId, 'tracing.case', idsOf(files))
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

const idsOf = (rows: readonly { readonly id: string }[]) => rows.map(row => row.id)

/** Each line of the two in a case, and which of them is kept. */
const doublesOf = (sql: Sql, fromId: string, toId: string) => sql`
  select id, first_value(id) over (
    partition by case_id order by array_position(array['contact', 'dismissed', 'review'], state), generation, id) as kept
  from tracing.contact where person_id in (${fromId}, ${toId})`

/** The lines that are about to go, with their evidence and where it goes: for when the merge is taken back. */
const keepGone = ({ sql }: Context, fromId: string, toId: string) => sql`
  insert into people.moved (from_id, kind, row_id, gone)
  select ${fromId}, 'tracing.gone', k.id::text, jsonb_build_object('line', to_jsonb(k), 'kept', d.kept, 'meetings',
    coalesce((select jsonb_agg(to_jsonb(m)) from tracing.meeting m where m.contact_id = k.id), '[]'))
  from (${doublesOf(sql, fromId, toId)}) d
  join tracing.contact k on k.id = d.id join tracing.case_file c on c.id = k.case_id
  where d.kept <> d.id or c.person_id in (${fromId}, ${toId})
  on conflict do nothing`

/** They are two people after all: each is in the cases again in which they were, by their own evidence. */
export const part = on(personUnmerged, async ({ fromId, toId }, ctx) => {
  const { sql } = ctx
  const lines = await takeBack(ctx, fromId, 'tracing.contact')
  await sql`
    update tracing.contact k set person_id = ${fromId} where id = any(${lines}::uuid[])
      and not exists (select from tracing.contact o where o.case_id = k.case_id and o.person_id = ${fromId})`
  const via = await takeBack(ctx, fromId, 'tracing.via')
  await sql`update tracing.contact set via_person_id = ${fromId} where id = any(${via}::uuid[])`
  const files = await takeBack(ctx, fromId, 'tracing.case')
  await sql`update tracing.case_file set person_id = ${fromId} where id = any(${files}::uuid[])`
  const reports = await takeBack(ctx, fromId, 'tracing.report')
  await sql`update tracing.notice_report set person_id = ${fromId} where id = any(${reports}::uuid[])`
  const rule = await policyAt(ctx, followUp, { day: dayOf(ctx.now) })
  await followAgain(ctx, await bringBack(ctx, fromId), rule.params.standingDays)
  await restate(ctx, [fromId, toId], rule)
})

/** Whom the commune left when their line went, it follows again, for what is left of the days. */
async function followAgain(ctx: Context, contactIds: readonly string[], days: number): Promise<void> {
  const lines = await ctx.sql<
    {
      contactId: string
      caseId: string
      caseNumber: string
      personId: string
      unitId: string
      decidedAt: Date
      reachBy: Date | null
    }[]
  >`
    select k.id as contact_id, k.case_id, c.number as case_number, k.person_id, k.unit_id, k.decided_at, k.reach_by
    from tracing.contact k join tracing.case_file c on c.id = k.case_id
    where k.id = any(${contactIds as string[]}::uuid[]) and k.state = 'contact' and k.generation = 1
      and k.unit_id is not null and k.decided_at is not null`
  for (const [caseId, ofCase] of Map.groupBy(lines, line => line.caseId))
    await ctx.emit(contactsDecided, {
      caseId,
      contactIds: ofCase.map(line => line.contactId),
      decidedAt: ctx.now.toISOString(),
      followed: ofCase.map(({ contactId, caseNumber, personId, unitId, decidedAt, reachBy }) => ({
        contactId,
        caseNumber,
        personId,
        unitId,
        until: dayOf(new Date(decidedAt.getTime() + days * DAY_MS)),
        reachBy: (reachBy ?? ctx.now).toISOString(),
      })),
    })
}

async function bringBack({ sql }: Context, fromId: string): Promise<string[]> {
  const ids: string[] = []
  const gone = await sql<{ line: object; kept: string; meetings: { placeId: string }[] }[]>`
    delete from people.moved where from_id = ${fromId} and kind = 'tracing.gone'
    returning gone -> 'line' as line, (gone ->> 'kept')::uuid as kept, gone -> 'meetings' as meetings`
  for (const { line, kept, meetings } of gone) {
    const back = await sql<{ id: string }[]>`
      insert into tracing.contact select * from jsonb_populate_record(null::tracing.contact, ${sql.json(line as never)})
      on conflict do nothing returning id`
    if (!back.length) continue
    ids.push(...back.map(row => row.id))
    const rows = sql`jsonb_populate_recordset(null::tracing.meeting, ${sql.json(meetings as never)})`
    await sql`
      delete from tracing.meeting m using ${rows} was
      where m.contact_id = ${kept} and m.place_id = was.place_id and m.from_at = was.from_at and m.until_at = was.until_at`
    await sql`insert into tracing.meeting select * from ${rows}`
  }
  return ids
}

/** The evidence of a line that goes stays with the one that is kept. */
async function dropDoubles({ sql }: Context, fromId: string, toId: string) {
  const doubles = doublesOf(sql, fromId, toId)
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
