import * as z from 'zod/mini'
import { at, can, endpoint, FRESH, file, ok, signedIn, wire } from '#core/contract.ts'
import { BASES } from '#core/keeps.ts'

export const ENDS = ['rows', 'partitions', 'away', 'with', 'held', 'timeless'] as const
export const REQUEST_KINDS = ['deletion', 'withdrawal', 'objection', 'restriction'] as const
export type RequestKind = (typeof REQUEST_KINDS)[number]

/** What is kept in one table. */
export const KeptLine = z.object({
  table: z.string(),
  words: z.string(),
  basis: z.enum(BASES),
  how: z.enum(ENDS),
  days: z.nullable(z.number()),
  rows: z.nullable(z.number()),
  /** Since when the first of them counts; null while none does, as of what is to be kept for some time after a day to come. */
  oldest: z.nullable(wire.instant),
  next: z.nullable(wire.instant),
  /** What went the last time something did. */
  ended: z.nullable(z.object({ day: wire.day, rows: z.number(), failed: z.boolean() })),
})
export type KeptLine = z.infer<typeof KeptLine>

export const PlanLine = z.object({
  table: z.string(),
  words: z.string(),
  rows: z.number(),
  basis: z.enum(BASES),
  /** Whether a deletion takes it away. */
  erased: z.boolean(),
  /** Until when it stays; null while what it belongs to is open. */
  until: z.nullable(wire.instant),
})
export type PlanLine = z.infer<typeof PlanLine>

const Copy = z.object({
  id: wire.id,
  askedAt: wire.instant,
  madeAt: z.nullable(wire.instant),
  expiresAt: z.nullable(wire.instant),
  bytes: z.nullable(z.number()),
})

export const MyRequest = z.object({
  id: wire.id,
  kind: z.enum(REQUEST_KINDS),
  personName: z.string(),
  text: z.string(),
  askedAt: wire.instant,
  dueAt: z.nullable(wire.instant),
  state: z.string(),
  reply: z.nullable(z.string()),
  doneAt: z.nullable(wire.instant),
  outcome: z.array(PlanLine),
  /** The name stays until no fact needs it. */
  waits: z.boolean(),
  /** The entry is used for nothing but what the law commands because of it. */
  holds: z.boolean(),
  liftedAt: z.nullable(wire.instant),
})
export type MyRequest = z.infer<typeof MyRequest>

export const RequestView = z.extend(MyRequest, { plan: z.array(PlanLine) })

const one = {
  params: z.object({ dataRequestId: wire.id }),
  may: can('retention.answer'),
  about: (i: { params: { dataRequestId: string } }) => at.of('data-request', i.params.dataRequestId),
}
const Said = z.object({ text: wire.text(2000) })

export const retention = {
  kept: endpoint({
    method: 'GET',
    path: '/retention',
    reply: z.object({ readAt: z.nullable(wire.instant), tables: z.array(KeptLine) }),
    may: can('retention.read'),
    summary: 'What is kept in each table, on which basis and until when',
  }),
  mine: endpoint({
    method: 'GET',
    path: '/me/data',
    reply: z.object({
      people: z.array(z.object({ id: wire.id, name: z.string() })),
      exportDays: z.number(),
      copies: z.array(Copy),
      requests: z.array(MyRequest),
    }),
    may: signedIn,
    summary: 'The copies of their data that the caller asked for, and what they asked to be done with it',
  }),
  copy: endpoint({
    method: 'POST',
    path: '/me/data/copies',
    reply: z.object({ exportId: wire.id }),
    may: signedIn,
    fresh: FRESH,
    summary: 'Ask for a copy of all that is kept about the caller and whom they speak for',
  }),
  download: endpoint({
    method: 'GET',
    path: '/me/data/copies/:exportId',
    params: z.object({ exportId: wire.id }),
    reply: file,
    may: signedIn,
    summary: 'A copy, as a ZIP with what programs read and what people read',
  }),
  ask: endpoint({
    method: 'POST',
    path: '/me/data/requests',
    body: z.object({ personId: wire.id, kind: z.enum(REQUEST_KINDS), text: wire.text(1000) }),
    reply: z.object({ dataRequestId: wire.id }),
    may: signedIn,
    fresh: FRESH,
    summary: 'Ask for deletion, restriction, objection or the withdrawal of consent',
  }),
  lift: endpoint({
    method: 'POST',
    path: '/me/data/requests/:dataRequestId/lift',
    params: z.object({ dataRequestId: wire.id }),
    reply: ok,
    may: signedIn,
    fresh: FRESH,
    summary: 'What the caller asked to be restricted is used again like any other',
  }),
  request: endpoint({
    method: 'GET',
    path: '/retention/requests/:dataRequestId',
    ...one,
    reply: RequestView,
    looks: 'retention.request',
    summary: 'What a citizen asks to be done with their data, and what that would do',
  }),
  reply: endpoint({
    method: 'POST',
    path: '/retention/requests/:dataRequestId/reply',
    ...one,
    body: Said,
    reply: ok,
    summary: 'Tell a citizen that the request was taken, and what becomes of it',
  }),
  carry: endpoint({
    method: 'POST',
    path: '/retention/requests/:dataRequestId/carry',
    ...one,
    body: Said,
    reply: ok,
    fresh: FRESH,
    summary: 'Do what was asked; what the law keeps stays and says why',
  }),
  refuse: endpoint({
    method: 'POST',
    path: '/retention/requests/:dataRequestId/refuse',
    ...one,
    body: z.extend(Said, { basis: z.enum(BASES) }),
    reply: ok,
    summary: 'Refuse what was asked, on which basis',
  }),
  end: endpoint({
    method: 'POST',
    path: '/retention/requests/:dataRequestId/end',
    ...one,
    body: Said,
    reply: ok,
    fresh: FRESH,
    summary: 'End a restriction for a reason, which the person is told',
  }),
}
