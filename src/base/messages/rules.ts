import { DAY_MS, dayOf, MINUTE_MS, startOf } from '#core/clock.ts'
import type { Addresses, Channel } from './channel.ts'
import type { Quiet } from './policies.ts'
import type { Urgency } from './template.ts'

/** queued → sent → (delivered) | failed | suppressed. The last four are final, but for a receipt after `sent`. */
export const STATES = ['queued', 'sent', 'delivered', 'failed', 'suppressed'] as const
export type State = (typeof STATES)[number]

const minutesOf = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))

/** The first instant from `now` on that is not in the quiet hours; they may run over midnight. */
export function afterQuiet(now: Date, quiet: Quiet): Date {
  if (!quiet || quiet.from === quiet.until) return now
  const midnight = startOf(dayOf(now)).getTime()
  const minute = (now.getTime() - midnight) / MINUTE_MS
  const from = minutesOf(quiet.from)
  const until = minutesOf(quiet.until)
  const overMidnight = from > until
  const isQuiet = overMidnight ? minute >= from || minute < until : minute >= from && minute < until
  if (!isQuiet) return now
  const end = midnight + until * MINUTE_MS
  return new Date(end > now.getTime() ? end : end + DAY_MS)
}

/** By how much a pause is shortened, by the delivery: what failed together does not come back together. */
const SPREAD = 0.2
const shareOf = (id: string) => (Number.parseInt(id.slice(-4), 16) || 0) / 0xffff
export const spread = (minutes: number, id: string): number => minutes * (1 - SPREAD * shareOf(id))

/** Minutes until the next attempt after `failures` failed ones; undefined when that was the last. */
export const pauseAfter = (failures: number, pausesMinutes: readonly number[]): number | undefined =>
  pausesMinutes[failures - 1]

export interface Waiting {
  readonly to: Addresses
  readonly urgency: Urgency
  readonly optedOut: boolean
  /** When it is of no use any more. */
  readonly until: Date | null
  /** Channels that failed with it already. */
  readonly tried: readonly string[]
  /** Channels the person does not want: never for what is ordinary, last for what is urgent. */
  readonly off: readonly string[]
  readonly template: string
  readonly onlyChannel: string | null
}

/** Channels in the order in which they are tried; those that nobody named come last, as they are. */
export function ordered(channels: readonly Channel[], order: readonly string[]): readonly Channel[] {
  const rank = ({ name }: Channel) => (order.includes(name) ? order.indexOf(name) : order.length)
  return channels.toSorted((a, b) => rank(a) - rank(b))
}

export type Suppression = 'expired' | 'opted-out' | 'no-address' | 'no-channel'

/** By which channel a message goes out now, or why it does not: the first one that can reach and has not failed. */
export function route(
  waiting: Waiting,
  channels: readonly Channel[],
  now: Date,
): { readonly channel: Channel } | { readonly suppressed: Suppression } {
  if (waiting.until && waiting.until <= now) return { suppressed: 'expired' }
  if (waiting.optedOut && waiting.urgency === 'ordinary') return { suppressed: 'opted-out' }
  const { to, off, template, onlyChannel } = waiting
  if (!to.phone && !to.email && !to.push?.length) return { suppressed: 'no-address' }
  const open = channels.filter(
    one =>
      !waiting.tried.includes(one.name) && (!onlyChannel || one.name === onlyChannel) && one.canReach(to, template),
  )
  const wanted = open.find(one => !off.includes(one.name))
  const channel = wanted ?? (waiting.urgency === 'urgent' ? open[0] : undefined)
  return channel ? { channel } : { suppressed: open.length ? 'opted-out' : 'no-channel' }
}

/** `+84912345678` → `•••••••••678`; `an@example.org` → `a•@example.org`. */
export function maskAddress({ phone, email }: Addresses): string | null {
  if (phone) return `${'•'.repeat(Math.max(0, phone.length - 3))}${phone.slice(-3)}`
  if (!email) return null
  const [name = '', domain = ''] = email.split('@')
  return `${name.slice(0, 1)}${'•'.repeat(Math.max(1, name.length - 1))}@${domain}`
}
