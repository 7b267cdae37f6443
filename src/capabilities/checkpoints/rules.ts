import type { z } from 'zod/mini'
import type { Place } from '#base/places/places.ts'
import type { Identity } from '#base/standing/contract.ts'
import { isUnderOrders, type Level } from '#base/standing/levels.ts'
import { type Bearer, doubtOf } from '#base/timeline/delivered.ts'
import type { Placed } from '#base/timeline/moment.ts'
import type { Direction } from '#base/timeline/scan.ts'
import type { Outcome } from './contract.ts'

type Answer = z.infer<typeof Outcome>

/**
 * What the guard is told. Nothing about health: each reason gives the same answer, and whoever leaves is never held.
 * At an open place (hospital, health station, isolation site) nobody is refused.
 */
export function answerFor(direction: Direction, level: Level, identity: Identity, openToAll: boolean): Answer {
  if (direction === 'out') return 'goodbye'
  if (isUnderOrders(level)) return openToAll ? 'enter-see-health-staff' : 'see-health-staff'
  return identity === 'differs' && !openToAll ? 'check-papers' : 'welcome'
}

/** A delivered scan, as far as it can be read. */
export interface Delivered {
  readonly code: string | undefined
  readonly direction: Direction | undefined
  readonly time: Placed | undefined
}

/**
 * Of scans in the order in which a device made them: those by which somebody would have left before they came. The
 * device's clock was set back between the two.
 */
export function leftBeforeEntering<S extends Delivered>(scans: readonly S[]): ReadonlySet<S> {
  const entered = new Map<string, Date>()
  return new Set(
    scans.filter(({ code, direction, time }) => {
      if (code === undefined || !time) return false
      const before = entered.get(code)
      if (direction === 'in') entered.set(code, time.at)
      return direction === 'out' && before !== undefined && time.at < before
    }),
  )
}

/** Why a person has to look at a scan that was delivered later: the id of a problem; undefined where nobody has to. */
export function whyParked(time: Placed, bearer: Bearer): string | undefined {
  const doubt = doubtOf(time, bearer)
  return doubt && `checkpoints.${doubt}`
}

/** A scan's place, part of it, and commune: what is scanned at an area is at the whole place. */
export const whereOf = (place: Pick<Place, 'id' | 'parentId' | 'unitId'>, areaId?: string) => ({
  placeId: place.parentId ?? place.id,
  areaId: areaId ?? (place.parentId ? place.id : null),
  unitId: place.unitId,
})
