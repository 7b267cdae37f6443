import { createCipheriv, createECDH, hkdfSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import type { Context } from '#core/app.ts'
import { DAY_MS, HOUR_MS } from '#core/clock.ts'
import { newId } from '#core/ids.ts'
import type { SigningKey } from '#core/keyring.ts'
import { say } from '#core/words.ts'
import { type Channel, failure, type Outgoing, type Subscription, Undeliverable } from './channel.ts'
import { askCarrier, mayPass } from './http-carrier.ts'
import { forgetSubscription, putInInbox } from './subscriptions.ts'

export interface PushOptions {
  /** Whom a push service may turn to: `mailto:…` or `https:…`. */
  readonly contact: string
  readonly key: SigningKey
}

/** So long a push service keeps it for a phone that is off. */
const KEPT_S = DAY_MS / 1000
/** A token of ours holds a day at most (RFC 8292). */
const TOKEN_MS = 12 * HOUR_MS
const GONE = new Set([404, 410])

/**
 * Web push (RFC 8030). The lock screen only hears that there is something, and a page opens that says what: a phone lies
 * on a table, and what is said here is about health. Of an officer's work it hears how much there is.
 */
export function pushChannel({ contact, key }: PushOptions): Channel {
  return {
    name: 'push',
    canReach: to => Boolean(to.push?.length),
    async send(message, ctx) {
      const reached = await Promise.all((message.to.push ?? []).map(one => wake(one, message, ctx)))
      const failed = reached.find(one => one instanceof Error)
      if (reached.some(one => one === true)) return {}
      throw failed instanceof Error ? failed : new Undeliverable('410')
    },
  }

  /** Whether the browser was reached; false where it is gone. */
  async function wake(subscription: Subscription, message: Outgoing, ctx: Context): Promise<boolean | Error> {
    const id = newId(ctx.now)
    const payload = JSON.stringify({
      id,
      title: say(message.locale, 'messages.push.title'),
      body: message.page ? message.short : say(message.locale, 'messages.push.body'),
      url: message.page ?? `/tin-nhan?tin=${id}`,
    })
    try {
      const reply = await askCarrier(subscription.endpoint, {
        method: 'POST',
        headers: {
          ttl: String(KEPT_S),
          urgency: message.urgency === 'urgent' ? 'high' : 'normal',
          'content-encoding': 'aes128gcm',
          'content-type': 'application/octet-stream',
          authorization: vapid(key, contact, subscription.endpoint, ctx.now),
        },
        body: new Uint8Array(sealFor(subscription, Buffer.from(payload))),
      })
      await reply.body?.cancel()
      if (GONE.has(reply.status)) {
        await forgetSubscription(ctx, subscription.id)
        return false
      }
      if (!reply.ok) return mayPass(reply, ctx.now) ?? failure(String(reply.status))
      await putInInbox(ctx, { id, accountId: subscription.accountId, text: message.short })
      return true
    } catch (error) {
      return error as Error
    }
  }
}

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** The public half, as browsers want it: an uncompressed point. */
export function publicPoint(publicKey: KeyObject): Buffer {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  return Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
}

/** Who we are, to a push service (VAPID, RFC 8292). */
export function vapid({ privateKey, publicKey }: SigningKey, contact: string, endpoint: string, now: Date): string {
  const claims = { aud: new URL(endpoint).origin, exp: Math.floor((now.getTime() + TOKEN_MS) / 1000), sub: contact }
  const signed = `${base64url({ typ: 'JWT', alg: 'ES256' })}.${base64url(claims)}`
  const signature = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' })
  return `vapid t=${signed}.${signature.toString('base64url')}, k=${publicPoint(publicKey).toString('base64url')}`
}

/** What only one browser can read (RFC 8291): one record of `aes128gcm` (RFC 8188). `fixed` is for the RFC's example. */
export function sealFor(
  { p256dh, auth }: Pick<Subscription, 'p256dh' | 'auth'>,
  plain: Buffer,
  fixed?: { readonly salt: Buffer; readonly privateKey: Buffer },
): Buffer {
  const theirs = Buffer.from(p256dh, 'base64url')
  const pair = createECDH('prime256v1')
  if (fixed) pair.setPrivateKey(fixed.privateKey)
  else pair.generateKeys()
  const ours = pair.getPublicKey()
  const salt = fixed?.salt ?? randomBytes(16)
  const derive = (secret: Buffer, from: Buffer, info: Buffer | string, length: number) =>
    Buffer.from(hkdfSync('sha256', secret, from, info, length))
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), theirs, ours])
  const secret = derive(pair.computeSecret(theirs), Buffer.from(auth, 'base64url'), info, 32)
  const contentKey = derive(secret, salt, 'Content-Encoding: aes128gcm\0', 16)
  const nonce = derive(secret, salt, 'Content-Encoding: nonce\0', 12)
  const cipher = createCipheriv('aes-128-gcm', contentKey, nonce)
  // 2 ends the last record.
  const sealed = Buffer.concat([cipher.update(plain), cipher.update(Buffer.of(2)), cipher.final(), cipher.getAuthTag()])
  const size = Buffer.alloc(4)
  size.writeUInt32BE(4096)
  return Buffer.concat([salt, size, Buffer.of(ours.length), ours, sealed])
}
