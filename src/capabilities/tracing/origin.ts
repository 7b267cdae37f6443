import { policyAt } from '#base/policies/index.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import type { Sql } from '#core/db/db.ts'
import { newId } from '#core/ids.ts'
import { Problem } from '#core/problem.ts'
import { caseReclassified } from './events.ts'
import { origins } from './policies.ts'
import type { CaseRow } from './queries.ts'

export type Origin = CaseRow['origin']

/** Refuses a class of origin that is not in use where the case is. */
export async function refuseUnused(ctx: Context, origin: Origin, unitId: string): Promise<void> {
  const { params } = await policyAt(ctx, origins, { day: dayOf(ctx.now), unitId })
  if (!params.classes.includes(origin)) throw new Problem('tracing.origin.not-in-use')
}

/** Gives a case another class of origin; what it was, and why it changed, stays. */
export async function reclassify(ctx: Context, file: CaseRow, { origin, reason }: { origin: Origin; reason: string }) {
  if (file.origin === origin) return
  await refuseUnused(ctx, origin, file.unitId)
  await ctx.sql`update tracing.case_file set origin = ${origin} where id = ${file.id}`
  await ctx.sql`
    insert into tracing.origin_change (id, case_id, was, now, reason, changed_by, changed_at)
    values (${newId(ctx.now)}, ${file.id}, ${file.origin}, ${origin}, ${reason}, ${ctx.who?.accountId ?? null}, ${ctx.now})`
  await ctx.emit(caseReclassified, { caseId: file.id })
}

export async function originChanges(sql: Sql, caseId: string) {
  const rows = await sql<{ at: Date; by: string | null; was: Origin; now: Origin; reason: string }[]>`
    select c.changed_at as at, a.name as by, c.was, c.now, c.reason
    from tracing.origin_change c left join identity.account a on a.id = c.changed_by
    where c.case_id = ${caseId} order by c.changed_at desc, c.id desc`
  return rows.map(row => ({ ...row, at: row.at.toISOString() }))
}
