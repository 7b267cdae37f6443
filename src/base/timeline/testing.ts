import { newId } from '#core/ids.ts'
import type { Direction, Scan } from './scan.ts'

const UNIT = newId()

/** A scan as a door makes it: `at` says when, and the rest follows unless given. */
export function scanAt(at: Date, given: Partial<Scan> = {}): Scan {
  return {
    id: newId(at),
    personId: newId(),
    placeId: newId(),
    areaId: null,
    unitId: UNIT,
    direction: 'in',
    method: 'own',
    verified: true,
    at,
    deviceAt: at,
    receivedAt: at,
    uncertaintyS: 0,
    recorderId: null,
    ...given,
  }
}

export interface Stay {
  readonly personId: string
  readonly placeId: string
  readonly areaId: string | null
  readonly inAt: Date
  readonly outAt: Date | null
  readonly scanId: string
}

const MINUTES = 60_000
const byTime = (a: Scan, b: Scan) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1)

/**
 * What the visits are, said as plainly as can be: go through the scans of a person at a place in order of time. An entry
 * less than five minutes after another scan that was an entry is that entry again. Any other entry begins a stay; the
 * next scan that counts ends it, if that is an exit within a day.
 */
export function staysOf(scans: readonly Scan[]): Stay[] {
  const known = [...new Map(scans.map(scan => [scan.id, scan])).values()]
  return [...Map.groupBy(known, scan => `${scan.personId} ${scan.placeId}`).values()].flatMap(ofOne => {
    const stays: Stay[] = []
    let open: Scan | undefined
    let last: Scan | undefined
    for (const scan of ofOne.toSorted(byTime)) {
      const sinceLast = last ? scan.at.getTime() - last.at.getTime() : Number.POSITIVE_INFINITY
      const repeats = scan.direction === 'in' && last?.direction === 'in' && sinceLast < 5 * MINUTES
      last = scan
      if (repeats) continue
      if (open) stays.push(stay(open, scan))
      open = scan.direction === 'in' ? scan : undefined
    }
    if (open) stays.push(stay(open, undefined))
    return stays
  })
}

function stay(entry: Scan, next: Scan | undefined): Stay {
  const ends =
    next?.direction === ('out' satisfies Direction) && next.at.getTime() - entry.at.getTime() <= 24 * 60 * MINUTES
  const { personId, placeId, areaId, at, id } = entry
  return { personId, placeId, areaId, inAt: at, outAt: ends ? next.at : null, scanId: id }
}
