import type { App, Context } from '#core/app.ts'
import type { Declaration } from '#core/module.ts'
import type { Locale, Values } from '#core/words.ts'
import type { Text, Urgency } from './template.ts'

/** A browser that may be woken, as it gave itself. */
export interface Subscription {
  readonly id: string
  readonly accountId: string
  readonly endpoint: string
  readonly p256dh: string
  readonly auth: string
}

/** How somebody can be reached. */
export interface Addresses {
  /** E.164. */
  readonly phone?: string
  readonly email?: string
  readonly push?: readonly Subscription[]
}

export interface Outgoing extends Text {
  /** Of the delivery: the same at every attempt, so that a receiver can recognise a repetition. */
  readonly id: string
  readonly to: Addresses
  readonly locale: Locale
  readonly urgency: Urgency
  readonly template: string
  /** See `Template`. */
  readonly page?: string
  readonly values: Values
  /** Whom the link to have no more of these is for; absent where there is none. */
  readonly unsubscribe?: string
  /** The sender's name on a phone, as the policy has it. */
  readonly brandname?: string
}

export interface Taken {
  /** What the carrier calls it; several where it goes in parts. */
  readonly references?: readonly string[]
}

/** A way out of the system (kênh): e-mail, SMS, Zalo, push. */
export interface Channel {
  readonly name: string
  /** A phone that counts parts and letters: the text is the short one, after the policy for SMS. */
  readonly isSms?: boolean
  /** The carrier tells whether it arrived. */
  readonly hasReceipts?: boolean
  /** Where it leads to, for who administers it: a host, never a secret. */
  readonly carrier?: string
  canReach(to: Addresses, template: string): boolean
  /**
   * Resolves when the next carrier has taken the message over. Throws `Undeliverable` when trying again is useless,
   * `NotNow` when the carrier asks for patience, anything else when trying again may help. Errors must not carry
   * addresses or text further.
   */
  send(message: Outgoing, ctx: Context): Promise<Taken>
  /** Throws where the carrier cannot be reached or does not let us in; nothing is sent. */
  check?(ctx: Context): Promise<void>
  /** Called every minute where messages are sent: what has to be connected to hear receipts connects. */
  tend?(): void
  close?(): Promise<void>
}

/** This message will never arrive at this address on this channel: the carrier said so. */
export class Undeliverable extends Error {
  /** A short technical reason without personal data, such as an SMTP code. */
  readonly detail: string
  constructor(detail: string, options?: ErrorOptions) {
    super(`undeliverable: ${detail}`, options)
    this.detail = detail
  }
}

/** The carrier is there and asks to wait: it costs no attempt. */
export class NotNow extends Error {
  readonly code: string
  readonly afterMs: number
  constructor(code: string, afterMs: number) {
    super(`not now: ${code}`)
    this.code = code
    this.afterMs = afterMs
  }
}

/** A failure that may pass, by a short code without personal data. */
export const failure = (code: string): Error => Object.assign(new Error(`not sent: ${code}`), { code })

/** A module's offer of a channel; undefined where the installation is not set up for it. */
export interface ChannelOffer extends Declaration {
  readonly declares: 'channel'
  readonly name: string
  readonly make: (app: App) => Channel | undefined
}
export const channel = (name: string, make: ChannelOffer['make']): ChannelOffer => ({ declares: 'channel', name, make })
