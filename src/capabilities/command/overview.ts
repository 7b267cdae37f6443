import {
  byDay,
  byHour,
  childFinder,
  type Day,
  definitionsOf,
  type Total,
  total,
  totalByChild,
  unitsShown,
} from '#base/indicators/index.ts'
import { policyAt } from '#base/policies/index.ts'
import type { Unit } from '#base/units/model.ts'
import type { Tree } from '#base/units/tree.ts'
import { treeOf } from '#base/units/trees.ts'
import { lateWork } from '#base/work/late.ts'
import { reaches } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import { addDays, dayOf, hourOf } from '#core/clock.ts'
import { notFound, Problem } from '#core/problem.ts'
import type { Figure, Overview } from './contract.ts'
import { rising } from './policies.ts'
import { decisionsOf, directionOf, isRising, meanBefore, sum, trailingMeans, type Waiting } from './rules.ts'

const CASES = 'tracing.cases'
const CONTACTS = 'tracing.contacts'
const REACHED = 'tracing.reached-share'
const TO_REVIEW = 'tracing.to-review'
const CHECKINS = 'checkpoints.checkins'
const ALL = [CASES, CONTACTS, REACHED, TO_REVIEW, CHECKINS]

const WEEK = 7
/** Days of the curve. */
const CURVE_DAYS = 28
/** Units named with each matter that needs a decision. */
const MOST_NAMED = 5

interface Where {
  readonly unit: Unit
  readonly day: Day
  readonly running: boolean
}

/** Everything on the leader's page, from indicators alone. */
export async function overview(ctx: Context, unitId: string, asked: Day | undefined): Promise<Overview> {
  const tree = treeOf(ctx.app)
  const unit = tree.get(unitId)
  if (!unit) throw notFound('unit')
  const today = dayOf(ctx.now)
  const day = asked ?? today
  if (day > today) throw new Problem('command.future')
  const where = { unit, day, running: day === today }

  const cases = await casesOf(ctx, where)
  const checkins = await checkinsOf(ctx, where)
  const contacts = await contactsOf(ctx, where)
  const map = await mapOf(ctx, tree, where)
  const definitions = await definitionsOf(ctx, ALL, { unitId, from: addDays(day, 1 - 2 * WEEK), to: day })
  return {
    unit: { id: unit.id, name: unit.fullName, label: tree.label(unit.id), above: above(ctx, tree, unit) },
    day,
    running: where.running,
    asOf: definitions.reduce((oldest, one) => (one.asOf < oldest ? one.asOf : oldest), ctx.now.toISOString()),
    figures: [...cases.figures, ...contacts.figures, checkins.figure],
    toReview: contacts.toReview,
    cases: cases.curve,
    checkins: checkins.curve,
    ...map,
    decisions: where.running ? await decisions(ctx, tree, where, map) : [],
    definitions,
  }
}

/** The units above to which the caller may go: those that a grant reaches. */
const above = (ctx: Context, tree: Tree, unit: Unit) =>
  tree
    .path(unit.id)
    .slice(0, -1)
    .filter(one => mayRead(ctx, one.id))
    .map(({ id, fullName }) => ({ id, name: fullName }))

const mayRead = ({ who, app }: Context, unitId: string): boolean =>
  who?.grants.some(grant => app.rights.get(grant.role)?.has('command.read') && reaches(grant, { unitId }, app.tree)) ??
  false

async function casesOf(ctx: Context, { unit, day, running }: Where) {
  const from = addDays(day, 1 - CURVE_DAYS - WEEK)
  const all = (await byDay(ctx, { names: [CASES], unitId: unit.id, from, to: day })).get(CASES) as number[]
  const today = all.at(-1) as number
  const mean = meanBefore(all, all.length - 1, WEEK)
  const week = sum(all.slice(-WEEK))
  const weekBefore = sum(all.slice(-2 * WEEK, -WEEK))
  const figures: Figure[] = [
    {
      key: 'cases-today',
      indicator: CASES,
      value: today,
      against: 'mean-of-week',
      before: mean,
      ...direction(today, mean, running),
    },
    {
      key: 'cases-week',
      indicator: CASES,
      value: week,
      against: 'week-before',
      before: weekBefore,
      ...direction(week, weekBefore),
    },
  ]
  const curve = {
    days: Array.from({ length: CURVE_DAYS }, (_, i) => addDays(day, i + 1 - CURVE_DAYS)),
    values: all.slice(WEEK),
    means: trailingMeans(all, WEEK).slice(WEEK),
  }
  return { figures, curve }
}

const direction = (value: number | null, before: number | null, running = false) => {
  const found = directionOf({ value, before, running })
  return found ? { direction: found } : {}
}

