import * as z from 'zod/mini'
import { Definition } from '#base/indicators/contract.ts'
import { at, can, endpoint, wire } from '#core/contract.ts'
import { DECISIONS } from './rules.ts'

/** The five numbers, in their order on the page. */
export const FIGURES = ['cases-today', 'cases-week', 'contacts-week', 'reached-share', 'checkins-today'] as const
/** What a number is compared with. */
export const AGAINST = ['mean-of-week', 'week-before', 'same-hours-week-before'] as const

export const Figure = z.object({
  key: z.enum(FIGURES),
  /** Its definition is in `definitions` under this name. */
  indicator: z.string(),
  /** Null for a share of nothing. */
  value: z.nullable(z.number()),
  /** What a share was divided by. */
  whole: z.optional(z.number()),
  against: z.enum(AGAINST),
  before: z.nullable(z.number()),
  /** What is compared with `before`, where that is not the value itself: what the full hours so far have brought. */
  compared: z.optional(z.number()),
  /** Absent while it cannot be said: the day is not over. */
  direction: z.optional(z.enum(['rise', 'fall', 'same'])),
})
export type Figure = z.infer<typeof Figure>

/** Figures of a unit on the map: of seven days, but for what waits now and for the check-ins of the day. */
export const UnitFigures = z.object({
  cases: z.number(),
  casesBefore: z.number(),
  contacts: z.number(),
  toReview: z.number(),
  checkins: z.number(),
})

const UnitName = z.object({ id: wire.id, name: z.string() })

export const Overview = z.object({
  unit: z.extend(UnitName, {
    label: z.string(),
    /** The units above it to which the caller may go, from the top. */
    above: z.array(UnitName),
  }),
  day: wire.day,
  /** The day is not over. */
  running: z.boolean(),
  /** Since when every figure is true. */
  asOf: wire.instant,
  figures: z.array(Figure),
  /** Candidates (cần rà soát) waiting for a tracer now; null for a day that is over. */
  toReview: z.nullable(z.number()),
  cases: z.object({ days: z.array(wire.day), values: z.array(z.number()), means: z.array(z.nullable(z.number())) }),
  /** By hour; null for hours that are not over. */
  checkins: z.object({
    today: z.array(z.nullable(z.number())),
    weekBefore: z.array(z.number()),
  }),
  units: z.array(z.extend(UnitName, { group: z.string(), figures: UnitFigures })),
  /** Of which tier `units` are: `commune` where the unit is small enough to show them all. */
  tier: z.nullable(z.string()),
  /** What lies in none of `units`. */
  elsewhere: UnitFigures,
  /** What waits now, most urgent first; empty for a day that is over. */
  decisions: z.array(
    z.object({
      kind: z.enum(DECISIONS),
      count: z.number(),
      /** In how many units; `units` are those with most of it. */
      unitCount: z.number(),
      units: z.array(z.extend(UnitName, { count: z.number(), before: z.optional(z.number()) })),
    }),
  ),
  definitions: z.array(Definition),
})
export type Overview = z.infer<typeof Overview>

export const command = {
  overview: endpoint({
    method: 'GET',
    path: '/command/overview',
    summary: 'The leader’s page of a unit on a day: five numbers, one curve, one map, what needs a decision.',
    query: z.object({ unitId: wire.id, day: z.optional(wire.day) }),
    reply: Overview,
    may: can('command.read'),
    about: i => at.unit(i.query.unitId),
  }),
}
