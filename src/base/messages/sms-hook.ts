import { createHmac } from 'node:crypto'
import { type Channel, failure, type Outgoing, Undeliverable } from './channel.ts'
import { askCarrier, mayPass } from './http-carrier.ts'
import { measure } from './sms-text.ts'

export interface SmsHookOptions {
  readonly url: string
  /** Shared with the gateway: it checks by it that a message is ours. */
  readonly secret: string
  /** Where the gateway says what became of one. */
  readonly receiptsUrl: string
  readonly clock: () => Date
}

/** `sha256=<hex>` over the time and the body, so that nobody repeats an old request. */
export const signatureOf = (secret: string, time: string, body: string): string =>
  `sha256=${createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')}`

/** SMS through a gateway that takes JSON (see docs/sms-webhook.md). */
export function smsHookChannel({ url, secret, receiptsUrl, clock }: SmsHookOptions): Channel {
  const post = (payload: object, id?: string) => {
    const body = JSON.stringify(payload)
    const time = String(Math.floor(clock().getTime() / 1000))
    return askCarrier(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-saola-time': time,
        'x-saola-signature': signatureOf(secret, time, body),
        ...(id ? { 'idempotency-key': id } : {}),
      },
      body,
    })
  }
  return {
    name: 'sms',
    isSms: true,
    hasReceipts: true,
    carrier: new URL(url).host,
    canReach: to => to.phone !== undefined,
    async send({ id, to, short, urgency, brandname }: Outgoing) {
      const { encoding, parts } = measure(short)
      const message = { id, to: to.phone, from: brandname, text: short, encoding, segments: parts.length, urgency }
      const reply = await post({ ...message, receipts: receiptsUrl }, id)
      await reply.body?.cancel()
      const passing = mayPass(reply, clock())
      if (passing) throw passing
      // A gateway that no longer knows us must not cost the messages: somebody mends it.
      if (reply.status === 401 || reply.status === 403) throw failure(String(reply.status))
      if (!reply.ok && reply.status !== 409) throw new Undeliverable(String(reply.status))
      return { references: [id] }
    },
    async check() {
      const reply = await post({ ping: true })
      await reply.body?.cancel()
      if (reply.status >= 500 || reply.status === 401 || reply.status === 403) throw failure(String(reply.status))
    },
  }
}
