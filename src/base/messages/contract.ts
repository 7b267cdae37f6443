import * as z from 'zod/mini'
import { anyone, can, endpoint, link, ok, owner, page, signedIn, wire } from '#core/contract.ts'

/** As `PushSubscription.toJSON()` of a browser gives it. */
export const NewSubscription = z.object({
  endpoint: z.string().check(z.maxLength(1000)),
  keys: z.object({ p256dh: z.string().check(z.maxLength(200)), auth: z.string().check(z.maxLength(100)) }),
})
export type NewSubscription = z.infer<typeof NewSubscription>

const State = z.enum(['queued', 'sent', 'delivered', 'failed', 'suppressed'])

/** What became of a message on one channel. */
export const DeliveryLine = z.object({
  id: wire.id,
  messageId: wire.id,
  at: wire.instant,
  template: z.string(),
  state: State,
  channel: z.nullable(z.string()),
  /** Masked. */
  to: z.nullable(z.string()),
  person: z.nullable(z.object({ id: wire.id, name: z.string() })),
  about: z.nullable(z.object({ kind: z.string(), id: z.string() })),
  /** Message id `messages.reason.<reason>`. */
  reason: z.nullable(z.string()),
  /** Technical, such as an SMTP code. */
  detail: z.nullable(z.string()),
  attempts: z.number(),
  segments: z.nullable(z.number()),
  dong: z.nullable(z.number()),
  /** It did not arrive and its text is still known: it may be sent again. */
  canReplay: z.boolean(),
  replayedAt: z.nullable(wire.instant),
  /** While queued: the next attempt. */
  dueAt: z.nullable(wire.instant),
  doneAt: z.nullable(wire.instant),
})
export type DeliveryLine = z.infer<typeof DeliveryLine>

export const ChannelLine = z.object({
  name: z.string(),
  /** Set up here. */
  isSet: z.boolean(),
  /** The host it leads to. */
  carrier: z.nullable(z.string()),
  /** Null where nothing can be asked without sending. */
  isHealthy: z.nullable(z.boolean()),
  /** Technical, of the last look. */
  detail: z.nullable(z.string()),
  lastDay: z.object({
    sent: z.number(),
    failed: z.number(),
    waiting: z.number(),
    lastSentAt: z.nullable(wire.instant),
  }),
  /** Where its carrier says what arrived; whoever knows it may say so. */
  receipts: z.nullable(z.string()),
})
export type ChannelLine = z.infer<typeof ChannelLine>

const clock = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/))
/** How somebody wants to be told. */
export const Preferences = z.object({
  ordinary: z.boolean(),
  /** Channels that are not wanted. */
  off: z.array(wire.text(40)).check(z.maxLength(10)),
  /** Hours in which ordinary messages wait, besides the night of everybody. */
  quiet: z.nullable(z.object({ from: clock, until: clock })),
})
export type Preferences = z.infer<typeof Preferences>

/** What a gateway tells of messages: our id, and what became of it. */
const HookReceipt = z.object({
  id: z.string().check(z.maxLength(100)),
  state: z.enum(['delivered', 'failed']),
  detail: z.optional(z.string().check(z.maxLength(50))),
})
/** The event that Zalo sends when a message was seen on a phone. */
const ZaloEvent = z.object({
  event_name: z.string().check(z.maxLength(100)),
  message: z.object({ tracking_id: z.string().check(z.maxLength(100)) }),
})

const MOST_AT_ONCE = 500

export const MailboxLine = z.object({ id: wire.id, at: wire.instant, to: z.string(), text: z.string() })
export type MailboxLine = z.infer<typeof MailboxLine>
const Mailbox = z.object({ messages: z.array(MailboxLine) })

