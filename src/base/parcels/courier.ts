import { createHmac, timingSafeEqual } from 'node:crypto'
import { savePartner } from '#base/interchange/index.ts'
import { COUNTRY_ID } from '#base/units/ids.ts'
import type { App, Context } from '#core/app.ts'
import { newId } from '#core/ids.ts'
import { Problem } from '#core/problem.ts'
import { standIn } from './courier-stand-in.ts'

export interface Courier {
  readonly url: string
  readonly secret: string
}

export const COURIER = 'parcels.courier'
export const ORDER = 'parcels.order'

/** The carrier that the installation is set up with; a demo without one has its own stand-in. */
export async function courierOf(app: App): Promise<Courier> {
  const { PARCELS_URL: url, PARCELS_SECRET: secret } = app.config.settings ?? {}
  if (url && secret) return { url, secret }
  if (app.config.mode !== 'demo') throw new Problem('parcels.no-courier', { status: 409 })
  return standIn(app)
}

export const signText = (secret: string, text: string): string =>
  createHmac('sha256', secret).update(text).digest('hex')

export function isSigned(secret: string, text: string, signature: string): boolean {
  const expected = Buffer.from(signText(secret, text))
  const given = Buffer.from(signature)
  return given.length === expected.length && timingSafeEqual(given, expected)
}

/** The carrier as a partner, whose orders go out one after the other. */
export async function courierPartner(ctx: Context): Promise<string> {
  const [known] = await ctx.sql<{ id: string }[]>`
    select id from interchange.partner where carrier = ${COURIER} order by added_at limit 1`
  if (known) return known.id
  await ctx.sql`select pg_advisory_xact_lock(hashtext(${COURIER}))`
  const [made] = await ctx.sql<{ id: string }[]>`
    select id from interchange.partner where carrier = ${COURIER} order by added_at limit 1`
  if (made) return made.id
  const { PARCELS_URL: address = '' } = ctx.app.config.settings ?? {}
  const about = { name: 'Bưu chính công ích', carrier: COURIER, address, mark: COURIER, keys: [] }
  return savePartner(ctx.sql, { ...about, id: newId(ctx.now), unitId: COUNTRY_ID, at: ctx.now, by: null })
}
