import * as z from 'zod/mini'
import { Definition } from '#base/indicators/contract.ts'
import { WorkLine } from '#base/work/contract.ts'
import { at, can, endpoint, file, page, wire } from '#core/contract.ts'
import { SPANS } from './rules.ts'

/** A figure in one span. */
export const Value = z.object({
  /** Null where there is nothing to divide by, and before there was any figure. */
  value: z.nullable(z.number()),
  /** Of a share what it was divided by. */
  whole: z.optional(z.number()),
})
export type Value = z.infer<typeof Value>

/** By span, in the order of `spans`. */
const values = z.array(Value)

export const Figure = z.object({
  name: z.string(),
  isShare: z.boolean(),
  values,
  /** The indicator whose things it opens; of a share those of its part. Null where there are none to open. */
  opens: z.nullable(z.string()),
})
export type Figure = z.infer<typeof Figure>

const Column = z.object({ name: z.string(), isShare: z.boolean(), opens: z.nullable(z.string()) })
/** Figures by what lies where: a column for each figure, in it the values by span. */
const Row = z.object({ id: wire.id, name: z.string(), figures: z.array(values) })

const Part = z.object({ name: z.string(), value: z.nullable(z.number()), computable: z.boolean() })

export const Performance = z.object({
  unit: z.object({ id: wire.id, name: z.string(), label: z.string() }),
  /** `YYYY-MM` */
  month: z.string(),
  spans: z.array(z.object({ span: z.enum(SPANS), from: wire.day, until: wire.day })),
  sections: z.array(
    z.object({
      name: z.string(),
      /** Its first figure is of this day; null while it has none. */
      since: z.nullable(wire.day),
      figures: z.array(Figure),
    }),
  ),
  /** Of the month. */
  index: z.object({
    document: z.string(),
    groups: z.array(
      z.object({
        name: z.string(),
        most: z.number(),
        parts: z.array(Part),
        share: z.nullable(z.number()),
        points: z.nullable(z.number()),
      }),
    ),
    points: z.number(),
    of: z.number(),
  }),
  units: z.object({ columns: z.array(Column), rows: z.array(Row), elsewhere: z.nullable(z.array(values)) }),
  agencies: z.object({ columns: z.array(Column), rows: z.array(Row) }),
  late: z.object({
    total: z.number(),
    rows: z.array(
      z.object({
        unitId: wire.id,
        organisationId: z.nullable(wire.id),
        name: z.string(),
        count: z.number(),
        kinds: z.array(z.object({ kind: z.string(), count: z.number() })),
      }),
    ),
  }),
  definitions: z.array(Definition),
  /** The same for Zalo, in Vietnamese. */
  text: z.string(),
})
export type Performance = z.infer<typeof Performance>

/** One piece of work that is late: whose, with whom, and why. */
export const LateLine = z.extend(WorkLine, {
  organisationName: z.nullable(z.string()),
  who: z.nullable(z.string()),
  why: z.nullable(z.string()),
})
export type LateLine = z.infer<typeof LateLine>

const Thing = z.object({ id: wire.id, title: z.string(), detail: z.string(), to: z.nullable(z.string()) })

const month = z.string().check(z.regex(/^20\d\d-(0[1-9]|1[0-2])$/))
const asked = z.object({ unitId: wire.id, month })
const after = z.optional(z.string().check(z.maxLength(100)))
const there = (i: { query: { unitId: string } }) => at.unit(i.query.unitId)

export const performance = {
  overview: endpoint({
    method: 'GET',
    path: '/performance',
    query: asked,
    reply: Performance,
    may: can('performance.read'),
    about: there,
    summary: 'What a unit reports of its administration in a month, against other months, by unit and agency',
  }),
  things: endpoint({
    method: 'GET',
    path: '/performance/things',
    query: z.object({
      unitId: wire.id,
      figure: wire.text(80),
      from: wire.day,
      until: wire.day,
      organisationId: z.optional(wire.id),
      after,
    }),
    reply: page(Thing),
    may: can('performance.read'),
    about: there,
    looks: 'performance.things',
    summary: 'What a figure counts, for whoever has the right to see it',
  }),
  late: endpoint({
    method: 'GET',
    path: '/performance/late',
    query: z.object({ unitId: wire.id, after }),
    reply: page(LateLine),
    may: can('performance.read'),
    about: there,
    looks: 'performance.late',
    shows: ({ rows }) => rows.map(({ person }) => person?.id ?? null),
    summary: 'Work that is late now, with whom it lies and why, as far as the caller sees it',
  }),
  file: endpoint({
    method: 'GET',
    path: '/performance/file',
    query: z.extend(asked, { as: z.enum(['xlsx', 'pdf']) }),
    reply: file,
    may: can('performance.read'),
    about: there,
    summary: 'The same as a spreadsheet, or in the layout of a report',
  }),
}
