import { HOUR_MS } from '#core/clock.ts'

/** When something happened: our clock's time, the device's own, and how far the two may be apart. */
export interface Stamped {
  readonly at: Date
  readonly deviceAt: Date
  readonly uncertaintyS: number
}

export interface TimeLimits {
  /** How far in the future a corrected time may lie, in seconds. */
  readonly aheadS: number
  /** How old a fact that somebody waits for may be, in hours. */
  readonly oldHours: number
}

export const INTERACTIVE: TimeLimits = { aheadS: 60, oldHours: 12 }

/**
 * The device's time on our clock. What its clock showed when it sent the request, against when the request arrived, is
 * its offset; the journey makes the result uncertain by as much as the clocks cannot tell. Undefined when impossible.
 */
export function correctTime(
  stamp: { readonly deviceAt: Date; readonly sentAt: Date },
  receivedAt: Date,
  limits: TimeLimits,
): Stamped | undefined {
  const offset = receivedAt.getTime() - stamp.sentAt.getTime()
  const corrected = new Date(stamp.deviceAt.getTime() + offset)
  if (stamp.deviceAt > stamp.sentAt) return undefined
  if (corrected.getTime() > receivedAt.getTime() + limits.aheadS * 1000) return undefined
  if (corrected.getTime() < receivedAt.getTime() - limits.oldHours * HOUR_MS) return undefined
  return { at: corrected, deviceAt: stamp.deviceAt, uncertaintyS: Math.min(3600, Math.ceil(Math.abs(offset) / 60_000)) }
}