async function contactsOf(ctx: Context, { unit, day, running }: Where) {
  const week = { unitId: unit.id, from: addDays(day, 1 - WEEK), to: day }
  const earlier = { unitId: unit.id, from: addDays(day, 1 - 2 * WEEK), to: addDays(day, -WEEK) }
  const names = [CONTACTS, REACHED]
  const now = await total(ctx, { ...week, names: [...names, TO_REVIEW] })
  const before = await total(ctx, { ...earlier, names })
  const figure = (key: Figure['key'], name: string): Figure => {
    const { value, whole } = now.get(name) as Total
    const was = before.get(name)?.value ?? null
    return {
      key,
      indicator: name,
      value,
      against: 'week-before',
      before: was,
      ...(whole === undefined ? {} : { whole }),
      ...direction(value, was),
    }
  }
  return {
    figures: [figure('contacts-week', CONTACTS), figure('reached-share', REACHED)],
    // What waits is known of the present only.
    toReview: running ? (now.get(TO_REVIEW)?.value ?? 0) : null,
  }
}

async function checkinsOf(ctx: Context, { unit, day, running }: Where) {
  const on = async (one: Day) =>
    (await byHour(ctx, { names: [CHECKINS], unitId: unit.id, day: one })).get(CHECKINS) as number[]
  const today = await on(day)
  const weekBefore = await on(addDays(day, -WEEK))
  // Like is compared with like: only hours that are over today.
  const over = running ? hourOf(ctx.now) : 24
  const compared = sum(today.slice(0, over))
  const before = sum(weekBefore.slice(0, over))
  const figure: Figure = {
    key: 'checkins-today',
    indicator: CHECKINS,
    value: sum(today),
    against: 'same-hours-week-before',
    before,
    compared,
    ...direction(compared, before),
  }
  return {
    figure,
    curve: { today: today.map((value, hour) => (hour < over ? value : null)), weekBefore },
  }
}

type MapPart = Pick<Overview, 'units' | 'tier' | 'elsewhere'>

async function mapOf(ctx: Context, tree: Tree, { unit, day }: Where): Promise<MapPart> {
  const units = unitsShown(tree, unit.id)
  const ids = units.map(one => one.id)
  const names = [CASES, CONTACTS, TO_REVIEW]
  const at = { unitId: unit.id, to: day }
  const week = await totalByChild(ctx, { ...at, from: addDays(day, 1 - WEEK), names }, ids)
  const earlier = await totalByChild(
    ctx,
    { unitId: unit.id, from: addDays(day, 1 - 2 * WEEK), to: addDays(day, -WEEK), names: [CASES] },
    ids,
  )
  const today = await totalByChild(ctx, { ...at, from: day, names: [CHECKINS] }, ids)
  const figuresOf = (of: (parts: typeof week) => ReadonlyMap<string, Total> | undefined) => {
    const value = (parts: typeof week, name: string) => of(parts)?.get(name)?.value ?? 0
    return {
      cases: value(week, CASES),
      casesBefore: value(earlier, CASES),
      contacts: value(week, CONTACTS),
      toReview: value(week, TO_REVIEW),
      checkins: value(today, CHECKINS),
    }
  }
  return {
    units: units.map(({ id, fullName }) => ({
      id,
      name: fullName,
      group: tree.path(id).at(-2)?.fullName ?? '',
      figures: figuresOf(parts => parts.children.get(id)),
    })),
    tier: units[0]?.tier ?? null,
    elsewhere: figuresOf(parts => parts.elsewhere),
  }
}

async function decisions(ctx: Context, tree: Tree, { unit, day }: Where, map: MapPart) {
  const { params } = await policyAt(ctx, rising, { day, unitId: unit.id })
  const area = tree.everywhere([unit.id]) ? undefined : tree.within([unit.id])
  const waiting: Waiting[] = late(await lateWork(ctx.sql, area, ctx.now), tree, unit, map)
  const own = { id: unit.id, figures: map.elsewhere }
  for (const { id: unitId, figures } of map.units.length ? map.units : [own])
    if (isRising(figures.cases, figures.casesBefore, params))
      waiting.push({ kind: 'rising', unitId, count: figures.cases, before: figures.casesBefore })
  // What lies in none of the units below is the unit's own to decide, and so is everything where there are none.
  for (const { id: unitId, figures } of [...map.units, own])
    waiting.push({ kind: 'review', unitId, count: figures.toReview })
  const named = ({ unitId, kind: _, ...rest }: Waiting) => ({ ...rest, id: unitId, name: nameOf(tree, unitId) })
  return decisionsOf(waiting, MOST_NAMED).map(one => ({ ...one, units: one.units.map(named) }))
}

/** Late work by the units of the map, as the figures are. */
function late(rows: readonly { unitId: string; count: number }[], tree: Tree, unit: Unit, map: MapPart): Waiting[] {
  const childOf = childFinder(
    tree,
    map.units.map(one => one.id),
  )
  const counts = new Map<string, number>()
  for (const { unitId, count } of rows) {
    const where = childOf(unitId) ?? unit.id
    counts.set(where, (counts.get(where) ?? 0) + count)
  }
  return [...counts].map(([unitId, count]) => ({ kind: 'late', unitId, count }))
}

const nameOf = (tree: Tree, unitId: string): string => tree.get(unitId)?.fullName ?? ''
