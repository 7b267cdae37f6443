import type { Policy } from '#base/policies/index.ts'
import type { Unit } from '#base/units/model.ts'
import type { Tree } from '#base/units/tree.ts'
import { treeOf } from '#base/units/trees.ts'
import type { Context } from '#core/app.ts'
import { addDays, dayOf, daysBetween, HOUR_MS, hourOf, startOf } from '#core/clock.ts'
import { timeOfId } from '#core/ids.ts'
import { Problem } from '#core/problem.ts'
import {
  type Cells,
  type Day,
  type Distinct,
  type Indicator,
  indicator,
  isStored,
  type Opens,
  type StoredIndicator,
} from './indicator.ts'
import {
  countDistinct,
  firstDayOf,
  freshness,
  type HourSpan,
  heldSince,
  type Sums,
  sumsAt,
  sumsBetween,
  sumsByAgency,
  sumsByDay,
  sumsByHour,
  sumsByUnit,
  type Thing,
  thingsAmong,
  thingsBetween,
  thingsHeld,
  thingsOn,
} from './queries.ts'

/** Longest span of days that one question may ask for. */
const MAX_DAYS = 400
/** A figure that lags behind what happened for longer than this is said to be late. */
const LATE_MS = 10_000

export interface Question {
  readonly names: readonly string[]
  /** The unit with everything below it. */
  readonly unitId: string
  /** First and last day, both included. */
  readonly from: Day
  readonly to: Day
}

/** Every day from the first to the last. */
export function daysOf(from: Day, to: Day): Day[] {
  const count = daysBetween(from, to) + 1
  if (count < 1 || count > MAX_DAYS) throw new Problem('indicators.span', { params: { days: MAX_DAYS } })
  return Array.from({ length: count }, (_, i) => addDays(from, i))
}

const unitsOf = ({ app }: Context, unitId: string): readonly string[] | undefined =>
  app.tree.everywhere([unitId]) ? undefined : app.tree.within([unitId])

const isDistinct = (one: Indicator): one is Distinct => one.kind === 'distinct'
type Summed = Exclude<Indicator, Distinct>

/** What of the named figures adds up: a distinct count is asked for as a whole or not at all. */
function summable(ctx: Context, names: readonly string[]): Summed[] {
  return names.map(name => {
    const one = indicator(ctx.app, name)
    if (isDistinct(one)) throw new Problem('indicators.not-summed', { params: { name } })
    return one
  })
}

/** The stored indicators behind the given ones. */
function behind(ctx: Context, wanted: readonly Indicator[]): StoredIndicator[] {
  const names = wanted.flatMap(one => (isStored(one) ? [one.name] : isDistinct(one) ? [] : [one.part, one.whole]))
  return [...new Set(names)].map(name => indicator(ctx.app, name) as StoredIndicator)
}

function sumsFor(ctx: Context, wanted: readonly Indicator[], { unitId, from, to }: Question): Sums {
  const needed = behind(ctx, wanted)
  const named = (measures: StoredIndicator['measures']) => needed.filter(n => n.measures === measures).map(n => n.name)
  return { flows: named('flow'), stocks: named('stock'), days: daysOf(from, to), unitIds: unitsOf(ctx, unitId) }
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)

/** For each name one value per day. A ratio of nothing is null. */
export async function byDay(ctx: Context, question: Question): Promise<Map<string, (number | null)[]>> {
  const wanted = summable(ctx, question.names)
  const sums = sumsFor(ctx, wanted, question)
  const series = new Map([...sums.flows, ...sums.stocks].map(name => [name, sums.days.map(() => 0)]))
  const position = new Map(sums.days.map((day, i) => [day, i]))
  for (const { name, day, value } of await sumsByDay(ctx.sql, sums))
    (series.get(name) as number[])[position.get(day) as number] = value
  for (const name of sums.stocks) accumulate(series.get(name) as number[])
  const of = (name: string) => series.get(name) as number[]
  return new Map(
    wanted.map(one => [
      one.name,
      isStored(one) ? of(one.name) : of(one.part).map((part, i) => share(part, of(one.whole)[i] as number)),
    ]),
  )
}

function accumulate(changes: number[]): void {
  for (let i = 1; i < changes.length; i++) changes[i] = (changes[i] as number) + (changes[i - 1] as number)
}

