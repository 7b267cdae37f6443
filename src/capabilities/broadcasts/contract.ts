import * as z from 'zod/mini'
import { at, can, endpoint, ok, page, wire } from '#core/contract.ts'

const Age = z.int().check(z.gte(0), z.lte(120))

/** Whom: who stays in the unit or below it, and is so old. */
export const Audience = z.object({
  ageFrom: z.nullable(Age),
  ageTo: z.nullable(Age),
  sex: z.nullable(z.enum(['male', 'female'])),
  /** The head of each household, or its oldest: one message a home. */
  perHousehold: z.boolean(),
})
export type Audience = z.infer<typeof Audience>

export const Draft = z.object({
  unitId: wire.id,
  audience: Audience,
  text: wire.text(1000),
  urgency: z.enum(['ordinary', 'urgent']),
})
export type Draft = z.infer<typeof Draft>

const count = z.number()

export const Sample = z.object({
  channel: z.string(),
  text: z.string(),
  /** Of an SMS. */
  encoding: z.nullable(z.enum(['GSM-7', 'UCS-2'])),
  segments: z.nullable(count),
  characters: count,
})
export type Sample = z.infer<typeof Sample>

/** What it will be, counted recipient by recipient. */
export const Estimate = z.object({
  /** Who is meant, and how many of them get it: one a phone. */
  people: count,
  recipients: count,
  /** Without a phone or an e-mail address. */
  unreachable: count,
  optedOut: count,
  segments: count,
  dong: count,
  channels: z.array(z.object({ channel: z.string(), recipients: count, segments: count, dong: count })),
  networks: z.array(z.object({ network: z.nullable(z.string()), recipients: count, segments: count, dong: count })),
  /** How it reads for one of them, by channel. */
  samples: z.array(Sample),
  /** The most parts it takes for anybody, and how many it may. */
  longest: count,
  maxSegments: count,
  needsApproval: z.boolean(),
  brandname: z.string(),
})
export type Estimate = z.infer<typeof Estimate>

const State = z.enum(['asked', 'refused', 'scheduled', 'queuing', 'sending', 'sent', 'stopped'])

const line = {
  id: wire.id,
  at: wire.instant,
  by: z.string(),
  unitLabel: z.string(),
  text: z.string(),
  urgency: z.enum(['ordinary', 'urgent']),
  startAt: wire.instant,
  state: State,
  people: count,
  dong: count,
}
export const BroadcastLine = z.object(line)
export type BroadcastLine = z.infer<typeof BroadcastLine>

const Figures = z.object({ queued: count, sent: count, delivered: count, failed: count, suppressed: count })
export const BroadcastView = z.object({
  ...line,
  audience: Audience,
  segments: count,
  approvedBy: z.nullable(z.string()),
  endedAt: z.nullable(wire.instant),
  /** Still to be handed over to the messages. */
  waiting: count,
  /** Of recipients: the best that became of each. */
  figures: Figures,
  /** Of attempts: what each channel was given, and what it cost. */
  channels: z.array(z.object({ channel: z.string(), figures: Figures, segments: count, dong: count })),
  canStop: z.boolean(),
  workId: z.nullable(wire.id),
})
export type BroadcastView = z.infer<typeof BroadcastView>

const one = {
  params: z.object({ broadcastId: wire.id }),
  about: (i: { readonly params: { readonly broadcastId: string } }) => at.of('broadcast', i.params.broadcastId),
}

export const broadcasts = {
  estimate: endpoint({
    method: 'POST',
    path: '/broadcasts/estimate',
    body: Draft,
    reply: Estimate,
    may: can('broadcasts.send'),
    about: i => at.unit(i.body.unitId),
    summary: 'Who would get the text by which channel, in how many parts and at what price; nothing is sent',
  }),
  send: endpoint({
    method: 'POST',
    path: '/broadcasts',
    body: z.extend(Draft, {
      /** Now unless said. */
      startAt: z.nullable(wire.instant),
      /** What the sender saw it would cost: where it has become more, it is refused. */
      dong: count,
    }),
    reply: z.object({ broadcastId: wire.id }),
    may: can('broadcasts.send'),
    about: i => at.unit(i.body.unitId),
    summary:
      'Sends a text to the people of an area, now or later; a costly or urgent one once another officer approves',
  }),
  list: endpoint({
    method: 'GET',
    path: '/broadcasts',
    query: z.object({ after: z.optional(z.string()) }),
    reply: page(BroadcastLine),
    may: can('broadcasts.read'),
    summary: 'What was sent to the people of the caller’s area, newest first',
  }),
  get: endpoint({
    method: 'GET',
    path: '/broadcasts/:broadcastId',
    ...one,
    reply: BroadcastView,
    may: can('broadcasts.read'),
  }),
  stop: endpoint({
    method: 'POST',
    path: '/broadcasts/:broadcastId/stop',
    ...one,
    reply: ok,
    may: can('broadcasts.send'),
    summary: 'Stops it: what is not sent yet is not sent',
  }),
  approve: endpoint({
    method: 'POST',
    path: '/broadcasts/:broadcastId/approve',
    ...one,
    reply: ok,
    may: can('broadcasts.approve'),
    summary: 'Lets it go out; never by whoever wrote it',
  }),
}
