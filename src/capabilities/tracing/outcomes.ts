import { clearStandings, writeStandings } from '#base/standing/standing.ts'
import { whyNot } from '#base/work/rules.ts'
import { judgeOf } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import type { InputOf } from '#core/contract.ts'
import type { Sql } from '#core/db/db.ts'
import { newId } from '#core/ids.ts'
import { Problem } from '#core/problem.ts'
import type { CaseEnd, Ending, tracing } from './contract.ts'
import { caseEnded } from './events.ts'
import type { CaseRow } from './queries.ts'
import { inFuture } from './read.ts'

/** Who is transferred is still ill: the file stays open. */
const CLOSING: readonly (Ending | null)[] = ['recovered', 'discharged', 'died']

type Body = InputOf<typeof tracing.recordOutcome>['body']

/**
 * Writes down how a case ended, or corrects it: the file closes or opens again, the standing and the figures follow, and what
 * it was stays. Throws `tracing.in-future`, `tracing.outcome.before-case`, `tracing.outcome.facility`, `tracing.outcome.reason`.
 */
export async function recordOutcome(ctx: Context, file: CaseRow, body: Body): Promise<void> {
  const { outcome, source } = body
  const [facility, reason] = [outcome === 'transferred' ? (body.facility ?? '') : '', body.reason ?? '']
  const at = outcome === null ? null : new Date(body.at ?? ctx.now)
  if (at) refuseTime(file, outcome, at, ctx.now)
  if (outcome === 'transferred' && !facility) throw new Problem('tracing.outcome.facility')
  if (isSame(file, { outcome, at, facility })) return
  if (file.outcome !== null && !reason) throw new Problem('tracing.outcome.reason')
  const on = at && dayOf(at)
  const closedAt = CLOSING.includes(outcome) ? ctx.now : null
  await ctx.sql`
    update tracing.case_file
    set outcome = ${outcome}, outcome_at = ${at}, outcome_on = ${on}, outcome_facility = ${facility}, closed_at = ${closedAt}
    where id = ${file.id}`
  await ctx.sql`
    insert into tracing.outcome_change
      (id, case_id, was, was_on, now, now_at, facility, source, reason, changed_by, changed_at)
    values (${newId(ctx.now)}, ${file.id}, ${file.outcome}, ${file.outcomeOn}, ${outcome}, ${at}, ${facility}, ${source},
            ${reason}, ${ctx.who?.accountId ?? null}, ${ctx.now})`
  await restateCase(ctx, file, closedAt !== null)
  const days = [...new Set([file.outcomeOn, on].filter(day => day !== null))]
  const { id: caseId, personId, unitId } = file
  await ctx.emit(caseEnded, { caseId, personId, how: outcome, cells: days.map(day => ({ unitId, day })) })
}

function refuseTime({ confirmedAt }: CaseRow, outcome: Ending | null, at: Date, now: Date): void {
  if (at > new Date(now.getTime() + 60_000)) throw inFuture('outcomeAt')
  // Who died may be confirmed afterwards.
  if (outcome !== 'died' && dayOf(at) < dayOf(confirmedAt)) throw new Problem('tracing.outcome.before-case')
}

const isSame = (file: CaseRow, told: { outcome: Ending | null; at: Date | null; facility: string }) =>
  file.outcome === told.outcome &&
  (file.outcomeAt?.getTime() ?? null) === (told.at?.getTime() ?? null) &&
  file.outcomeFacility === told.facility

async function restateCase(ctx: Context, { personId, policyVersion }: CaseRow, isClosed: boolean): Promise<void> {
  if (isClosed) return clearStandings(ctx, 'tracing', [personId])
  await writeStandings(ctx, [
    { personId, source: 'tracing', level: 'red', reason: 'tracing.standing.case', policyVersion },
  ])
}

export async function outcomeChanges(sql: Sql, caseId: string): Promise<CaseEnd['changes']> {
  const rows = await sql<
    {
      id: string
      at: Date
      by: string | null
      was: Ending | null
      wasOn: string | null
      now: Ending | null
      nowAt: Date | null
      facility: string
      source: string
      reason: string
    }[]
  >`
    select c.id, c.changed_at as at, a.name as by, c.was, c.was_on, c.now, c.now_at, c.facility, c.source, c.reason
    from tracing.outcome_change c left join identity.account a on a.id = c.changed_by
    where c.case_id = ${caseId} order by c.changed_at desc, c.id desc`
  return rows.map(row => ({ ...row, at: row.at.toISOString(), nowAt: row.nowAt?.toISOString() ?? null }))
}

export const endView = (ctx: Context, row: CaseRow) => ({
  id: row.id,
  number: row.number,
  name: row.name,
  unitId: row.unitId,
  unitName: row.unitName,
  confirmedAt: row.confirmedAt.toISOString(),
  outcome: row.outcome,
  outcomeOn: row.outcomeOn,
  outcomeAt: row.outcomeAt?.toISOString() ?? null,
  facility: row.outcomeFacility,
  refused: whyNot(judgeOf(ctx), 'tracing.outcome', row.unitId) ?? null,
})
