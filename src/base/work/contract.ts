import * as z from 'zod/mini'
import { StoredFile } from '#base/files/contract.ts'
import { MOST_UPLOADED } from '#base/files/rules.ts'
import { at, can, either, endpoint, ok, page, upload, wire } from '#core/contract.ts'

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
  /** The caller stands in for its holder now (trực thay). */
  standIn: z.boolean(),
  openedAt: wire.instant,
  dueAt: z.nullable(wire.instant),
  /** Working days until it is due, today not counted; negative when it is late. Null when it is never due, or done. */
  daysLeft: z.nullable(z.number()),
  late: z.boolean(),
  /** When a leader asked for it to be done; null once a step was taken. */
  urgedAt: z.nullable(wire.instant),
  /** Whether it has risen to a leader because it is late. */
  risen: z.boolean(),
  closedAt: z.nullable(wire.instant),
  /** Send it back with a change: one made on an older version is refused. */
  version: z.number(),
})
export type WorkLine = z.infer<typeof WorkLine>

export const WorkStep = z.object({
  n: z.number(),
  at: wire.instant,
  by: z.nullable(z.string()),
  what: z.enum(['opened', 'moved', 'taken', 'released', 'handed', 'transferred', 'comment', 'urged', 'risen']),
  /** Of a move: message `<kind>.move.<name>`. */
  name: z.nullable(z.string()),
  from: z.nullable(z.string()),
  to: z.nullable(z.string()),
  /** The officer or unit it was given to. */
  toName: z.nullable(z.string()),
  note: z.nullable(z.string()),
  /** Of a comment. */
  files: z.array(StoredFile),
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
  /** The person asked that their data be used for nothing but what the law commands. */
  restricted: z.boolean(),
  steps: z.array(WorkStep),
  moves: z.array(WorkMove),
  /** Files that no comment brought. */
  files: z.array(StoredFile),
  /** What a leader asked for last, while no step has been taken. */
  urging: z.nullable(z.object({ at: wire.instant, by: z.nullable(z.string()), note: z.string() })),
  /** The problem that keeps the caller from each; null when nothing does. */
  refused: z.object({
    act: z.nullable(z.string()),
    hand: z.nullable(z.string()),
    comment: z.nullable(z.string()),
    attach: z.nullable(z.string()),
    urge: z.nullable(z.string()),
  }),
})
export type WorkItem = z.infer<typeof WorkItem>

/** Of one item of many. */
export const WorkResult = z.object({
  id: wire.id,
  version: z.nullable(z.number()),
  /** Who held it before it was taken or handed over: what it takes to undo that. */
  heldBefore: z.nullable(wire.id),
  problem: z.nullable(
    z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])), title: z.string() }),
  ),
})
export type WorkResult = z.infer<typeof WorkResult>

/** Somebody stands in for somebody. */
export const StandIn = z.object({
  id: wire.id,
  away: Named,
  by: Named,
  since: wire.instant,
  until: wire.instant,
  /** It holds at this moment. */
  now: z.boolean(),
  /** The caller is the one who is away. */
  mine: z.boolean(),
  /** The caller named it and may end it; what a roster says is changed there. */
  own: z.boolean(),
})
export type StandIn = z.infer<typeof StandIn>

const filter = {
  kind: z.optional(wire.text(100)),
  state: z.optional(wire.text(60)),
  /** `me`, `nobody`, or an account. */
  holder: z.optional(z.union([z.enum(['me', 'nobody']), wire.id])),
  unitId: z.optional(wire.id),
  late: z.optional(wire.flag),
  /** What has risen to the caller, who leads its area. */
  risen: z.optional(wire.flag),
  done: z.optional(wire.flag),
  /** Words of a name or of what was said, or an identity, insurance or phone number. */
  q: z.optional(z.string().check(z.trim(), z.maxLength(100))),
}
const Id = z.object({ workId: wire.id })
const note = z.optional(wire.note())
const many = z.array(z.object({ id: wire.id, version: z.optional(z.number()) })).check(z.minLength(1), z.maxLength(500))

