import type { App, Context } from '#core/app.ts'
import type { Declaration } from '#core/module.ts'
import type { Locale } from '#core/words.ts'
import type { Text, Urgency } from './template.ts'

/** How somebody can be reached. */
export interface Addresses {
  /** E.164. */
  readonly phone?: string
  readonly email?: string
}

export interface Outgoing extends Text {
  /** Of the delivery: the same at every attempt, so that a receiver can recognise a repetition. */
  readonly id: string
  readonly to: Addresses
  readonly locale: Locale
  readonly urgency: Urgency
}

/** A way out of the system (kênh): e-mail, SMS, Zalo, push. */
export interface Channel {
  readonly name: string
  canReach(to: Addresses): boolean
  /**
   * Resolves when the next carrier has taken the message over; `reference` is its name there. Throws `Undeliverable`
   * when trying again is useless, anything else when it may help. Errors must not carry addresses or text further.
   */
  send(message: Outgoing, ctx: Context): Promise<{ readonly reference?: string }>
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

/** A module's offer of a channel; undefined where the installation is not set up for it. */
export interface ChannelOffer extends Declaration {
  readonly declares: 'channel'
  readonly make: (app: App) => Channel | undefined
}
export const channel = (make: ChannelOffer['make']): ChannelOffer => ({ declares: 'channel', make })
