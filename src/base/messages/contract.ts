import * as z from 'zod/mini'
import { anyone, can, endpoint, ok, page, signedIn, wire } from '#core/contract.ts'

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
  /** While queued: the next attempt. */
  dueAt: z.nullable(wire.instant),
  doneAt: z.nullable(wire.instant),
})
export type DeliveryLine = z.infer<typeof DeliveryLine>

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
      after: z.optional(wire.id),
    }),
    reply: page(DeliveryLine),
    may: can('messages.read'),
    summary: 'What became of the messages sent on behalf of the caller’s area, newest first',
  }),
  templates: endpoint({
    method: 'GET',
    path: '/messages/templates',
    reply: z.object({ templates: z.array(z.string()) }),
    may: can('messages.read'),
    summary: 'What kinds of messages there are; `<id>.name` is what officers call one',
  }),
  preferences: endpoint({
    method: 'GET',
    path: '/me/messages',
    reply: z.object({ ordinary: z.boolean() }),
    may: signedIn,
    summary: 'Whether the caller wants ordinary messages; urgent ones always come',
  }),
  setPreferences: endpoint({
    method: 'PUT',
    path: '/me/messages',
    body: z.object({ ordinary: z.boolean() }),
    reply: ok,
    may: signedIn,
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
