import { policyAt } from '#base/policies/index.ts'
import { treeOf } from '#base/units/trees.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { format } from '#core/format.ts'
import { say } from '#core/words.ts'
import type { Correction } from './contract.ts'
import { paper } from './policies.ts'
import type { ReportRow } from './queries.ts'
import { type Column, differenceOf, type Figures, rowsIn } from './rules.ts'
import type { Standing } from './view.ts'

/** Everything that its text, its table and its paper say. They are Vietnamese, whoever reads them. */
export interface Document {
  readonly unit: string
  /** Where it is signed. */
  readonly place: string
  readonly organ: string
  readonly series: string
  readonly signer: string
  /** The organ of the unit above, to which it goes. */
  readonly above: string | null
  readonly number: string | null
  readonly isDraft: boolean
  readonly fromAt: Date
  readonly cutoffAt: Date
  readonly countedFrom: string
  readonly figures: Figures
  readonly missing: readonly string[]
  readonly corrections: readonly Correction[]
  readonly sender: string | null
  /** When it was sent; of a draft now. */
  readonly at: Date
}

export const words = (id: string, values?: Record<string, string | number>) => say('vi', `reports.${id}`, values)
export const vi = format('vi')

export async function saidOf(
  ctx: Context,
  report: ReportRow,
  { figures, missing, countedFrom }: Standing,
  corrections: readonly Correction[],
): Promise<Document> {
  const tree = treeOf(ctx.app)
  const unit = tree.get(report.unitId)
  const above = tree.path(report.unitId).at(-2)
  const at = report.sentAt ?? ctx.now
  const { params } = await policyAt(ctx, paper, { day: dayOf(at), unitId: report.unitId })
  return {
    ...params,
    figures,
    countedFrom,
    corrections,
    at,
    unit: unit?.fullName ?? '',
    place: unit && /^\d+$/.test(unit.name) ? unit.fullName : (unit?.name ?? ''),
    above: above && above.id !== tree.root.id ? above.fullName : null,
    number: report.number,
    isDraft: report.state !== 'sent',
    fromAt: report.fromAt,
    cutoffAt: report.cutoffAt,
    sender: report.sender,
    missing: missing.map(one => one.name),
  }
}

export const titleOf = (column: Pick<Column, 'title'>): string => say('vi', column.title)
/** What nobody said is no zero. */
export const written = (value: number | null): string => (value === null ? '–' : vi.number(value))

/** The rows of a table, named as its paper does. */
export function rowsOf(figures: Figures, columns: readonly number[]) {
  const names = {
    part: (name: string) => name,
    rest: (name: string) => words('rest', { unit: name }),
    whole: (name: string) => words(figures.parts.length ? 'whole' : 'whole.alone', { unit: name }),
  }
  return rowsIn(figures, columns).map(({ row, role }) => ({
    name: names[role](row.name),
    values: columns.map(i => row.values[i] ?? null),
  }))
}

/** `Báo cáo 18:00 19/11/2026, Ca mới: 12 → 14 (+2)` */
export function correctionLine({ cutoffAt, title, was, now }: Correction): string {
  const by = differenceOf({ was, now })
  return words('correction.line', {
    at: vi.instant(cutoffAt),
    figure: titleOf({ title }),
    was: written(was),
    now: written(now),
    by: by || 'none',
  })
}
