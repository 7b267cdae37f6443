import { createHmac, timingSafeEqual } from 'node:crypto'
import * as z from 'zod/mini'
import { carrier, Refused, savePartner, traffic, Unreached, whole } from '#base/interchange/index.ts'
import { COUNTRY_ID } from '#base/units/ids.ts'
import type { App, Context } from '#core/app.ts'
import { newId } from '#core/ids.ts'
import { Problem } from '#core/problem.ts'
import { standIn } from './stand-in.ts'
import { Answer, type Call, isForGood } from './wire.ts'

export interface Portal {
  readonly url: string
  readonly secret: string
}

export const PORTAL = 'services.portal'
export const MESSAGE = 'services.portal-message'
/** Where a demo says that its stand-in is the portal. */
export const STAND_IN = 'stand-in'
const PATIENCE_MS = 20_000

export const signText = (secret: string, text: string): string =>
  createHmac('sha256', secret).update(text).digest('hex')

export function isSigned(secret: string, text: string, signature: string): boolean {
  const [expected, given] = [Buffer.from(signText(secret, text)), Buffer.from(signature)]
  return expected.length === given.length && timingSafeEqual(given, expected)
}

/** The portal that the installation is connected with, if it is. */
export async function portalOf(app: App): Promise<Portal | undefined> {
  return setPortal(app) ?? ((await hasStandIn(app)) ? standIn(app) : undefined)
}

/** Whether there is one, without talking to it. */
export const isConnected = async (app: App): Promise<boolean> => setPortal(app) !== undefined || hasStandIn(app)

function setPortal({ config }: App): Portal | undefined {
  const { PORTAL_URL: url, PORTAL_SECRET: secret } = config.settings ?? {}
  return url && secret ? { url, secret } : undefined
}

async function hasStandIn({ config, db }: App): Promise<boolean> {
  if (config.mode !== 'demo') return false
  return (await db.sql`select from interchange.partner where carrier = ${PORTAL} and address = ${STAND_IN}`).length > 0
}

export async function mustPortal(app: App): Promise<Portal> {
  const portal = await portalOf(app)
  if (!portal) throw new Problem('services.no-portal', { status: 409 })
  return portal
}

const known = async ({ sql }: Context): Promise<string | undefined> =>
  (await sql<{ id: string }[]>`select id from interchange.partner where carrier = ${PORTAL} limit 1`)[0]?.id

/** The portal as a partner, to which messages go one after the other; undefined where there is none. */
export async function portalPartner(ctx: Context): Promise<string | undefined> {
  const there = await known(ctx)
  const { PORTAL_URL: address } = ctx.app.config.settings ?? {}
  if (there || !address) return there
  return addPortal(ctx, address)
}

export async function addPortal(ctx: Context, address: string): Promise<string> {
  const about = { name: 'Cổng Dịch vụ công quốc gia', carrier: PORTAL, address, mark: PORTAL, keys: [] }
  return savePartner(ctx.sql, { ...about, id: newId(ctx.now), unitId: COUNTRY_ID, at: ctx.now, by: null })
}

export interface Called {
  readonly errorCode: number
  readonly message: string
  readonly result: unknown
}

/** Calls the portal; one message with the same id counts there once. Throws `Unreached` when no answer came. */
export async function callPortal({ url, secret }: Portal, call: Call, body: unknown, id = newId()): Promise<Called> {
  const text = JSON.stringify(body)
  const reply = await fetch(`${url}/api/${call}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-message-id': id,
      'x-signature': signText(secret, `${id}.${text}`),
    },
    body: text,
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).catch(cause => {
    throw new Unreached('services.portal-unreached', cause)
  })
  if (!reply.ok) throw new Unreached('services.portal-unreached')
  const {
    error_code: errorCode,
    message,
    result,
  } = z.parse(
    Answer,
    await reply.json().catch(cause => {
      throw new Unreached('services.portal-unreached', cause)
    }),
  )
  return { errorCode, message, result }
}

const Queued = z.object({ call: z.enum(['DongBoHoSoMC', 'CapNhatTienDoHoSoMC']), body: z.unknown() })
export type Queued = z.infer<typeof Queued>

/** What the portal is told goes through the interchange: in order, again and again until it has it. */
export const portalCarrier = carrier({
  name: PORTAL,
  window: 1,
  async deliver(app, _, parcel) {
    const portal = await portalOf(app)
    if (!portal) throw new Unreached('services.no-portal')
    const { call, body } = z.parse(Queued, JSON.parse((await whole(parcel.content())).toString()))
    const { errorCode, message } = await callPortal(portal, call, body, parcel.id)
    if (isForGood(errorCode)) throw new Refused('services.portal-refused', { why: message, code: errorCode })
    if (errorCode !== 0) throw new Unreached('services.portal-failed')
  },
})

export const portalTraffic = traffic({
  kind: MESSAGE,
  mostBytes: 0,
  // Messages of this kind go out; what the portal sends comes by its own calls.
  async take() {
    throw new Problem('services.portal-not-here')
  },
})
