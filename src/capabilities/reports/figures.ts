import {
  type Indicator,
  indicatorsOf,
  isStored,
  opensOf,
  type Parts,
  spanByChild,
  stockByChild,
} from '#base/indicators/index.ts'
import { policyAt, ruleOf } from '#base/policies/index.ts'
import type { Unit } from '#base/units/model.ts'
import { treeOf } from '#base/units/trees.ts'
import type { Context } from '#core/app.ts'
import { dayOf, startOf } from '#core/clock.ts'
import { content, hours } from './policies.ts'
import { type EntryRow, entriesAt, type ReportRow, sentAt } from './queries.ts'
import {
  type Column,
  type Figures,
  isCutoff,
  isHeldAgainst,
  reportersBelow,
  rollUp,
  sumKnown,
  unclassed,
} from './rules.ts'

/** What a report asks for: the rules it was drafted under, and the units it is divided by. */
export interface Plan {
  readonly columns: readonly Column[]
  readonly total: string
  readonly classes: readonly string[]
  readonly tiers: readonly string[]
  readonly parts: readonly Pick<Unit, 'id' | 'fullName'>[]
  readonly countedFrom: string
  readonly correctDays: number
  /** Of the rules it is made by. */
  readonly documents: readonly string[]
}

export async function planOf(ctx: Context, report: ReportRow): Promise<Plan> {
  const when = await ruleOf(ctx, hours, report.hoursVersion)
  const what = await ruleOf(ctx, content, report.contentVersion)
  const { tiers } = when.params
  const { total, classes, others, entered, countedFrom, correctDays } = what.params
  return {
    columns: columnsFor(indicatorsOf(ctx.app), {
      total,
      classes,
      others,
      entered,
    }),
    total,
    classes,
    tiers,
    countedFrom,
    correctDays,
    parts: partsOf(ctx, report, tiers),
    documents: [...new Set([what.document, when.document])],
  }
}

/** As they were when it was sent; of a draft those of today. */
function partsOf(ctx: Context, { said, unitId }: ReportRow, tiers: readonly string[]) {
  if (said) return said.figures.parts.map(part => ({ id: part.unitId, fullName: part.name }))
  return reportersBelow(unitId, tiers, id => treeOf(ctx.app).children(id))
}

interface Wanted {
  readonly total: string
  readonly classes: readonly string[]
  readonly others: readonly string[]
  readonly entered: readonly string[]
}

const isSpan = (one: Indicator | undefined): boolean =>
  one !== undefined && isStored(one) && one.by === 'hour' && one.measures === 'flow'
const isStock = (one: Indicator | undefined): boolean => one !== undefined && isStored(one) && one.measures === 'stock'

/** What of the policy this installation knows: a figure is of the hours before the cut-off, or of its day. */
function columnsFor(known: ReadonlyMap<string, Indicator>, { total, classes, others, entered }: Wanted): Column[] {
  const column = (key: string, kind: Column['kind'], title: string): Column => ({ key, kind, title })
  const measured = (name: string): Column[] => {
    const one = known.get(name)
    if (isSpan(one)) return [column(name, 'span', `${name}.title`)]
    return isStock(one) ? [column(name, 'stock', `${name}.title`)] : []
  }
  return [
    column(total, 'span', 'reports.column.new'),
    ...classes.flatMap(measured),
    column('reports.unclassed', 'unclassed', 'reports.column.unclassed'),
    column('reports.cumulative', 'cumulative', 'reports.column.cumulative'),
    ...others.flatMap(measured),
    ...entered.map(code => column(code, 'entered', `reports.entered.${code}`)),
  ]
}

type Read = (unitId: string | undefined, column: Column) => number | null

/** The figures of a report as they are now. */
export async function figuresOf(ctx: Context, report: ReportRow, plan: Plan): Promise<Figures> {
  const { columns, parts } = plan
  const own = treeOf(ctx.app).get(report.unitId)
  const name = own?.fullName ?? ''
  const read = await reader(ctx, report, plan)
  const rowOf = (unitId: string, rowName: string, of: string | undefined) => {
    const values = columns.map(column => (column.kind === 'unclassed' ? null : read(of, column)))
    return { unitId, name: rowName, values: withUnclassed(plan, values) }
  }
  const partRows = parts.map(part => rowOf(part.id, part.fullName, part.id))
  const rest = rowOf(report.unitId, name, undefined)
  const whole = columns.map((_, i) => sumKnown([...partRows, rest].map(row => row.values[i])))
  return { columns, parts: partRows, rest, whole: { unitId: report.unitId, name, values: whole } }
}

