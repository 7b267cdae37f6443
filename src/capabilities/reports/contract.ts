import * as z from 'zod/mini'
import { Definition } from '#base/indicators/contract.ts'
import { at, can, endpoint, file, ok, page, wire } from '#core/contract.ts'
import { COLUMN_KINDS, ENTERED } from './rules.ts'

export const STATES = ['draft', 'sent', 'missed'] as const
const State = z.enum(STATES)
const value = z.nullable(z.number())
const Row = z.object({ unitId: wire.id, name: z.string(), values: z.array(value) })

export const ReportLine = z.object({
  id: wire.id,
  unitId: wire.id,
  unitName: z.string(),
  cutoffAt: wire.instant,
  state: State,
  scheduled: z.boolean(),
  number: z.nullable(z.string()),
  sender: z.nullable(z.string()),
  sentAt: z.nullable(wire.instant),
  /** New cases as they were sent; null of what was not. */
  cases: value,
})
export type ReportLine = z.infer<typeof ReportLine>

/** The column is called by its key's title; `refused` is why the caller may not open it. */
const Column = z.object({
  key: z.string(),
  kind: z.enum(COLUMN_KINDS),
  title: z.string(),
  opens: z.boolean(),
  refused: z.nullable(z.string()),
  verb: z.nullable(z.string()),
})

const Entry = z.object({
  figure: z.string(),
  value,
  by: z.nullable(z.string()),
  at: wire.instant,
  reason: z.string(),
})

/** A figure that is otherwise by now than it was sent; of the whole where there is no unit. */
const Change = z.object({
  figure: z.string(),
  unitId: z.nullable(wire.id),
  name: z.string(),
  was: value,
  now: value,
  /** Of the report that has said so since. */
  correctedIn: z.nullable(wire.instant),
})

/** What this report says of an earlier one. */
const Correction = z.object({
  ofId: wire.id,
  cutoffAt: wire.instant,
  figure: z.string(),
  title: z.string(),
  was: value,
  now: value,
})
export type Correction = z.infer<typeof Correction>

export const ReportView = z.extend(ReportLine, {
  label: z.string(),
  workId: z.nullable(wire.id),
  fromAt: wire.instant,
  countedFrom: wire.day,
  /** The documents of the rules it is made by. */
  documents: z.array(z.string()),
  columns: z.array(Column),
  parts: z.array(Row),
  rest: Row,
  whole: Row,
  definitions: z.array(Definition),
  /** Reporting units directly below that have not sent theirs, by the policy of their area. */
  missing: z.array(z.object({ id: wire.id, name: z.string() })),
  /** What this unit entered by hand, the latest of each figure first. */
  entries: z.array(Entry),
  /** Of a report that was sent. */
  changes: z.array(Change),
  /** Of a draft those it can say, of a report that was sent those it said. */
  corrections: z.array(Correction),
  /** As it is sent by Zalo, with all the corrections. */
  text: z.string(),
  /** Say it when sending: figures that have changed since are refused. */
  seen: z.string(),
  refused: z.object({ write: z.nullable(z.string()) }),
})
export type ReportView = z.infer<typeof ReportView>

/** One of the things behind a figure; `change` against what was sent. */
export const ReportThing = z.object({
  id: wire.id,
  title: z.string(),
  detail: z.string(),
  to: z.nullable(z.string()),
  change: z.nullable(z.enum(['added', 'gone'])),
})
export type ReportThing = z.infer<typeof ReportThing>

const params = z.object({ reportId: wire.id })
const theReport = (i: { params: { reportId: string } }) => at.of('report', i.params.reportId)
const figure = wire.text(80)

export const reports = {
  list: endpoint({
    method: 'GET',
    path: '/reports',
    query: z.object({
      unitId: z.optional(wire.id),
      state: z.optional(State),
      after: z.optional(z.string().check(z.maxLength(100))),
    }),
    reply: page(ReportLine),
    may: can('reports.read'),
    summary: 'Quick reports of the caller’s area, latest first',
  }),
  create: endpoint({
    method: 'POST',
    path: '/reports',
    /** `at` is cut to the full hour; the last one unless said. */
    body: z.object({ unitId: wire.id, at: z.optional(wire.instant) }),
    reply: z.object({ reportId: wire.id }),
    may: can('reports.write'),
    about: i => at.unit(i.body.unitId),
    summary: 'A draft out of hours, or the one there is already of that hour',
  }),
  report: endpoint({
    method: 'GET',
    path: '/reports/:reportId',
    params,
    reply: ReportView,
    may: can('reports.read'),
    about: theReport,
  }),
  enter: endpoint({
    method: 'PUT',
    path: '/reports/:reportId/entries',
    params,
    body: z.object({
      figure: z.enum(ENTERED),
      value: z.nullable(z.int().check(z.gte(0), z.lte(100_000_000))),
      /** Of a report that was sent. */
      reason: z.optional(wire.note(500)),
    }),
    reply: ok,
    may: can('reports.write'),
    about: theReport,
    summary: 'A figure that no module knows; null is not known',
  }),
  send: endpoint({
    method: 'POST',
    path: '/reports/:reportId/sending',
    params,
    body: z.object({ seen: wire.text(100), corrects: z.array(wire.id).check(z.maxLength(200)) }),
    reply: z.object({ number: z.string() }),
    may: can('reports.write'),
    about: theReport,
    summary: 'Freezes the figures that were looked at, with the corrections of these earlier reports',
  }),
  things: endpoint({
    method: 'GET',
    path: '/reports/:reportId/things',
    params,
    query: z.object({ figure, unitId: z.optional(wire.id), after: z.optional(wire.count) }),
    reply: page(ReportThing),
    may: can('reports.read'),
    about: theReport,
    looks: 'reports.things',
    summary: 'What is behind a figure, of a report that was sent with what was added and what is gone',
  }),
  file: endpoint({
    method: 'GET',
    path: '/reports/:reportId/file',
    params,
    query: z.object({ as: z.enum(['pdf', 'xlsx']) }),
    reply: file,
    may: can('reports.read'),
    about: theReport,
  }),
}
