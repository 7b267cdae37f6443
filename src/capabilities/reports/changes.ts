import type { Context } from '#core/app.ts'
import { DAY_MS } from '#core/clock.ts'
import { figuresSince, type Plan, planOf } from './figures.ts'
import { type CorrectionRow, corrections, type ReportRow, sentBefore } from './queries.ts'
import { type Change, changesOf, type Figures, uncorrected } from './rules.ts'

/** What is otherwise by now than a report said. */
async function changed(ctx: Context, report: ReportRow, plan: Plan): Promise<readonly Change[]> {
  return report.said ? changesOf(report.said.figures, await figuresSince(ctx, report, plan)) : []
}

/** The changes of a report that was sent, each with the hour of the report that has said so since. */
export async function changesSince(ctx: Context, report: ReportRow, plan: Plan) {
  const changes = await changed(ctx, report, plan)
  const restated = lastOf(await corrections(ctx.sql, 'of', [report.id]))
  return changes.map(change => {
    const said = change.unitId === null ? restated.get(change.figure) : undefined
    return { ...change, correctedIn: said && said.now === change.now ? said.saidAt.toISOString() : null }
  })
}

const lastOf = (rows: readonly CorrectionRow[]) => new Map(rows.map(row => [row.figure, row]))

export interface Proposed {
  readonly of: ReportRow
  readonly figures: Figures
  readonly changes: readonly Change[]
}

/** What a draft can say of the earlier reports of its unit that nobody has said yet. */
export async function proposedFor(ctx: Context, report: ReportRow, { correctDays }: Plan): Promise<Proposed[]> {
  const since = new Date(report.cutoffAt.getTime() - correctDays * DAY_MS)
  const earlier = await sentBefore(ctx.sql, report, since)
  const restated = Map.groupBy(
    await corrections(
      ctx.sql,
      'of',
      earlier.map(one => one.id),
    ),
    row => row.ofId,
  )
  const found: Proposed[] = []
  for (const of of earlier) {
    const figures = of.said?.figures
    if (!figures) continue
    const last = [...lastOf(restated.get(of.id) ?? []).values()]
    const changes = uncorrected(await changed(ctx, of, await planOf(ctx, of)), figures, last)
    if (changes.length) found.push({ of, figures, changes })
  }
  return found
}
