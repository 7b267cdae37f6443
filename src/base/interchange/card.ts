import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import * as z from 'zod/mini'
import type { App } from '#core/app.ts'
import { Problem } from '#core/problem.ts'
import type { Parcel } from './carrier.ts'

/** What an installation gives others, so that they know it (thẻ kết nối). Nothing in it is secret. */
export const Card = z.object({
  saola: z.literal('interchange-1'),
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(200)),
  address: z.string().check(z.maxLength(300)),
  keys: z.array(z.string().check(z.maxLength(200))).check(z.minLength(1), z.maxLength(20)),
})
export type Card = z.infer<typeof Card>

const spki = (key: KeyObject): string => key.export({ format: 'der', type: 'spki' }).toString('base64')

/** The mark stays when the key changes: it is of the oldest. */
export const markOfKey = (key: string): string => createHash('sha256').update(key, 'base64').digest('hex').slice(0, 32)

/** All public keys of this installation, newest first. */
const ownKeys = ({ keyring }: App): string[] => keyring.signingKeys('interchange').map(one => spki(one.publicKey))
export const ownMark = (app: App): string => markOfKey(ownKeys(app).at(-1) as string)

export const ownCard = (app: App, name: string): Card => ({
  saola: 'interchange-1',
  name,
  address: app.config.origin,
  keys: ownKeys(app),
})

/** What is said of a message is signed, from whom and to whom: its content by its digest. */
export type Stamp = Pick<Parcel, 'id' | 'seq' | 'kind' | 'size' | 'sha256'> & {
  readonly from: string
  readonly to: string
}

const signed = ({ from, to, id, seq, kind, size, sha256 }: Stamp): Buffer =>
  Buffer.from(['saola-interchange-1', from, to, id, seq, kind, size, sha256].join('\n'))

export function stamp(app: App, of: Stamp): string {
  const [key] = app.keyring.signingKeys('interchange')
  if (!key) throw new Error('The keyring has no key to sign what goes to other systems.')
  return sign(null, signed(of), key.privateKey).toString('base64url')
}

export const isStamped = (of: Stamp, keys: readonly string[], signature: string): boolean =>
  keys.some(key => verify(null, signed(of), publicKey(key), Buffer.from(signature, 'base64url')))

const known = new Map<string, KeyObject>()
function publicKey(text: string): KeyObject {
  const key = known.get(text) ?? createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' })
  if (known.size > 1000) known.clear()
  known.set(text, key)
  return key
}

/** @throws Problem interchange.bad-card, interchange.bad-address */
export function readCard(app: App, text: string): Card & { readonly mark: string } {
  const card = z.safeParse(Card, parsed(text))
  if (!card.success || !card.data.keys.every(isKey)) throw new Problem('interchange.bad-card')
  const mark = markOfKey(card.data.keys.at(-1) as string)
  if (mark === ownMark(app)) throw new Problem('interchange.own-card')
  return { ...card.data, address: goodAddress(app, card.data.address), mark }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isKey(text: string): boolean {
  try {
    return publicKey(text).asymmetricKeyType === 'ed25519'
  } catch {
    return false
  }
}

/** Other systems are reached in secret; a demo may have its partner beside it. */
export function goodAddress(app: App, text: string): string {
  const url = URL.parse(text)
  const isFit = url?.protocol === 'https:' || (url?.protocol === 'http:' && app.config.mode === 'demo')
  if (!url || !isFit || url.username || url.password || url.search || url.hash)
    throw new Problem('interchange.bad-address')
  return url.href.replace(/\/$/, '')
}