export interface Total {
  /** A flow's sum over the days, a stock's value on the last day, a ratio of sums; null for a ratio of nothing. */
  readonly value: number | null
  /** What a ratio was divided by. */
  readonly whole?: number
}

function totalOf(one: Summed, sum: (name: string) => number): Total {
  if (isStored(one)) return { value: sum(one.name) }
  const whole = sum(one.whole)
  return { value: share(sum(one.part), whole), whole }
}

/** For each name one value over all the days. */
export async function total(ctx: Context, question: Question): Promise<Map<string, Total>> {
  const wanted = question.names.map(name => indicator(ctx.app, name))
  const asked = sumsFor(ctx, wanted, question)
  const sums = new Map<string, number>()
  for (const { name, value } of await sumsByDay(ctx.sql, asked)) sums.set(name, (sums.get(name) ?? 0) + value)
  const totals = new Map<string, Total>()
  for (const one of wanted)
    totals.set(
      one.name,
      isDistinct(one) ? { value: await countDistinct(ctx.sql, one, asked) } : totalOf(one, name => sums.get(name) ?? 0),
    )
  return totals
}

/** The same by organisation, of figures that are known by it; organisations with nothing are not there. */
export async function totalByAgency(
  ctx: Context,
  question: Question,
): Promise<Map<string, ReadonlyMap<string, Total>>> {
  const wanted = summable(ctx, question.names)
  const rows = await sumsByAgency(ctx.sql, sumsFor(ctx, wanted, question))
  const sums = Map.groupBy(rows, row => row.organisationId)
  const of = (own: readonly { readonly name: string; readonly value: number }[]) =>
    new Map(own.map(row => [row.name, row.value]))
  return new Map(
    [...sums].map(([id, own]) => {
      const values = of(own)
      return [id, new Map(wanted.map(one => [one.name, totalOf(one, name => values.get(name) ?? 0)]))]
    }),
  )
}

/** Since which day any of the named figures says something; undefined while none does. */
export const firstDay = (ctx: Context, names: readonly string[]): Promise<Day | undefined> =>
  firstDayOf(
    ctx.sql,
    behind(
      ctx,
      names.map(name => indicator(ctx.app, name)),
    ).map(one => one.name),
  )

export interface Parts {
  /** By child unit, then by name; every child is there. */
  readonly children: ReadonlyMap<string, ReadonlyMap<string, Total>>
  /** What happened in the unit but lies in no single child of it. */
  readonly elsewhere: ReadonlyMap<string, Total>
}

/** The same by the units directly below, `childIds`. */
export async function totalByChild(ctx: Context, question: Question, childIds: readonly string[]): Promise<Parts> {
  const wanted = summable(ctx, question.names)
  return partsOf(ctx, wanted, await sumsByUnit(ctx.sql, sumsFor(ctx, wanted, question)), childIds)
}

type UnitSums = readonly { readonly name: string; readonly unitId: string; readonly value: number }[]

function partsOf(ctx: Context, wanted: readonly Summed[], rows: UnitSums, childIds: readonly string[]): Parts {
  const childOf = childFinder(treeOf(ctx.app), childIds)
  const sums = new Map<string | undefined, Map<string, number>>(childIds.map(child => [child, new Map()]))
  for (const { name, unitId, value } of rows) {
    const child = childOf(unitId)
    const into = sums.get(child) ?? new Map<string, number>()
    into.set(name, (into.get(name) ?? 0) + value)
    sums.set(child, into)
  }
  const totals = (of: ReadonlyMap<string, number> | undefined) =>
    new Map(wanted.map(one => [one.name, totalOf(one, name => of?.get(name) ?? 0)]))
  return {
    children: new Map(childIds.map(child => [child, totals(sums.get(child))])),
    elsewhere: totals(sums.get(undefined)),
  }
}

/** A unit with at most so many communes is shown by commune, a larger one by the units directly below. */
const MOST_COMMUNES = 600

/** The units by which a page shows the figures of a unit: its communes, or in a large one those directly below. */
export function unitsShown(tree: Tree, unitId: string): readonly Unit[] {
  const communes = tree
    .all()
    .filter(one => one.tier === 'commune' && one.id !== unitId && tree.contains(unitId, one.id))
  return communes.length && communes.length <= MOST_COMMUNES ? communes : tree.children(unitId)
}