function withUnclassed({ columns, total, classes }: Plan, values: readonly (number | null)[]): (number | null)[] {
  const known = (key: string) => values[columns.findIndex(one => one.key === key)] ?? null
  return values.map((value, i) =>
    columns[i]?.kind === 'unclassed' ? unclassed(known(total), classes.map(known)) : value,
  )
}

/** Reads every kind of column at once; without a unit it answers what lies in no part. */
async function reader(ctx: Context, report: ReportRow, plan: Plan): Promise<Read> {
  const { unitId, fromAt, cutoffAt } = report
  const { columns, parts, total, countedFrom } = plan
  const childIds = parts.map(part => part.id)
  const named = (kind: Column['kind']) => columns.filter(one => one.kind === kind).map(one => one.key)
  const has = (kind: Column['kind']) => columns.some(one => one.kind === kind)
  const span = await spanByChild(ctx, { names: named('span'), unitId, from: fromAt, until: cutoffAt }, childIds)
  const begun = { names: [total], unitId, from: startOf(countedFrom), until: cutoffAt }
  const all = has('cumulative') ? await spanByChild(ctx, begun, childIds) : undefined
  const stock = has('stock')
    ? await stockByChild(ctx, { names: named('stock'), unitId, before: cutoffAt }, childIds)
    : undefined
  const entered = has('entered') ? await enteredBy(ctx, report, plan) : undefined
  const inParts = (from: Parts | undefined, of: string | undefined, name: string) =>
    (of === undefined ? from?.elsewhere : from?.children.get(of))?.get(name)?.value ?? null
  return (of, { kind, key }) => {
    if (kind === 'entered') return entered?.(of, key) ?? null
    if (kind === 'cumulative') return inParts(all, of, total)
    return inParts(kind === 'stock' ? stock : span, of, key)
  }
}

/** What was entered by hand: of a part with all below it, of the unit its own. */
async function enteredBy(ctx: Context, report: ReportRow, { tiers }: Plan) {
  const tree = treeOf(ctx.app)
  const rows = await entriesAt(ctx.sql, report.cutoffAt, ctx.app.tree.within([report.unitId]), report.id)
  const own = Map.groupBy(rows, row => row.figure)
  const known = new Map([...own].map(([figure, list]) => [figure, new Map(list.map(valueBy))]))
  const below = (id: string) => reportersBelow(id, tiers, one => tree.children(one)).map(unit => unit.id)
  return (of: string | undefined, figure: string): number | null => {
    const values = known.get(figure)
    if (!values) return null
    return of === undefined ? (values.get(report.unitId) ?? null) : rollUp(of, values, below)
  }
}

const valueBy = ({ unitId, value }: EntryRow) => [unitId, value] as const

/** The same figures as far as a report that was sent can be held against them. */
export const figuresSince = (ctx: Context, report: ReportRow, plan: Plan): Promise<Figures> =>
  figuresOf(ctx, report, { ...plan, columns: plan.columns.filter(isHeldAgainst) })

/** The reporting units directly below that are to report at this hour and have not sent theirs. */
export async function missingOf(ctx: Context, report: ReportRow, { parts }: Plan) {
  const due: Plan['parts'][number][] = []
  for (const part of parts) {
    const { params } = await policyAt(ctx, hours, { day: dayOf(report.cutoffAt), unitId: part.id })
    if (isCutoff(report.cutoffAt, params.cutoffs)) due.push(part)
  }
  const sent = await sentAt(
    ctx.sql,
    report.cutoffAt,
    due.map(part => part.id),
  )
  return due.filter(part => !sent.has(part.id)).map(({ id, fullName }) => ({ id, name: fullName }))
}

/** The indicator behind a column, where it can be opened. */
export const openedBy = (ctx: Context, { kind, key }: Column) =>
  kind === 'span' || kind === 'stock' ? opensOf(ctx, key) : undefined

/** The indicators that a report reads. */
export const indicatorsIn = ({ columns }: Pick<Plan, 'columns'>): string[] =>
  columns.flatMap(({ kind, key }) => (kind === 'span' || kind === 'stock' ? [key] : []))
