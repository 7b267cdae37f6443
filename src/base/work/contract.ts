import * as z from 'zod/mini'
import { at, can, endpoint, ok, page, wire } from '#core/contract.ts'

const Named = z.object({ id: wire.id, name: z.string() })

/** A line of the inbox. */
export const WorkLine = z.object({
  id: wire.id,
  kind: z.string(),
  state: z.string(),
  /** Parameters of the message `<kind>.title`, besides `person`. */
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  person: z.nullable(Named),
  unit: Named,
  subject: z.object({ kind: z.string(), id: z.string() }),
  holder: z.nullable(Named),
  mine: z.boolean(),
  openedAt: wire.instant,
  dueAt: z.nullable(wire.instant),
  late: z.boolean(),
  closedAt: z.nullable(wire.instant),
  /** Send it back with a change: one made on an older version is refused. */
  version: z.number(),
})
export type WorkLine = z.infer<typeof WorkLine>

export const WorkStep = z.object({
  n: z.number(),
  at: wire.instant,
  by: z.nullable(z.string()),
  what: z.enum(['opened', 'moved', 'taken', 'released', 'handed', 'transferred', 'comment']),
  /** Of a move: message `<kind>.move.<name>`. */
  name: z.nullable(z.string()),
  from: z.nullable(z.string()),
  to: z.nullable(z.string()),
  /** The officer or unit it was given to. */
  toName: z.nullable(z.string()),
  note: z.nullable(z.string()),
})
export type WorkStep = z.infer<typeof WorkStep>

/** What may happen next. `refused` is the problem that keeps the caller from it. */
export const WorkMove = z.object({
  name: z.string(),
  to: z.string(),
  verb: z.string(),
  form: z.nullable(z.string()),
  needsNote: z.boolean(),
  refused: z.nullable(z.string()),
})
export type WorkMove = z.infer<typeof WorkMove>

/** A kind of work, for filters and for steps with many items at once. */
export const WorkKind = z.object({
  kind: z.string(),
  states: z.array(z.string()),
  final: z.array(z.string()),
  steps: z.array(
    z.object({
      name: z.string(),
      from: z.array(z.string()),
      to: z.string(),
      form: z.nullable(z.string()),
      needsNote: z.boolean(),
    }),
  ),
})
export type WorkKind = z.infer<typeof WorkKind>

export const WorkItem = z.extend(WorkLine, {
  unitLabel: z.string(),
  steps: z.array(WorkStep),
  moves: z.array(WorkMove),
  /** What keeps the caller from taking, handing over and commenting. */
  actRefused: z.nullable(z.string()),
})
export type WorkItem = z.infer<typeof WorkItem>

/** Of one item of many. */
export const WorkResult = z.object({
  id: wire.id,
  version: z.nullable(z.number()),
  problem: z.nullable(
    z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])), title: z.string() }),
  ),
})
export type WorkResult = z.infer<typeof WorkResult>

const filter = {
  kind: z.optional(wire.text(100)),
  state: z.optional(wire.text(60)),
  /** `me`, `nobody`, or an account. */
  holder: z.optional(z.union([z.enum(['me', 'nobody']), wire.id])),
  unitId: z.optional(wire.id),
  late: z.optional(wire.flag),
  done: z.optional(wire.flag),
  /** A name, or an identity, insurance or phone number. */
  q: z.optional(z.string().check(z.trim(), z.maxLength(100))),
}
const Id = z.object({ workId: wire.id })
const note = z.optional(wire.note())
const many = z.array(z.object({ id: wire.id, version: z.optional(z.number()) })).check(z.minLength(1), z.maxLength(500))

const act = {
  params: Id,
  may: can('work.act'),
  about: (i: { params: { workId: string } }) => at.of('work', i.params.workId),
}

export const work = {
  kinds: endpoint({
    method: 'GET',
    path: '/work/kinds',
    reply: z.object({ kinds: z.array(WorkKind) }),
    may: can('work.read'),
    summary: 'The kinds of work the caller may see',
  }),
  inbox: endpoint({
    method: 'GET',
    path: '/inbox',
    query: z.object({
      ...filter,
      after: z.optional(z.string().check(z.maxLength(100))),
      limit: z.optional(wire.count),
    }),
    reply: page(WorkLine),
    may: can('work.read'),
    summary: 'What is to be done in the caller’s area, most urgent first; what is done, latest first',
  }),
  head: endpoint({
    method: 'GET',
    path: '/inbox/head',
    query: z.object(filter),
    reply: z.object({ head: z.array(z.string()) }),
    may: can('work.read'),
    summary: 'The first items of a view as `id:version`: whether the list that is shown is still the list',
  }),
  counts: endpoint({
    method: 'GET',
    path: '/inbox/counts',
    query: z.object(filter),
    reply: z.object({ all: z.number(), mine: z.number(), free: z.number(), late: z.number(), most: z.number() }),
    may: can('work.read'),
    summary: 'How many there are, counted no further than `most`',
  }),
  item: endpoint({
    method: 'GET',
    path: '/work/:workId',
    params: Id,
    reply: WorkItem,
    may: can('work.read'),
    about: i => at.of('work', i.params.workId),
    looks: 'work.read',
  }),
  officers: endpoint({
    method: 'GET',
    path: '/work/:workId/officers',
    reply: z.object({ officers: z.array(Named) }),
    ...act,
    summary: 'To whom the item can be handed',
  }),
  move: endpoint({
    method: 'POST',
    path: '/work/:workId/moves',
    params: Id,
    body: z.object({ step: wire.text(60), note, version: z.number() }),
    reply: z.object({ state: z.string(), version: z.number() }),
    may: can('work.read'),
    about: i => at.of('work', i.params.workId),
    summary: 'Take a step; the flow says who may',
  }),
  moveMany: endpoint({
    method: 'POST',
    path: '/work/moves',
    body: z.object({ step: wire.text(60), note, items: many }),
    reply: z.object({ results: z.array(WorkResult) }),
    may: can('work.read'),
    summary: 'Take a step with many items, each with its own result',
  }),
  claim: endpoint({
    method: 'POST',
    path: '/work/claims',
    body: z.object({ items: many }),
    reply: z.object({ results: z.array(WorkResult) }),
    may: can('work.act'),
    summary: 'Take items for oneself, each with its own result',
  }),
  release: endpoint({ method: 'DELETE', path: '/work/:workId/holder', reply: ok, ...act }),
  hand: endpoint({
    method: 'PUT',
    path: '/work/:workId/holder',
    body: z.object({ accountId: wire.id, note }),
    reply: ok,
    ...act,
    summary: 'Hand the item to another officer of its unit',
  }),
  transfer: endpoint({
    method: 'PUT',
    path: '/work/:workId/unit',
    body: z.object({ unitId: wire.id, note: wire.text(2000) }),
    reply: ok,
    ...act,
    summary: 'Give the item to another unit',
  }),
  comment: endpoint({
    method: 'POST',
    path: '/work/:workId/comments',
    body: z.object({ note: wire.text(2000) }),
    reply: ok,
    ...act,
  }),
}