/**
 * Finds in which of some units, none within another, a unit lies: undefined when in none, or divided among several, as
 * a unit that a reform has split.
 */
export function childFinder(tree: Tree, childIds: readonly string[]): (unitId: string) => string | undefined {
  const wanted = new Set(childIds)
  const known = new Map<string, string | undefined>()
  const find = (unitId: string) =>
    tree.isLive(unitId)
      ? tree.path(unitId).find(step => wanted.has(step.id))?.id
      : childIds.find(child => tree.contains(child, unitId))
  return unitId => {
    if (!known.has(unitId)) known.set(unitId, find(unitId))
    return known.get(unitId)
  }
}

export interface SpanQuestion {
  readonly names: readonly string[]
  /** The unit with everything below it. */
  readonly unitId: string
  /** What happens at `until` is of the next span. What is not timed is known up to the full hour before each. */
  readonly from: Date
  readonly until: Date
}

const momentOf = (at: Date) => ({ day: dayOf(at), hour: hourOf(at) })
const spanOf = ({ from, until }: Pick<SpanQuestion, 'from' | 'until'>): HourSpan => ({
  since: from,
  before: until,
  from: momentOf(from),
  until: momentOf(until),
})

function byTheHour(ctx: Context, name: string): StoredIndicator {
  const one = indicator(ctx.app, name)
  if (isStored(one) && one.by === 'hour' && one.measures === 'flow') return one
  throw new Problem('indicators.not-by-hour', { params: { name } })
}

/** Figures kept by the hour, added up from one moment until before another, by the units `childIds`. */
export async function spanByChild(ctx: Context, question: SpanQuestion, childIds: readonly string[]): Promise<Parts> {
  const wanted = question.names.map(name => byTheHour(ctx, name))
  const rows = await sumsBetween(ctx.sql, question.names, spanOf(question), unitsOf(ctx, question.unitId))
  const edges = await edgesOf(ctx, wanted, question)
  return partsOf(ctx, wanted, [...rows, ...edges], childIds)
}

const timedOnly = (wanted: readonly Indicator[]): Cells[] =>
  wanted.flatMap(one => (one.kind === 'cells' && one.timed ? [one] : []))

const hourStart = (at: Date) => new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS)

/** The minutes by which a span does not begin and end with an hour: those before it go, those at its end come. */
async function edgesOf(ctx: Context, wanted: readonly Indicator[], { unitId, from, until }: SpanQuestion) {
  const edges = [
    { since: hourStart(from), before: from, sign: -1 },
    { since: hourStart(until), before: until, sign: 1 },
  ].filter(({ since, before }) => since < before)
  const found: { name: string; unitId: string; value: number }[] = []
  for (const one of edges.length ? timedOnly(wanted) : [])
    for (const { sign, ...edge } of edges)
      for (const row of await sumsAt(ctx.sql, one, edge, unitsOf(ctx, unitId)))
        found.push({ name: one.name, unitId: row.unitId, value: sign * row.value })
  return found
}

/** Stocks as they are before a moment, by the units `childIds`; one that is not timed is that of the end of the day. */
export async function stockByChild(
  ctx: Context,
  { names, unitId, before }: { readonly names: readonly string[]; readonly unitId: string; readonly before: Date },
  childIds: readonly string[],
): Promise<Parts> {
  const wanted = summable(ctx, names)
  const day = lastDayBefore(before)
  const rows: { name: string; unitId: string; value: number }[] = [
    ...(await sumsByUnit(ctx.sql, sumsFor(ctx, wanted, { names, unitId, from: day, to: day }))),
  ]
  for (const one of timedOnly(wanted))
    for (const row of await heldSince(ctx.sql, one, day, before, unitsOf(ctx, unitId)))
      rows.push({ name: one.name, unitId: row.unitId, value: -row.value })
  return partsOf(ctx, wanted, rows, childIds)
}

/** Of midnight it is the day that ends with it. */
const lastDayBefore = (at: Date): Day => dayOf(new Date(at.getTime() - 1))

/** A figure that opens to the things behind it; undefined where it does not. */
function opening(ctx: Context, name: string): ((Cells | Distinct) & { readonly opens: Opens }) | undefined {
  const one = indicator(ctx.app, name)
  return (one.kind === 'cells' || isDistinct(one)) && one.opens ? { ...one, opens: one.opens } : undefined
}

