import * as z from 'zod/mini'
import { policyAt } from '#base/policies/index.ts'
import type { App } from '#core/app.ts'
import { dayOf, MINUTE_MS } from '#core/clock.ts'
import { type Channel, failure, NotNow, type Outgoing, Undeliverable } from './channel.ts'
import { askCarrier, mayPass } from './http-carrier.ts'
import { ZNS, type ZnsCodes, znsCodes } from './policies.ts'

/** A template that Zalo approved: its number, and which of our values each of its parameters is. */
export const ZnsTemplates = z.record(z.string(), z.object({ id: z.string(), params: z.record(z.string(), z.string()) }))
export type ZnsTemplates = z.infer<typeof ZnsTemplates>

export interface ZnsOptions {
  readonly url: string
  readonly oauthUrl: string
  readonly appId: string
  readonly secret: string
  /** The first one; each is good for once, and the next is kept in the database. */
  readonly refreshToken: string
  readonly templates: ZnsTemplates
}

/** A parameter of Zalo’s is at most so long. */
const LONGEST = 200
const TOKEN_OLD = new Set([-124, -216, -220])
/** Zalo ZNS: messages from templates that Zalo approved, to those whose phone number has an account. */
export function znsChannel(options: ZnsOptions): Channel {
  return {
    name: ZNS,
    hasReceipts: true,
    carrier: new URL(options.url).host,
    canReach: (to, template) => Boolean(to.phone?.startsWith('+84')) && template in options.templates,
    async send(message, ctx) {
      const first = await post(options, message, await accessToken(ctx.app, options), ctx.now)
      const reply = TOKEN_OLD.has(first.error)
        ? await post(options, message, await accessToken(ctx.app, options, 'renew'), ctx.now)
        : first
      refuse(reply.error, (await policyAt(ctx, znsCodes, { day: dayOf(ctx.now) })).params)
      return { references: [message.id] }
    },
    check: async ctx => void (await accessToken(ctx.app, options)),
  }
}

interface ZnsReply {
  readonly error: number
}

async function post({ url, templates }: ZnsOptions, message: Outgoing, token: string, now: Date): Promise<ZnsReply> {
  const { id, params } = templates[message.template] as ZnsTemplates[string]
  const data = Object.entries(params).map(([name, ours]) => [
    name,
    String(message.values[ours] ?? '').slice(0, LONGEST),
  ])
  const reply = await askCarrier(`${url}/message/template`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', access_token: token },
    body: JSON.stringify({
      phone: message.to.phone?.slice(1),
      template_id: id,
      template_data: Object.fromEntries(data),
      tracking_id: message.id,
    }),
  })
  const passing = mayPass(reply, now)
  if (passing) throw passing
  return read(reply)
}

async function read<T>(reply: Response): Promise<T> {
  try {
    return (await reply.json()) as T
  } catch {
    throw failure(`ZNS-${reply.status}`)
  }
}

function refuse(error: number, { later, otherWay, unfit }: ZnsCodes): void {
  if (error === 0) return
  const wait = later.find(one => one.code === error)
  if (wait) throw new NotNow(`ZNS${error}`, wait.minutes * MINUTE_MS)
  if (TOKEN_OLD.has(error)) throw failure(`ZNS${error}`)
  if (otherWay.includes(error) || error <= unfit) throw new Undeliverable(`ZNS${error}`)
  throw failure(`ZNS${error}`)
}

interface Tokens {
  readonly access: string
  readonly refresh: string
}
const MARGIN_MS = 5 * MINUTE_MS

/**
 * The token of the hour. A refresh token is good for once: it is changed by one process at a time, in a transaction of its
 * own that commits whatever becomes of the message.
 */
function accessToken(app: App, options: ZnsOptions, renew?: 'renew'): Promise<string> {
  return app.db.begin(async sql => {
    await sql`select pg_advisory_xact_lock(hashtext('messages.token.zns'))`
    const [row] = await sql<{ sealed: Buffer; expiresAt: Date; fresh: boolean }[]>`
      select sealed, expires_at, expires_at > ${new Date(app.clock().getTime() + MARGIN_MS)} as fresh
      from messages.token where channel = 'zns'`
    const known = row && (JSON.parse(app.keyring.decrypt(row.sealed)) as Tokens)
    if (known && row.fresh && !renew) return known.access
    const tokens = await refreshed(options, known?.refresh ?? options.refreshToken)
    const expiresAt = new Date(app.clock().getTime() + tokens.seconds * 1000)
    const sealed = app.keyring.encrypt(JSON.stringify({ access: tokens.access, refresh: tokens.refresh }))
    await sql`
      insert into messages.token (channel, sealed, expires_at) values ('zns', ${sealed}, ${expiresAt})
      on conflict (channel) do update set sealed = excluded.sealed, expires_at = excluded.expires_at`
    return tokens.access
  })
}

async function refreshed(
  { oauthUrl, appId, secret }: ZnsOptions,
  refresh: string,
): Promise<Tokens & { seconds: number }> {
  const reply = await askCarrier(oauthUrl, {
    method: 'POST',
    headers: { secret_key: secret },
    body: new URLSearchParams({ refresh_token: refresh, app_id: appId, grant_type: 'refresh_token' }),
  })
  const given = await read<{ access_token?: string; refresh_token?: string; expires_in?: string; error?: number }>(
    reply,
  )
  if (!given.access_token || !given.refresh_token) throw failure(`ZNS-OAUTH${given.error ?? `-${reply.status}`}`)
  return { access: given.access_token, refresh: given.refresh_token, seconds: Number(given.expires_in ?? 3600) }
}