export const messages = {
  deliveries: endpoint({
    method: 'GET',
    path: '/messages/deliveries',
    query: z.object({
      state: z.optional(State),
      channel: z.optional(wire.text(40)),
      template: z.optional(wire.text(100)),
      personId: z.optional(wire.id),
      /** Only what nothing more is tried of by itself. */
      dead: z.optional(wire.flag),
      after: z.optional(wire.id),
    }),
    reply: page(DeliveryLine),
    may: can('messages.read'),
    looks: 'messages.deliveries',
    shows: ({ rows }) => rows.map(row => row.person?.id ?? null),
    summary: 'What became of the messages sent on behalf of the caller’s area, newest first',
  }),
  templates: endpoint({
    method: 'GET',
    path: '/messages/templates',
    reply: z.object({ templates: z.array(z.string()) }),
    may: can('messages.read'),
    summary: 'What kinds of messages there are; `<id>.name` is what officers call one',
  }),
  replay: endpoint({
    method: 'POST',
    path: '/messages/deliveries/replay',
    body: z.union([
      z.object({ ids: z.array(wire.id).check(z.minLength(1), z.maxLength(MOST_AT_ONCE)) }),
      z.object({ failedSince: wire.instant, channel: z.optional(wire.text(40)) }),
    ]),
    reply: z.object({ count: z.number() }),
    may: can('messages.replay'),
    summary: 'Sends again what did not arrive: some, or all that failed since a moment, in the caller’s area',
  }),
  channels: endpoint({
    method: 'GET',
    path: '/messages/channels',
    reply: z.object({ channels: z.array(ChannelLine) }),
    may: can('messages.channels'),
    summary: 'Which channels are set up, whether their carriers answer, and how much went over them',
  }),
  testChannel: endpoint({
    method: 'POST',
    path: '/messages/channels/:channel/test',
    params: z.object({ channel: wire.text(40) }),
    reply: z.object({ messageId: wire.id }),
    may: can('messages.channels'),
    summary: 'Sends a test over one channel, to the caller’s own phone, mail or browser',
  }),
  receipts: endpoint({
    method: 'POST',
    path: '/messages/receipts/:token',
    params: z.object({ token: wire.text(400) }),
    body: z.union([z.object({ receipts: z.array(HookReceipt).check(z.maxLength(1000)) }), HookReceipt, ZaloEvent]),
    reply: ok,
    may: link('messages.receipts'),
    summary: 'For carriers: what became of messages. Twice, early or late does no harm',
  }),
  unsubscribe: endpoint({
    method: 'POST',
    path: '/messages/unsubscribe/:token',
    params: z.object({ token: wire.text(400) }),
    reply: ok,
    may: link('messages.unsubscribe'),
    summary: 'No more ordinary messages, by the link of one; mail programs do it by themselves (RFC 8058)',
  }),
  preferences: endpoint({
    method: 'GET',
    path: '/me/messages',
    reply: z.extend(Preferences, { channels: z.array(z.string()), pushKey: z.nullable(z.string()) }),
    may: signedIn,
    summary:
      'How the caller wants to be told, and by which channels this installation can; urgent messages always come',
  }),
  setPreferences: endpoint({ method: 'PUT', path: '/me/messages', body: Preferences, reply: ok, may: signedIn }),
  subscribe: endpoint({
    method: 'POST',
    path: '/me/push',
    body: NewSubscription,
    reply: ok,
    may: owner,
    summary: 'Wakes this browser when there is a message for the account',
  }),
  endSubscription: endpoint({
    method: 'POST',
    path: '/me/push/end',
    body: z.object({ endpoint: z.string().check(z.maxLength(1000)) }),
    reply: ok,
    may: signedIn,
  }),
  inbox: endpoint({
    method: 'GET',
    path: '/me/messages/inbox',
    reply: z.object({
      messages: z.array(z.object({ id: wire.id, at: wire.instant, text: z.string(), isNew: z.boolean() })),
    }),
    may: owner,
    summary: 'What the caller’s phone or browser was woken for, newest first',
  }),
  mailbox: endpoint({
    method: 'GET',
    path: '/messages/mailbox',
    query: z.object({ phone: wire.text(30) }),
    reply: Mailbox,
    may: anyone,
    summary: 'Demo only: what this phone would have received',
  }),
  wholeMailbox: endpoint({
    method: 'GET',
    path: '/messages/mailbox/all',
    reply: Mailbox,
    may: can('messages.read'),
    summary: 'Demo only: the newest messages to anybody',
  }),
}