export const opensOf = (ctx: Context, name: string): Opens | undefined => opening(ctx, name)?.opens

/** The things that a figure counts from one moment until before another; of a stock those it holds at the end. */
export async function thingsBehind(
  ctx: Context,
  { name, unitId, from, until }: Omit<SpanQuestion, 'names'> & { readonly name: string },
): Promise<readonly Thing[]> {
  const one = opening(ctx, name)
  if (!one || isDistinct(one)) return []
  const area = unitsOf(ctx, unitId)
  if (one.measures === 'stock') return thingsHeld(ctx.sql, one, { day: lastDayBefore(until), before: until }, area)
  byTheHour(ctx, name)
  return thingsBetween(ctx.sql, one, spanOf({ from, until }), area)
}

/** The things that a figure counts on the days of a span; of a stock those it holds at the end. None where it opens to none. */
export async function thingsOnDays(
  ctx: Context,
  {
    name,
    unitId,
    from,
    to,
    organisationId,
  }: Omit<Question, 'names'> & {
    readonly name: string
    /** Of this organisation only; the figure is known by it. */
    readonly organisationId?: string | undefined
  },
): Promise<readonly Thing[]> {
  const one = opening(ctx, name)
  if (!one) return []
  const area = unitsOf(ctx, unitId)
  if (isDistinct(one)) return organisationId ? [] : thingsAmong(ctx.sql, one, { from, to }, area)
  if (organisationId && !one.byAgency) return []
  if (one.measures === 'flow') return thingsOn(ctx.sql, one, { from, to }, area, organisationId)
  return thingsHeld(ctx.sql, one, { day: to, before: startOf(addDays(to, 1)) }, area)
}

/** For each name, counted by hour, the 24 hours of a day. */
export async function byHour(
  ctx: Context,
  { names, unitId, day }: { readonly names: readonly string[]; readonly unitId: string; readonly day: Day },
): Promise<Map<string, number[]>> {
  for (const name of names)
    if (indicator(ctx.app, name).by !== 'hour') throw new Problem('indicators.not-by-hour', { params: { name } })
  const hours = new Map(names.map(name => [name, Array.from({ length: 24 }, () => 0)]))
  for (const { name, hour, value } of await sumsByHour(ctx.sql, names, day, unitsOf(ctx, unitId)))
    (hours.get(name) as number[])[hour] = value
  return hours
}

/** Why a figure does not say everything. */
export type Gap = 'computing' | 'late' | 'earlier-version'

export interface Described {
  readonly name: string
  readonly measures: 'flow' | 'stock' | 'ratio' | 'distinct'
  readonly by: 'hour' | 'day'
  readonly version: number
  readonly policies: readonly Policy[]
  /** The figure is true as of this moment. */
  readonly asOf: Date
  readonly gaps: readonly Gap[]
}

/** What the named figures are and how up to date; `from` is the first day asked for. */
export async function describe(ctx: Context, names: readonly string[], from: Day): Promise<Described[]> {
  const wanted = names.map(name => indicator(ctx.app, name))
  const needed = behind(ctx, wanted)
  const facts = new Map(needed.flatMap(one => (one.kind === 'count' ? [[one.name, one.fact] as const] : [])))
  const states = await freshness(
    ctx.sql,
    needed.map(one => one.name),
    facts,
  )
  const stateOf = new Map(states.map(state => [state.name, state]))
  return wanted.map(one => {
    const gaps = new Set<Gap>()
    const waiting: number[] = []
    for (const { name, version } of behind(ctx, [one])) {
      const state = stateOf.get(name)
      if (state?.version !== version) gaps.add('computing')
      if (state?.since && from < state.since) gaps.add('earlier-version')
      if (state?.waitingId) waiting.push(timeOfId(state.waitingId).getTime())
    }
    const asOf = new Date(Math.min(ctx.now.getTime(), ...waiting))
    if (ctx.now.getTime() - asOf.getTime() > LATE_MS) gaps.add('late')
    return {
      name: one.name,
      measures: isStored(one) ? one.measures : one.kind,
      by: one.by,
      version: one.version,
      policies: one.policies,
      asOf,
      gaps: [...gaps],
    }
  })
}
