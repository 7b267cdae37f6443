import { spellNumber, takeNumbers } from '#base/attestation/numbers.ts'
import { policyAt } from '#base/policies/index.ts'
import { moveWork } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { Problem } from '#core/problem.ts'
import { planOf } from './figures.ts'
import { SENDING, TOPIC } from './flow.ts'
import { paper } from './policies.ts'
import { addCorrections, addEntry, freezeThings, type ReportRow, writeSent } from './queries.ts'
import type { Entered } from './rules.ts'
import { thingsToFreeze } from './things.ts'
import { definitionsFor, markOf, standingOf } from './view.ts'

const conflict = (code: string) => new Problem(code, { status: 409 })

/**
 * Sends a draft: what was looked at is frozen, with the things behind it, under a number. Figures that have changed since
 * are looked at again first; those that are not computed yet are waited for.
 */
export async function sendReport(
  ctx: Context,
  report: ReportRow,
  { seen, corrects }: { readonly seen: string; readonly corrects: readonly string[] },
): Promise<string> {
  if (report.state !== 'draft' || !report.workId) throw conflict('reports.not-a-draft')
  // Locks the item: of two who send at once the second is told.
  await moveWork(ctx, report.workId, 'send', { form: SENDING })
  const standing = await standingOf(ctx, report)
  const definitions = await definitionsFor(ctx, report, standing.plan)
  if (definitions.some(one => one.gaps.includes('computing') || one.gaps.includes('late')))
    throw conflict('reports.not-ready')
  if (markOf(standing) !== seen) throw conflict('reports.changed')
  const { params } = await policyAt(ctx, paper, { day: dayOf(ctx.now), unitId: report.unitId })
  const [taken] = await takeNumbers(ctx, params.series, [report.unitId])
  const number = spellNumber(taken as number, params.series)
  const { figures, missing, countedFrom } = standing
  await writeSent(ctx, report.id, { number, said: { figures, missing, countedFrom } })
  await freezeThings(ctx.sql, report.id, await thingsToFreeze(ctx, report, standing.plan))
  const said = standing.proposed.filter(({ of }) => corrects.includes(of.id))
  await addCorrections(
    ctx.sql,
    report.id,
    said.flatMap(({ of, changes }) => changes.map(({ figure, was, now }) => ({ ofId: of.id, figure, was, now }))),
  )
  await ctx.app.bus.publish(ctx.sql, TOPIC)
  return number
}

/** A figure that no module knows. After sending it says why, and stands against what was sent. */
export async function enter(
  ctx: Context,
  report: ReportRow,
  {
    figure,
    value,
    reason = '',
  }: { readonly figure: Entered; readonly value: number | null; readonly reason?: string | undefined },
): Promise<void> {
  if (report.state === 'missed') throw conflict('reports.not-a-draft')
  if (report.state === 'sent' && !reason) throw new Problem('reports.reason-missing')
  const { columns } = await planOf(ctx, report)
  if (!columns.some(one => one.kind === 'entered' && one.key === figure)) throw new Problem('reports.not-entered')
  await addEntry(ctx, { reportId: report.id, figure, value, reason })
  await ctx.app.bus.publish(ctx.sql, TOPIC)
}
