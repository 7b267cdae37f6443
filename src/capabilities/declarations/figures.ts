import { byDay, definitionsOf, total, totalByChild, unitsShown } from '#base/indicators/index.ts'
import { treeOf } from '#base/units/trees.ts'
import type { Context } from '#core/app.ts'
import { addDays, dayOf } from '#core/clock.ts'
import { notFound, Problem } from '#core/problem.ts'
import type { Counts, Figures } from './contract.ts'
import { FIGURES } from './indicators.ts'

const DAYS = 14
const NAMES = Object.values(FIGURES)

/** Declarations of a unit day by day, and of one day by the units below it: from indicators alone. */
export async function figuresView(ctx: Context, unitId: string, asked: string | undefined): Promise<Figures> {
  const tree = treeOf(ctx.app)
  const unit = tree.get(unitId)
  if (!unit) throw notFound('unit')
  const today = dayOf(ctx.now)
  const day = asked ?? today
  if (day > today) throw new Problem('declarations.in-future')
  const from = addDays(day, 1 - DAYS)
  const ofDay = { names: NAMES, unitId, from: day, to: day }
  const series = await byDay(ctx, { names: NAMES, unitId, from, to: day })
  const below = unitsShown(tree, unitId)
  const parts = await totalByChild(
    ctx,
    ofDay,
    below.map(one => one.id),
  )
  const of = (totals: ReadonlyMap<string, { readonly value: number | null }>) =>
    countsOf(name => totals.get(name)?.value ?? 0)
  return {
    unit: { id: unitId, name: unit.fullName },
    day,
    running: day === today,
    total: of(await total(ctx, ofDay)),
    days: Array.from({ length: DAYS }, (_, i) => ({
      day: addDays(from, i),
      ...countsOf(name => series.get(name)?.[i] ?? 0),
    })),
    units: below
      .map(({ id, fullName }) => ({
        id,
        name: fullName,
        ...of(parts.children.get(id) ?? new Map()),
      }))
      .filter(one => one.made > 0)
      .sort((a, b) => b.made - a.made || a.name.localeCompare(b.name, 'vi')),
    silent: below.filter(({ id }) => !parts.children.get(id)?.get(FIGURES.made)?.value).length,
    definitions: await definitionsOf(ctx, NAMES, { unitId, from, to: day }),
  }
}

const countsOf = (value: (name: string) => number): Counts => ({
  made: value(FIGURES.made),
  low: value(FIGURES.low),
  medium: value(FIGURES.medium),
  high: value(FIGURES.high),
})
