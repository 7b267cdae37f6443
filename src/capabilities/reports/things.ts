import { childFinder, opensOf, thingsBehind } from '#base/indicators/index.ts'
import { treeOf } from '#base/units/trees.ts'
import { refusedAt } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { notFound } from '#core/problem.ts'
import type { ReportThing } from './contract.ts'
import { openedBy, type Plan, planOf } from './figures.ts'
import { type FrozenThing, frozenThings, type ReportRow } from './queries.ts'
import type { Column } from './rules.ts'

const THINGS_A_PAGE = 100

/** In which part of a report something lies: the unit itself where in none. */
function partFinder(ctx: Context, { unitId }: ReportRow, { parts }: Pick<Plan, 'parts'>): (unitId: string) => string {
  const partOf = childFinder(
    treeOf(ctx.app),
    parts.map(part => part.id),
  )
  return id => partOf(id) ?? unitId
}

async function thingsNow(ctx: Context, report: ReportRow, plan: Pick<Plan, 'parts'>, figure: string) {
  const { unitId, fromAt: from, cutoffAt: until } = report
  const partOf = partFinder(ctx, report, plan)
  const things = await thingsBehind(ctx, { name: figure, unitId, from, until })
  return things.map(thing => ({ figure, thingId: thing.id, partId: partOf(thing.unitId) }))
}

/** What is behind every figure that a later one is held against. */
export async function thingsToFreeze(ctx: Context, report: ReportRow, plan: Plan): Promise<FrozenThing[]> {
  const all: FrozenThing[] = []
  for (const column of plan.columns)
    if (column.kind === 'span' && openedBy(ctx, column)) all.push(...(await thingsNow(ctx, report, plan, column.key)))
  return all
}

interface Asked {
  readonly figure: string
  readonly unitId?: string | undefined
  readonly after?: number | undefined
}

/** What is behind a figure, for whoever may see it; of a report that was sent first what was added and what is gone. */
export async function openFigure(ctx: Context, report: ReportRow, { figure, unitId, after = 0 }: Asked) {
  const plan = await planOf(ctx, report)
  const column = plan.columns.find(one => one.key === figure)
  const opens = column && openedBy(ctx, column)
  const isPart = unitId === undefined || [report.unitId, ...plan.parts.map(part => part.id)].includes(unitId)
  if (!column || !opens || !isPart) throw notFound('figure')
  const refused = refusedAt(ctx, opens.verb, unitId ?? report.unitId)
  if (refused) throw refused
  const found = await compared(ctx, report, plan, column, unitId)
  const shown = found.slice(after, after + THINGS_A_PAGE)
  const rows = await linesOf(ctx, figure, shown)
  const next = after + THINGS_A_PAGE
  return {
    rows,
    more: next < found.length ? String(next) : null,
    ...(after ? {} : { atLeast: found.length, exact: true }),
  }
}

type Compared = readonly { readonly id: string; readonly change: ReportThing['change'] }[]

async function compared(
  ctx: Context,
  report: ReportRow,
  plan: Plan,
  { key, kind }: Column,
  unitId: string | undefined,
): Promise<Compared> {
  const now = (await thingsNow(ctx, report, plan, key))
    .filter(thing => unitId === undefined || thing.partId === unitId)
    .map(thing => thing.thingId)
  if (report.state !== 'sent' || kind !== 'span') return now.map(id => ({ id, change: null }))
  const frozen = new Set(await frozenThings(ctx.sql, report.id, key, unitId))
  const present = new Set(now)
  return [
    ...now.filter(id => !frozen.has(id)).map(id => ({ id, change: 'added' as const })),
    ...[...frozen].filter(id => !present.has(id)).map(id => ({ id, change: 'gone' as const })),
    ...now.filter(id => frozen.has(id)).map(id => ({ id, change: null })),
  ]
}

async function linesOf(ctx: Context, figure: string, things: Compared): Promise<ReportThing[]> {
  const ids = things.map(thing => thing.id)
  const lines = new Map(((await opensOf(ctx, figure)?.lines(ctx, ids)) ?? []).map(line => [line.id, line]))
  return things.flatMap(({ id, change }) => {
    const line = lines.get(id)
    return line ? [{ ...line, change }] : []
  })
}
