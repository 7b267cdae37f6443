import type { z } from 'zod/mini'
import type { Identity } from '#base/standing/contract.ts'
import { LEVELS, type Level } from '#base/standing/standing.ts'
import type { Direction } from '#base/timeline/scan.ts'
import type { Outcome } from './contract.ts'

type Answer = z.infer<typeof Outcome>

/** From this level on a person is under orders. */
const UNDER_ORDERS: Level = 'orange'

/**
 * What the guard is told. Nothing about health: each reason gives the same answer, and whoever leaves is never held.
 * At an open place (hospital, health station, isolation site) nobody is refused.
 */
export function answerFor(direction: Direction, level: Level, identity: Identity, openToAll: boolean): Answer {
  if (direction === 'out') return 'goodbye'
  const underOrders = LEVELS.indexOf(level) >= LEVELS.indexOf(UNDER_ORDERS)
  if (underOrders) return openToAll ? 'enter-see-health-staff' : 'see-health-staff'
  return identity === 'differs' && !openToAll ? 'check-papers' : 'welcome'
}
