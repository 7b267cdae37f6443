import type { z } from 'zod/mini'
import { LEVELS, type Level } from '#base/standing/standing.ts'
import type { Direction } from '#base/timeline/scan.ts'
import type { Identity, Outcome } from './contract.ts'

type Answer = z.infer<typeof Outcome>

/** From this level on a person is under orders. */
const UNDER_ORDERS: Level = 'orange'

/**
 * What the guard is told. Nothing about health: each reason gives the same answer, and whoever leaves is never held.
 * At an open place (hospital, health station, isolation site) nobody is refused.
 */
export function answerFor(
  direction: Direction,
  level: Level,
  identity: z.infer<typeof Identity>,
  openToAll: boolean,
): Answer {
  if (direction === 'out') return 'goodbye'
  const underOrders = LEVELS.indexOf(level) >= LEVELS.indexOf(UNDER_ORDERS)
  if (underOrders) return openToAll ? 'enter-see-health-staff' : 'see-health-staff'
  return identity === 'differs' && !openToAll ? 'check-papers' : 'welcome'
}

export interface Stamped {
  readonly at: Date
  readonly deviceAt: Date
  readonly uncertaintyS: number
}

export interface TimeLimits {
  /** How far in the future a corrected time may lie, in seconds. */
  readonly aheadS: number
  /** How old an interactive scan may be, in hours. */
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
  if (corrected.getTime() < receivedAt.getTime() - limits.oldHours * 3_600_000) return undefined
  return { at: corrected, deviceAt: stamp.deviceAt, uncertaintyS: Math.min(3600, Math.ceil(Math.abs(offset) / 60_000)) }
}
