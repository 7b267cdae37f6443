import { parsePhone } from '#base/identity/phone.ts'
import { sendCode } from '#base/identity/ports.ts'
import { policyAt } from '#base/policies/index.ts'
import type { Context } from '#core/app.ts'
import { DAY_MS, dayOf, MINUTE_MS } from '#core/clock.ts'
import { done } from '#core/contract.ts'
import { firstIdAt } from '#core/ids.ts'
import { daily, defineModule, everyMinutes, on } from '#core/module.ts'
import { notFound, Problem } from '#core/problem.ts'
import type { ChannelOffer } from './channel.ts'
import { channel } from './channel.ts'
import { messages as contract, type MailboxLine } from './contract.ts'
import { deliveryPage } from './deliveries.ts'
import { messagesDue, messagesQueued } from './events.ts'
import { mailboxChannel, readMailbox } from './mailbox.ts'
import { quietHours, retention, retries } from './policies.ts'
import { forgetBefore, forgetMailbox } from './queries.ts'
import { channelsService, deliverDue, deliverThese, sendMessage } from './send.ts'
import { smtpChannel } from './smtp.ts'
import { type Template, template } from './template.ts'

export { type Addresses, type Channel, type ChannelOffer, channel, type Outgoing, Undeliverable } from './channel.ts'

export { confirmDelivery } from './queries.ts'
export { type NewMessage, sendMessage, sendMessages } from './send.ts'
export { type Template, template } from './template.ts'

export default defineModule({
  name: 'messages',
  dir: import.meta.dirname,
  contract,
  handlers: {
    deliveries: ({ query }, ctx) => deliveryPage(ctx, query),
    templates: async (_, ctx) => ({ templates: ctx.app.declared<Template>('template').map(one => one.id) }),
    async preferences(_, ctx) {
      const [row] = await ctx.sql`select from messages.opt_out where person_id = ${ctx.who?.personId ?? null}`
      return { ordinary: !row }
    },
    async setPreferences({ body }, ctx) {
      const personId = ctx.who?.personId
      if (!personId) throw new Problem('messages.no-person')
      if (body.ordinary) await ctx.sql`delete from messages.opt_out where person_id = ${personId}`
      else
        await ctx.sql`
          insert into messages.opt_out (person_id, at) values (${personId}, ${ctx.now}) on conflict do nothing`
      return done
    },
    mailbox: ({ query }, ctx) => demoMailbox(ctx, parsePhone(query.phone)?.e164 ?? query.phone),
    wholeMailbox: (_, ctx) => demoMailbox(ctx),
  },
  on: [
    on(messagesQueued, ({ deliveryIds }, ctx) => deliverThese(ctx, deliveryIds)),
    on(messagesDue, (_, ctx) => deliverDue(ctx)),
  ],
  every: {
    'messages.due': everyMinutes(1, deliverDue),
    'messages.forget': daily('02:40', forget),
  },
  allows: { administrator: ['messages.read'] },
  declares: [
    quietHours,
    retries,
    retention,
    template({ id: 'messages.code', urgency: 'urgent' }),
    channel(({ config }) => (config.smtpUrl ? smtpChannel({ url: config.smtpUrl, origin: config.origin }) : undefined)),
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

async function forget(ctx: Context): Promise<void> {
  const { days } = (await policyAt(ctx, retention, { day: dayOf(ctx.now) })).params
  await forgetBefore(ctx.sql, firstIdAt(new Date(ctx.now.getTime() - days * DAY_MS)))
  await forgetMailbox(ctx.sql, firstIdAt(new Date(ctx.now.getTime() - DAY_MS)))
}
