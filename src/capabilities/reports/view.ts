import { createHash } from 'node:crypto'
import { definitionsOf } from '#base/indicators/index.ts'
import { treeOf } from '#base/units/trees.ts'
import { refusedAt } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { changesSince, type Proposed, proposedFor } from './changes.ts'
import type { Correction, ReportLine, ReportView } from './contract.ts'
import { saidOf } from './document.ts'
import { figuresOf, indicatorsIn, missingOf, openedBy, type Plan, planOf } from './figures.ts'
import { WRITE } from './flow.ts'
import { corrections, entriesOf, type ReportRow } from './queries.ts'
import { type Column, dayBefore, type Figures } from './rules.ts'
import { zaloText } from './text.ts'

export function lineOf(ctx: Context, report: ReportRow): ReportLine {
  return {
    id: report.id,
    unitId: report.unitId,
    state: report.state,
    scheduled: report.scheduled,
    number: report.number,
    sender: report.sender,
    unitName: treeOf(ctx.app).get(report.unitId)?.fullName ?? '',
    cutoffAt: report.cutoffAt.toISOString(),
    sentAt: report.sentAt?.toISOString() ?? null,
    cases: report.said?.figures.whole.values[0] ?? null,
  }
}

/** A report as it stands: what was sent, or what would be sent now. */
export interface Standing {
  readonly plan: Plan
  readonly figures: Figures
  readonly missing: readonly { readonly id: string; readonly name: string }[]
  readonly countedFrom: string
  readonly proposed: readonly Proposed[]
}

export async function standingOf(ctx: Context, report: ReportRow): Promise<Standing> {
  const plan = await planOf(ctx, report)
  const { said } = report
  if (said) return { plan, ...said, proposed: [] }
  return {
    plan,
    figures: await figuresOf(ctx, report, plan),
    missing: await missingOf(ctx, report, plan),
    countedFrom: plan.countedFrom,
    proposed: await proposedFor(ctx, report, plan),
  }
}

/** A mark of what somebody looks at: other figures, another mark. */
export const markOf = ({ figures, missing }: Pick<Standing, 'figures' | 'missing'>): string =>
  createHash('sha256')
    .update(JSON.stringify([[figures.whole, figures.rest, ...figures.parts].map(row => row.values), missing]))
    .digest('base64url')

const titleIn = (columns: readonly Column[], figure: string): string =>
  columns.find(one => one.key === figure)?.title ?? figure

/** Of a draft those that it can say, of a report that was sent those it said. */
export async function correctionsOf(ctx: Context, report: ReportRow, standing: Standing): Promise<Correction[]> {
  const { figures, proposed } = standing
  if (!report.said)
    return proposed.flatMap(({ of, changes, figures: said }) =>
      changes.map(({ figure, was, now }) => ({
        ofId: of.id,
        cutoffAt: of.cutoffAt.toISOString(),
        figure,
        was,
        now,
        title: titleIn(said.columns, figure),
      })),
    )
  const rows = await corrections(ctx.sql, 'by', [report.id])
  return rows.map(({ ofId, cutoffAt, figure, was, now }) => ({
    ofId,
    cutoffAt: cutoffAt.toISOString(),
    figure,
    was,
    now,
    title: titleIn(figures.columns, figure),
  }))
}

export const definitionsFor = (ctx: Context, { unitId, cutoffAt }: ReportRow, plan: Plan) => {
  const day = dayBefore(cutoffAt)
  return definitionsOf(ctx, indicatorsIn(plan), { unitId, from: day, to: day })
}

export async function viewOf(ctx: Context, report: ReportRow): Promise<ReportView> {
  const standing = await standingOf(ctx, report)
  const { plan, figures, missing, countedFrom } = standing
  const corrected = await correctionsOf(ctx, report, standing)
  const entries = (await entriesOf(ctx.sql, report.id)).map(one => ({ ...one, at: one.at.toISOString() }))
  return {
    ...lineOf(ctx, report),
    workId: report.workId,
    missing: [...missing],
    countedFrom,
    documents: [...plan.documents],
    label: treeOf(ctx.app).label(report.unitId),
    fromAt: report.fromAt.toISOString(),
    columns: figures.columns.map(column => columnOf(ctx, report, column)),
    parts: figures.parts.map(copied),
    rest: copied(figures.rest),
    whole: copied(figures.whole),
    definitions: await definitionsFor(ctx, report, plan),
    entries,
    changes: report.said ? await changesSince(ctx, report, plan) : [],
    corrections: corrected,
    text: zaloText(await saidOf(ctx, report, standing, corrected)),
    seen: markOf(standing),
    refused: { write: refusedAt(ctx, WRITE, report.unitId)?.code ?? null },
  }
}

const copied = <R extends { readonly values: readonly (number | null)[] }>(row: R) => ({
  ...row,
  values: [...row.values],
})

function columnOf(ctx: Context, report: ReportRow, column: Column) {
  const opens = openedBy(ctx, column)
  return {
    ...column,
    opens: opens !== undefined,
    refused: (opens && refusedAt(ctx, opens.verb, report.unitId)?.code) ?? null,
    verb: opens?.verb ?? null,
  }
}
