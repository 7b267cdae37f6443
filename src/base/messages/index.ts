import { parsePhone } from '#base/identity/phone.ts'
import { sendCode } from '#base/identity/ports.ts'
import type { Context } from '#core/app.ts'
import { MINUTE_MS } from '#core/clock.ts'
import { done } from '#core/contract.ts'
import { defineModule, everyMinutes, on } from '#core/module.ts'
import { notFound } from '#core/problem.ts'
import type { ChannelOffer } from './channel.ts'
import { channelLines, TEST, testChannel } from './channels.ts'
import { messages as contract, type MailboxLine } from './contract.ts'
import { deliveryPage, replay } from './deliveries.ts'
import { messagesDue, messagesQueued } from './events.ts'
import { keeps } from './keeps.ts'
import { mailboxChannel, readMailbox } from './mailbox.ts'
import {
  channelOrder,
  quietHours,
  replayDays,
  retention,
  retries,
  smsPrices,
  smsText,
  znsCodes,
  znsPrice,
} from './policies.ts'
import { optOut, preferencesOf, setPreferences } from './preferences.ts'
import { publicPoint } from './push.ts'
import { forgetOldTexts } from './queries.ts'
import { receiptsIn, receive } from './receipts.ts'
import { channelsService, deliverDue, deliverThese, sendMessage, UNSUBSCRIBE } from './send.ts'
import { offers, pushHosts, RECEIPTS } from './settings.ts'
import { readInbox, subscribe, unsubscribe } from './subscriptions.ts'
import { type Template, template } from './template.ts'

export { type Addresses, type Channel, type ChannelOffer, channel, type Outgoing, Undeliverable } from './channel.ts'

export { type NewMessage, sendMessage, sendMessages } from './send.ts'
export { type Template, template } from './template.ts'

export default defineModule({
  name: 'messages',
  dir: import.meta.dirname,
  keeps,
  contract,
  // It asks the carriers.
  direct: ['channels'],
  handlers: {
    deliveries: ({ query }, ctx) => deliveryPage(ctx, query),
    templates: async (_, ctx) => ({ templates: ctx.app.declared<Template>('template').map(one => one.id) }),
    replay: async ({ body }, ctx) => ({ count: await replay(ctx, body) }),
    channels: async (_, ctx) => ({ channels: await channelLines(ctx) }),
    testChannel: async ({ params }, ctx) => ({ messageId: await testChannel(ctx, params.channel) }),
    async receipts({ params, body }, ctx) {
      const channel = linkSubject(ctx, RECEIPTS, params.token)
      await receive(ctx, receiptsIn(channel, body))
      return done
    },
    async unsubscribe({ params }, ctx) {
      await optOut(ctx, linkSubject(ctx, UNSUBSCRIBE, params.token))
      return done
    },
    async preferences(_, ctx) {
      const channels = ctx.app.use(channelsService).map(one => one.name)
      return { ...(await preferencesOf(ctx)), channels, pushKey: channels.includes('push') ? pushKey(ctx) : null }
    },
    async setPreferences({ body }, ctx) {
      await setPreferences(ctx, body)
      return done
    },
    async subscribe({ body }, ctx) {
      await subscribe(ctx, body, pushHosts(ctx.app))
      return done
    },
    async endSubscription({ body }, ctx) {
      await unsubscribe(ctx, body.endpoint)
      return done
    },
    inbox: async (_, ctx) => ({ messages: await readInbox(ctx) }),
    mailbox: ({ query }, ctx) => demoMailbox(ctx, parsePhone(query.phone)?.e164 ?? query.phone),
    wholeMailbox: (_, ctx) => demoMailbox(ctx),
  },
  on: [
    on(messagesQueued, ({ deliveryIds }, ctx) => deliverThese(ctx, deliveryIds)),
    on(messagesDue, (_, ctx) => deliverDue(ctx)),
  ],
  every: {
    'messages.due': everyMinutes(1, deliverDue),
    'messages.forget-texts': everyMinutes(10, forgetTextsNow),
  },
  allows: { administrator: ['messages.read', 'messages.replay', 'messages.channels'] },
  declares: [
    quietHours,
    retries,
    retention,
    channelOrder,
    smsText,
    smsPrices,
    znsCodes,
    znsPrice,
    replayDays,
    template({ id: 'messages.code', urgency: 'urgent' }),
    template({ id: TEST, urgency: 'urgent' }),
    ...offers,
  ],
  async start(app) {
    const offered = app.declared<ChannelOffer>('channel').flatMap(offer => offer.make(app) ?? [])
    // Last: in a demo it takes what nothing else can.
    app.provide(channelsService, app.config.mode === 'demo' ? [...offered, mailboxChannel] : offered)
    app.provide(sendCode, async (ctx, to, values) => {
      const until = new Date(ctx.now.getTime() + values.minutes * MINUTE_MS)
      await sendMessage(ctx, { template: 'messages.code', to, values, locale: ctx.locale, until })
    })
  },
  async stop(app) {
    await Promise.all(app.use(channelsService).map(one => one.close?.()))
  },
})

async function demoMailbox(ctx: Context, address?: string): Promise<{ messages: MailboxLine[] }> {
  if (ctx.app.config.mode !== 'demo') throw notFound('mailbox')
  const entries = await readMailbox(ctx, address)
  return { messages: entries.map(entry => ({ ...entry, at: entry.at.toISOString() })) }
}

async function forgetTextsNow({ sql, now }: Context): Promise<void> {
  await forgetOldTexts(sql, now)
}

/** The link was found good before the handler runs. */
const linkSubject = ({ app, now }: Context, purpose: string, token: string): string =>
  app.keyring.readLink(purpose, token, now) as string

const pushKey = ({ app }: Context): string | null => {
  const [key] = app.keyring.signingKeys('push')
  return key ? publicPoint(key.publicKey).toString('base64url') : null
}
