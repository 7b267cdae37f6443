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
  if (!waiting.to.phone && !waiting.to.email) return { suppressed: 'no-address' }
  const channel = channels.find(one => !waiting.tried.includes(one.name) && one.canReach(waiting.to))
  return channel ? { channel } : { suppressed: 'no-channel' }
}

/** `+84912345678` → `•••••••••678`; `an@example.org` → `a•@example.org`. */
export function maskAddress({ phone, email }: Addresses): string | null {
  if (phone) return `${'•'.repeat(Math.max(0, phone.length - 3))}${phone.slice(-3)}`
  if (!email) return null
  const [name = '', domain = ''] = email.split('@')
  return `${name.slice(0, 1)}${'•'.repeat(Math.max(1, name.length - 1))}@${domain}`
}
