import { accountById, contactOf } from '#base/identity/accounts.ts'
import type { Context } from '#core/app.ts'
import { DAY_MS } from '#core/clock.ts'
import { firstIdAt } from '#core/ids.ts'
import { notFound, Problem } from '#core/problem.ts'
import type { Channel, ChannelOffer } from './channel.ts'
import type { ChannelLine } from './contract.ts'
import { channelsService, sendMessage } from './send.ts'
import { receiptsUrl } from './settings.ts'
import { subscriptionsOf } from './subscriptions.ts'

interface Traffic {
  readonly channel: string
  readonly sent: number
  readonly failed: number
  readonly waiting: number
  readonly lastSentAt: Date | null
}

/** What each channel is set up for, whether its carrier answers now, and how much went over it in a day. */
export async function channelLines(ctx: Context): Promise<ChannelLine[]> {
  const open = new Map(ctx.app.use(channelsService).map(one => [one.name, one]))
  const names = new Set([...ctx.app.declared<ChannelOffer>('channel').map(one => one.name), ...open.keys()])
  const traffic = new Map((await trafficOf(ctx)).map(one => [one.channel, one]))
  return Promise.all([...names].map(name => lineOf(ctx, name, open.get(name), traffic.get(name))))
}

const trafficOf = ({ sql, now }: Context) => sql<Traffic[]>`
  select channel, count(*) filter (where state in ('sent', 'delivered')) as sent,
         count(*) filter (where state = 'failed') as failed, count(*) filter (where state = 'queued') as waiting,
         max(done_at) filter (where state in ('sent', 'delivered')) as last_sent_at
  from messages.delivery
  where channel is not null and id >= ${firstIdAt(new Date(now.getTime() - DAY_MS))} group by 1`

async function lineOf(
  ctx: Context,
  name: string,
  channel: Channel | undefined,
  traffic: Traffic | undefined,
): Promise<ChannelLine> {
  const health = channel?.check ? await healthOf(channel.check(ctx)) : { isHealthy: null, detail: null }
  return {
    name,
    isSet: channel !== undefined,
    carrier: channel?.carrier ?? null,
    ...health,
    lastDay: {
      sent: traffic?.sent ?? 0,
      failed: traffic?.failed ?? 0,
      waiting: traffic?.waiting ?? 0,
      lastSentAt: traffic?.lastSentAt?.toISOString() ?? null,
    },
    receipts: name === 'zns' && channel ? receiptsUrl(ctx.app, name) : null,
  }
}

async function healthOf(check: Promise<void>): Promise<Pick<ChannelLine, 'isHealthy' | 'detail'>> {
  try {
    await check
    return { isHealthy: true, detail: null }
  } catch (error) {
    return { isHealthy: false, detail: String((error as { code?: unknown }).code ?? 'UNKNOWN').slice(0, 50) }
  }
}

/** A message over one channel to whoever asks for it: nobody else can be written to so. */
export async function testChannel(ctx: Context, name: string): Promise<string> {
  const channel = ctx.app.use(channelsService).find(one => one.name === name)
  if (!channel) throw notFound('channel')
  const accountId = ctx.who?.accountId as string
  const account = await accountById(ctx, accountId)
  const { phone, email } = account ? contactOf(ctx, account) : {}
  const to = { ...(phone ? { phone } : {}), ...(email ? { email } : {}) }
  const push = (await subscriptionsOf(ctx, { personIds: [], accountIds: [accountId] })).get(accountId) ?? []
  if (!channel.canReach({ ...to, push }, TEST)) throw new Problem('messages.test-nowhere')
  return sendMessage(ctx, {
    template: TEST,
    to: { ...to, accountId },
    values: {},
    locale: ctx.locale,
    onlyChannel: name,
  })
}

export const TEST = 'messages.test'
