import { HOUR_MS } from '#core/clock.ts'

/** When something happened: our clock's time, the device's own, and how far the two may be apart. */
export interface Stamped {
  readonly at: Date
  readonly deviceAt: Date
  readonly uncertaintyS: number
}

export interface TimeLimits {
  /** How old a fact may be, in hours. */
  readonly oldHours: number
  /** How far a clock may have moved between the fact and its sending, in seconds; unchecked without it. */
  readonly changedS?: number
}

/** For what somebody waits for. What a device kept without a network has limits of its own, which are a policy. */
export const INTERACTIVE: TimeLimits = { oldHours: 12 }

export interface Stamp {
  readonly deviceAt: Date
  readonly sentAt: Date
  /** What the device knew, when it happened, of how far its clock was behind ours, in milliseconds. */
  readonly behindMs?: number | undefined
}

/** Why a time is not believed: it was sent before it happened, is too old, or is of a clock that was set meanwhile. */
export type Doubt = 'future' | 'old' | 'changed'

export interface Placed extends Stamped {
  readonly doubt: Doubt | undefined
}

/**
 * The device's time on our clock. What its clock showed when it sent the request, against when the request arrived, is
 * its offset; the journey makes the result uncertain by as much as the clocks cannot tell. Where the device knew another
 * offset when it happened, its clock was set meanwhile, and the one it knew then is the better guess.
 */
export function placeInTime(stamp: Stamp, receivedAt: Date, { oldHours, changedS }: TimeLimits): Placed {
  const { deviceAt, sentAt, behindMs } = stamp
  const offset = receivedAt.getTime() - sentAt.getTime()
  const changed = behindMs !== undefined && changedS !== undefined && Math.abs(offset - behindMs) > changedS * 1000
  const at = new Date(deviceAt.getTime() + (changed ? behindMs : offset))
  const tooOld = at.getTime() < receivedAt.getTime() - oldHours * HOUR_MS
  return {
    at,
    deviceAt,
    uncertaintyS: Math.min(3600, Math.ceil(Math.abs(offset) / 60_000)),
    doubt: changed ? 'changed' : deviceAt > sentAt ? 'future' : tooOld ? 'old' : undefined,
  }
}

/** The device's time on our clock; undefined when it is impossible. */
export function correctTime(stamp: Stamp, receivedAt: Date, limits: TimeLimits): Stamped | undefined {
  const { doubt, ...time } = placeInTime(stamp, receivedAt, limits)
  return doubt ? undefined : time
}