const theItem = (i: { params: { workId: string } }) => at.of('work', i.params.workId)
const act = { params: Id, may: can('work.act'), about: theItem }
/** What those who lead may too. */
const actOrUrge = { params: Id, may: either(can('work.act'), can('work.urge')), about: theItem }
const ids = z.array(wire.id).check(z.minLength(1), z.maxLength(500))
/** As one word of an address, short enough for one. */
const SOME_IDS = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(,[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}){0,99}$/
const results = z.object({ results: z.array(WorkResult) })

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
    /** What is to be done is no look at anybody; whom one finds in it by a name or a number is. */
    looks: ({ query }) => (query.q ? 'work.search' : undefined),
    shows: ({ rows }) => rows.map(({ person }) => person?.id ?? null),
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
    reply: z.object({
      all: z.number(),
      mine: z.number(),
      free: z.number(),
      late: z.number(),
      risen: z.number(),
      most: z.number(),
    }),
    may: can('work.read'),
    summary: 'How many there are, counted no further than `most`',
  }),
  item: endpoint({
    method: 'GET',
    path: '/work/:workId',
    params: Id,
    reply: WorkItem,
    may: can('work.read'),
    about: theItem,
    looks: 'work.read',
  }),
  officers: endpoint({
    method: 'GET',
    path: '/work/:workId/officers',
    reply: z.object({ officers: z.array(Named) }),
    ...actOrUrge,
    summary: 'To whom the item can be handed',
  }),
  move: endpoint({
    method: 'POST',
    path: '/work/:workId/moves',
    params: Id,
    body: z.object({ step: wire.text(60), note, version: z.number() }),
    reply: z.object({ state: z.string(), version: z.number() }),
    may: can('work.read'),
    about: theItem,
    summary: 'Take a step; the flow says who may',
  }),
  moveMany: endpoint({
    method: 'POST',
    path: '/work/moves',
    body: z.object({ step: wire.text(60), note, items: many }),
    reply: results,
    may: can('work.read'),
    summary: 'Take a step with many items, each with its own result',
  }),
  claim: endpoint({
    method: 'POST',
    path: '/work/claims',
    body: z.object({ items: many }),
    reply: results,
    may: can('work.act'),
    summary: 'Take items for oneself, each with its own result',
  }),
  release: endpoint({ method: 'DELETE', path: '/work/:workId/holder', reply: ok, ...act }),
  hand: endpoint({
    method: 'PUT',
    path: '/work/:workId/holder',
    body: z.object({ accountId: wire.id, note }),
    reply: ok,
    ...actOrUrge,
    summary: 'Hand the item to another officer of its unit',
  }),
  officersForMany: endpoint({
    method: 'GET',
    path: '/work/officers',
    query: z.object({ ids: z.string().check(z.regex(SOME_IDS)) }),
    reply: z.object({ officers: z.array(Named) }),
    may: actOrUrge.may,
    summary: 'To whom all of these items can be handed',
  }),
  handMany: endpoint({
    method: 'POST',
    path: '/work/hands',
    body: z.object({ ids, accountId: wire.id, note }),
    reply: results,
    may: actOrUrge.may,
    summary: 'Hand items to an officer, each with its own result',
  }),
  releaseMany: endpoint({
    method: 'POST',
    path: '/work/releases',
    body: z.object({ ids }),
    reply: results,
    may: can('work.act'),
    summary: 'Put items back for anybody, each with its own result',
  }),
  transfer: endpoint({
    method: 'PUT',
    path: '/work/:workId/unit',
    body: z.object({ unitId: wire.id, note: wire.text(2000) }),
    reply: ok,
    ...act,
    summary: 'Give the item to another unit',
  }),
  transferMany: endpoint({
    method: 'POST',
    path: '/work/transfers',
    body: z.object({ ids, toUnit: wire.id, note: wire.text(2000) }),
    reply: results,
    may: can('work.act'),
    summary: 'Give items to another unit, each with its own result',
  }),
  attach: endpoint({
    method: 'POST',
    path: '/work/:workId/files',
    body: upload,
    maxBytes: MOST_UPLOADED,
    reply: StoredFile,
    ...act,
    summary: 'Keep a file with the item',
  }),
  comment: endpoint({
    method: 'POST',
    path: '/work/:workId/comments',
    body: z.object({ note, fileIds: z.optional(z.array(wire.id).check(z.maxLength(50))) }),
    reply: ok,
    ...actOrUrge,
    summary: 'Say something about the item, with files that were attached to it',
  }),
  standIns: endpoint({
    method: 'GET',
    path: '/me/stand-ins',
    reply: z.object({ standIns: z.array(StandIn) }),
    may: can('work.read'),
    summary: 'For whom the caller stands in, and who stands in for the caller, now and later',
  }),
  standInCandidates: endpoint({
    method: 'GET',
    path: '/me/stand-ins/candidates',
    reply: z.object({ officers: z.array(z.extend(Named, { lacks: z.nullable(z.string()) })) }),
    may: can('work.read'),
    summary: 'Colleagues, each with the right that keeps them from standing in for the caller, if any',
  }),
  nameStandIn: endpoint({
    method: 'POST',
    path: '/me/stand-ins',
    body: z.object({ accountId: wire.id, since: wire.instant, until: wire.instant }),
    reply: ok,
    may: can('work.read'),
    summary: 'Name who stands in for the caller while they are away; it ends by itself and gives no rights',
  }),
  endStandIn: endpoint({
    method: 'DELETE',
    path: '/me/stand-ins/:standInId',
    params: z.object({ standInId: wire.id }),
    reply: ok,
    may: can('work.read'),
    summary: 'The caller is back: what they named ends now',
  }),
  urge: endpoint({
    method: 'POST',
    path: '/work/:workId/urges',
    params: Id,
    body: z.object({ note: wire.text(500) }),
    reply: ok,
    may: can('work.urge'),
    about: theItem,
    summary: 'Ask for the item to be done: the note stands on top of it, and its holder is told',
  }),
}
