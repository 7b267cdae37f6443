import { policyAt } from '#base/policies/index.ts'
import { treeOf } from '#base/units/index.ts'
import type { Context } from '#core/app.ts'
import { addDays } from '#core/clock.ts'
import { defineModule, everyMinutes } from '#core/module.ts'
import { indicators as contract, type Definition } from './contract.ts'
import { byDay, byHour, type Described, daysOf, describe, type Total, total, totalByChild } from './figures.ts'
import type { Day } from './indicator.ts'
import { catchUp, upkeepOf } from './upkeep.ts'

export {
  byDay,
  byHour,
  childFinder,
  firstDay,
  opensOf,
  type Parts,
  type Question,
  spanByChild,
  stockByChild,
  type Total,
  thingsBehind,
  thingsOnDays,
  total,
  totalByAgency,
  totalByChild,
  unitsShown,
} from './figures.ts'
export {
  type Cell,
  cellsOf,
  countOf,
  type Day,
  distinctOf,
  type Indicator,
  indicatorsOf,
  isStored,
  type Opens,
  ratioOf,
  type ThingLine,
  touching,
} from './indicator.ts'

import { keeps } from './keeps.ts'

export { check, recompute, TOPIC } from './upkeep.ts'

export default defineModule({
  name: 'indicators',
  dir: import.meta.dirname,
  keeps,
  contract,
  handlers: {
    async series({ params: { name }, query: { unitId, from, to, by = 'day' } }, ctx) {
      const [definition] = await definitionsOf(ctx, [name], { unitId, from, to })
      const points =
        by === 'hour' ? await hours(ctx, name, unitId, daysOf(from, to)) : await days(ctx, name, unitId, from, to)
      return { definition: definition as Definition, points }
    },
    async values({ query: { names, unitId, day, days: count = 1, byChild } }, ctx) {
      const question = { names, unitId, from: addDays(day, 1 - Math.max(1, count)), to: day }
      const children = byChild ? treeOf(ctx.app).children(unitId) : []
      const parts = await totalByChild(
        ctx,
        question,
        children.map(child => child.id),
      )
      return {
        definitions: await definitionsOf(ctx, names, question),
        totals: rows(await total(ctx, question)),
        children: children.map(({ id }) => ({ unitId: id, totals: rows(parts.children.get(id) ?? new Map()) })),
        elsewhere: byChild ? rows(parts.elsewhere) : [],
      }
    },
  },
  gathers: upkeepOf,
  every: { 'indicators.catch-up': everyMinutes(1, catchUp) },
  allows: {
    leader: ['indicators.read'],
    tracer: ['indicators.read'],
    'health-officer': ['indicators.read'],
    administrator: ['indicators.read'],
  },
})

const rows = (totals: ReadonlyMap<string, Total>) => [...totals].map(([name, one]) => ({ name, ...one }))

async function days(ctx: Context, name: string, unitId: string, from: Day, to: Day) {
  const values = (await byDay(ctx, { names: [name], unitId, from, to })).get(name) ?? []
  return daysOf(from, to).map((day, i) => ({ day, hour: null, value: values[i] ?? null }))
}

async function hours(ctx: Context, name: string, unitId: string, of: readonly Day[]) {
  const points = []
  for (const day of of) {
    const values = (await byHour(ctx, { names: [name], unitId, day })).get(name) ?? []
    points.push(...values.map((value, hour) => ({ day, hour, value })))
  }
  return points
}

interface Where {
  readonly unitId: string
  readonly from: Day
  readonly to: Day
}

/** The definitions of figures as they are sent with every reply, with the rules in force there on the last day. */
export async function definitionsOf(
  ctx: Context,
  names: readonly string[],
  { unitId, from, to }: Where,
): Promise<Definition[]> {
  const described = await describe(ctx, names, from)
  return Promise.all(described.map(one => definitionOf(ctx, one, unitId, to)))
}

async function definitionOf(ctx: Context, one: Described, unitId: string, day: Day): Promise<Definition> {
  const { name, measures, by, version } = one
  const policies = one.policies.map(async policy => {
    const rule = await policyAt(ctx, policy, { day, unitId })
    return { code: policy.code, version: rule.version, document: rule.document }
  })
  return {
    name,
    title: `${name}.title`,
    how: `${name}.how`,
    measures,
    by,
    version,
    policies: await Promise.all(policies),
    asOf: one.asOf.toISOString(),
    gaps: [...one.gaps],
  }
}
