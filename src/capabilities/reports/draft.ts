import { policyAt } from '#base/policies/index.ts'
import { treeOf } from '#base/units/trees.ts'
import { moveMany, openMany } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { DAY_MS, dayOf, MINUTE_MS } from '#core/clock.ts'
import { newId } from '#core/ids.ts'
import { notFound, Problem } from '#core/problem.ts'
import { reportFlow, reportRef, TOPIC, WRITE } from './flow.ts'
import { content, hours } from './policies.ts'
import {
  draftReports,
  giveWork,
  type NewReport,
  overtaken,
  type ReportRow,
  reportAt,
  servedUnits,
  writeMissed,
} from './queries.ts'
import { fullHour, fullMinute, isCutoff, lastCutoff, spanFrom } from './rules.ts'

/** Nobody reports of a time of which the figures of that hour are no more kept. */
const MOST_DAYS_BACK = 31

interface Drafted extends NewReport {
  readonly dueAt: Date
}

/** The report that a unit would make of a cut-off. Its time runs from the cut-off, or from now when that is over. */
async function newReport(ctx: Context, unitId: string, cutoffAt: Date, scheduled: boolean): Promise<Drafted> {
  const at = { day: dayOf(cutoffAt), unitId }
  const when = await policyAt(ctx, hours, at)
  const what = await policyAt(ctx, content, at)
  const { spanHours, dueMinutes } = when.params
  const due = new Date(cutoffAt.getTime() + dueMinutes * MINUTE_MS)
  return {
    id: newId(ctx.now),
    unitId,
    cutoffAt,
    scheduled,
    fromAt: spanFrom(cutoffAt, spanHours),
    hoursVersion: when.version,
    contentVersion: what.version,
    dueAt: due > ctx.now ? due : new Date(ctx.now.getTime() + dueMinutes * MINUTE_MS),
  }
}

async function makeDrafts(ctx: Context, list: readonly Drafted[], options: { readonly reopens: boolean }) {
  const made = await draftReports(ctx, list, options)
  if (!made.length) return
  const due = new Map(list.map(one => [one.unitId, one.dueAt]))
  const workIds = await openMany(
    ctx,
    made.map(({ id, unitId, cutoffAt }) => ({
      kind: reportFlow.kind,
      subject: reportRef(id),
      unitId,
      params: { at: cutoffAt.toISOString() },
      due: due.get(unitId) ?? null,
    })),
  )
  await giveWork(
    ctx.sql,
    made.map(({ id }, i) => ({ id, workId: workIds[i] as string })),
  )
  await ctx.app.bus.publish(ctx.sql, TOPIC)
}

/** A draft out of hours; the report there is already of that hour is answered, and one that lapsed is taken up again. */
export async function draftNow(ctx: Context, unitId: string, asked: Date | undefined): Promise<ReportRow> {
  if (!treeOf(ctx.app).isLive(unitId)) throw notFound('unit')
  const cutoffAt = asked ? fullMinute(asked) : fullHour(ctx.now)
  if (cutoffAt > ctx.now) throw new Problem('reports.future')
  if (ctx.now.getTime() - cutoffAt.getTime() > MOST_DAYS_BACK * DAY_MS)
    throw new Problem('reports.too-old', { params: { days: MOST_DAYS_BACK } })
  const { params } = await policyAt(ctx, hours, { day: dayOf(cutoffAt), unitId })
  const scheduled = isCutoff(cutoffAt, params.cutoffs)
  await makeDrafts(ctx, [await newReport(ctx, unitId, cutoffAt, scheduled)], { reopens: true })
  const report = await reportAt(ctx.sql, unitId, cutoffAt)
  if (!report) throw notFound('report')
  return report
}

/** At their hours the units that somebody serves get their drafts; those of before that nobody sent lapse. */
export async function draftDue(ctx: Context): Promise<void> {
  const tree = treeOf(ctx.app)
  const roles = [...ctx.app.rights].flatMap(([role, verbs]) => (verbs.has(WRITE) ? [role] : []))
  const due: Drafted[] = []
  for (const unitId of await servedUnits(ctx.sql, roles, ctx.now)) {
    const unit = tree.isLive(unitId) ? tree.get(unitId) : undefined
    if (!unit) continue
    const { params } = await policyAt(ctx, hours, { day: dayOf(ctx.now), unitId })
    const cutoffAt = params.tiers.includes(unit.tier) ? lastCutoff(ctx.now, params.cutoffs) : undefined
    if (cutoffAt) due.push(await newReport(ctx, unitId, cutoffAt, true))
  }
  if (!due.length) return
  await lapse(ctx, due)
  await makeDrafts(ctx, due, { reopens: false })
}

async function lapse(ctx: Context, due: readonly Drafted[]): Promise<void> {
  const late = await overtaken(ctx.sql, due)
  if (!late.length) return
  const items = late.flatMap(({ workId }) => (workId ? [{ id: workId, step: 'lapse' }] : []))
  await moveMany(ctx, items)
  await writeMissed(
    ctx.sql,
    late.map(one => one.id),
  )
}
