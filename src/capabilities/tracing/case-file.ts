import { policyAt } from '#base/policies/index.ts'
import { writeStandings } from '#base/standing/standing.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { caseOpened } from './events.ts'
import { infectiousPeriod } from './policies.ts'
import { insertCase, type NewCaseRow } from './queries.ts'
import { infectiousPeriodOf } from './rules.ts'
import { takeVisits } from './trace.ts'

/** Opens a case file: its infectious period, its recorded visits, its standing. */
export async function openCaseFile(
  ctx: Context,
  found: Omit<NewCaseRow, 'infectiousFrom' | 'infectiousUntil' | 'policyVersion'>,
): Promise<{ caseId: string; number: string }> {
  const { personId, unitId, confirmedAt } = found
  const rule = await policyAt(ctx, infectiousPeriod, { day: dayOf(confirmedAt), unitId })
  const period = infectiousPeriodOf(found, rule.params)
  const { id, number } = await insertCase(ctx, {
    ...found,
    infectiousFrom: period.from,
    infectiousUntil: period.until,
    policyVersion: rule.version,
  })
  await takeVisits(ctx, { id, personId })
  await writeStandings(ctx, [
    { personId, source: 'tracing', level: 'red', reason: 'tracing.standing.case', policyVersion: rule.version },
  ])
  await ctx.emit(caseOpened, { caseId: id, unitId, day: dayOf(confirmedAt) })
  return { caseId: id, number }
}
