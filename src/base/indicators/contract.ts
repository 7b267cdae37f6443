import * as z from 'zod/mini'
import { at, can, endpoint, wire } from '#core/contract.ts'

const name = z.string().check(z.regex(/^[\w-]+(\.[\w-]+)+$/), z.maxLength(80))
/** `tracing.cases,checkpoints.checkins` */
const names = z.pipe(
  z.string().check(z.regex(/^[\w.,-]+$/), z.maxLength(1000)),
  z.transform(list => list.split(',')),
)

/** What a figure is, shown one click away from it. */
export const Definition = z.object({
  name,
  /** Ids of messages: what it is called, and how it is computed. */
  title: z.string(),
  how: z.string(),
  /** `flow` adds up over days, `stock` is how many there are, `ratio` is a share, `distinct` counts each once. */
  measures: z.enum(['flow', 'stock', 'ratio', 'distinct']),
  by: z.enum(['hour', 'day']),
  version: z.number(),
  /** The rules its SQL rests on, as in force at the unit on the day. */
  policies: z.array(z.object({ code: z.string(), version: z.string(), document: z.string() })),
  asOf: wire.instant,
  /** Why it does not say everything: not computed yet, lagging, or of an earlier version. Empty when it does. */
  gaps: z.array(z.enum(['computing', 'late', 'earlier-version'])),
})
export type Definition = z.infer<typeof Definition>

const Total = z.object({ name, value: z.nullable(z.number()), whole: z.optional(z.number()) })

export const indicators = {
  series: endpoint({
    method: 'GET',
    path: '/indicators/:name/series',
    summary: 'One figure of a unit and all below it, by day or by hour of one day.',
    params: z.object({ name }),
    query: z.object({
      unitId: wire.id,
      from: wire.day,
      to: wire.day,
      by: z.optional(z.enum(['hour', 'day'])),
    }),
    reply: z.object({
      definition: Definition,
      points: z.array(z.object({ day: wire.day, hour: z.nullable(z.number()), value: z.nullable(z.number()) })),
    }),
    may: can('indicators.read'),
    about: i => at.unit(i.query.unitId),
  }),
  values: endpoint({
    method: 'GET',
    path: '/indicators/values',
    summary: 'Figures of a unit over the days that end with `day`, in whole and by the units directly below.',
    query: z.object({
      names,
      unitId: wire.id,
      day: wire.day,
      /** How many days, `day` included; 1 unless said. */
      days: z.optional(wire.count),
      byChild: z.optional(wire.flag),
    }),
    reply: z.object({
      definitions: z.array(Definition),
      totals: z.array(Total),
      /** The units directly below; empty unless asked for. */
      children: z.array(z.object({ unitId: wire.id, totals: z.array(Total) })),
      /** What lies in no single one of them. */
      elsewhere: z.array(Total),
    }),
    may: can('indicators.read'),
    about: i => at.unit(i.query.unitId),
  }),
}
