import * as z from 'zod/mini'
import { anyone, at, can, endpoint, ok, page, stream, wire } from '#core/contract.ts'

const named = z.record(z.string(), z.union([z.string(), z.number()]))
const Queue = z.object({
  waiting: z.number(),
  /** Since when the first of them waits. */
  since: z.nullable(wire.instant),
})

/** Another system, and how it goes with it. */
export const Partner = z.object({
  id: wire.id,
  name: z.string(),
  carrier: z.string(),
  address: z.string(),
  /** In groups of four, to be compared on the telephone. */
  mark: z.nullable(z.string()),
  unitId: wire.id,
  pausedWhy: z.nullable(z.string()),
  /** Of the last failure, while there is one. */
  problem: z.nullable(z.string()),
  failures: z.number(),
  dueAt: z.nullable(wire.instant),
  reachedAt: z.nullable(wire.instant),
  heardAt: z.nullable(wire.instant),
  out: Queue,
  in: Queue,
  /** Refused or dead in the last seven days, either way. */
  bad: z.number(),
  mayManage: z.boolean(),
})
export type Partner = z.infer<typeof Partner>

export const WAYS = ['out', 'in'] as const
export const STATES = ['queued', 'taken', 'waiting', 'done', 'refused', 'dead', 'dropped', 'away'] as const

export const MessageLine = z.object({
  id: wire.id,
  way: z.enum(WAYS),
  messageId: wire.id,
  partner: z.nullable(z.object({ id: wire.id, name: z.string() })),
  kind: z.string(),
  state: z.enum(STATES),
  size: z.number(),
  at: wire.instant,
  endedAt: z.nullable(wire.instant),
  attempts: z.number(),
  problem: z.nullable(z.string()),
  params: named,
  subject: z.nullable(z.object({ kind: z.string(), id: z.string() })),
  /** It may be worked on or sent once more. */
  canRepeat: z.boolean(),
  /** It waits still and may be given up. */
  canDrop: z.boolean(),
})
export type MessageLine = z.infer<typeof MessageLine>

const thePartner = (i: { readonly params: { readonly partnerId: string } }) => at.of('partner', i.params.partnerId)
const theMessage = (i: { readonly params: { readonly exchangedId: string } }) =>
  at.of('exchanged-message', i.params.exchangedId)
const PartnerId = z.object({ partnerId: wire.id })
const MessageId = z.object({ exchangedId: wire.id })

const digits = (max: number) => z.pipe(z.string().check(z.regex(/^\d{1,15}$/)), z.transform(Number)).check(z.lte(max))
const hex = (length: number) => z.string().check(z.regex(new RegExp(`^[0-9a-f]{${length}}$`)))

export const interchange = {
  card: endpoint({
    method: 'GET',
    path: '/interchange/card',
    reply: z.object({ card: z.string(), mark: z.string() }),
    may: can('interchange.read'),
    summary: 'What another installation needs to know this one by; nothing in it is secret',
  }),
  partners: endpoint({
    method: 'GET',
    path: '/interchange/partners',
    reply: z.object({ partners: z.array(Partner) }),
    may: can('interchange.read'),
    summary: 'Other systems of the caller’s area, and how it goes with them',
  }),
  addPartner: endpoint({
    method: 'POST',
    path: '/interchange/partners',
    body: z.object({ unitId: wire.id, card: z.string().check(z.maxLength(8000)) }),
    reply: z.object({ partnerId: wire.id }),
    may: can('interchange.manage'),
    about: ({ body }) => at.unit(body.unitId),
    fresh: '10 minutes',
    summary:
      'Messages are exchanged with the installation whose card it is; a known one gets the card’s address and keys',
  }),
  pause: endpoint({
    method: 'POST',
    path: '/interchange/partners/:partnerId/pause',
    params: PartnerId,
    body: z.object({ why: z.nullable(wire.text(300)) }),
    reply: ok,
    may: can('interchange.manage'),
    about: thePartner,
    summary: 'Send nothing for a while, and say why; or go on',
  }),
  tryNow: endpoint({
    method: 'POST',
    path: '/interchange/partners/:partnerId/try',
    params: PartnerId,
    reply: ok,
    may: can('interchange.manage'),
    about: thePartner,
    summary: 'Do not wait for the next attempt',
  }),
  messages: endpoint({
    method: 'GET',
    path: '/interchange/messages',
    query: z.object({
      way: z.enum(WAYS),
      partnerId: z.optional(wire.id),
      state: z.optional(z.enum(STATES)),
      /** Only what was refused or is dead. */
      bad: z.optional(wire.flag),
      after: z.optional(wire.text(100)),
    }),
    reply: page(MessageLine),
    may: can('interchange.read'),
    summary: 'Messages that went out or came in, newest first',
  }),
  inspect: endpoint({
    method: 'GET',
    path: '/interchange/messages/:exchangedId',
    params: MessageId,
    reply: z.object({
      line: MessageLine,
      /** The beginning of what it says; null when that is forgotten. */
      text: z.nullable(z.string()),
      isCut: z.boolean(),
    }),
    may: can('interchange.manage'),
    about: theMessage,
    looks: 'interchange.inspect',
    summary: 'One message with its raw text, to find out what is wrong with it',
  }),
  repeat: endpoint({
    method: 'POST',
    path: '/interchange/messages/:exchangedId/repeat',
    params: MessageId,
    reply: ok,
    may: can('interchange.manage'),
    about: theMessage,
    summary: 'Work once more on what was refused or is dead, or send it again as a new message',
  }),
  drop: endpoint({
    method: 'POST',
    path: '/interchange/messages/:exchangedId/drop',
    params: MessageId,
    reply: ok,
    may: can('interchange.manage'),
    about: theMessage,
    fresh: '10 minutes',
    summary: 'Give up a message that waits, so that those behind it go on',
  }),
  receive: endpoint({
    method: 'POST',
    path: '/interchange/messages',
    query: z.object({
      from: hex(32),
      id: wire.id,
      kind: z.string().check(z.regex(/^[a-z][a-z0-9.-]{0,60}$/)),
      seq: digits(1e15),
      size: digits(1e12),
      sha256: hex(64),
      signature: z.string().check(z.regex(/^[\w-]{86}$/)),
    }),
    body: stream,
    reply: z.object({ isNew: z.boolean() }),
    may: anyone,
    summary: 'For partners: a message, signed. Answered when it is durable; the same one twice is one',
  }),
}
