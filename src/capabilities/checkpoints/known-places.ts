import { getPlaces, type Place } from '#base/places/places.ts'
import { type App, service } from '#core/app.ts'
import { batched } from '#core/batch.ts'

/** Places that scan now, remembered for a short while: a door scans thousands of people, and the door does not change. */
export const knownPlaces = service<(placeId: string) => Promise<Place | undefined>>('checkpoints.places')

const REMEMBER_MS = 30_000

export function knowPlaces(app: App): (placeId: string) => Promise<Place | undefined> {
  const known = new Map<string, { place: Place | undefined; until: number }>()
  const load = batched<string, Place | undefined>(async ids => {
    const found = new Map((await getPlaces(app.db.sql, [...new Set(ids)])).map(place => [place.id, place]))
    return ids.map(id => found.get(id))
  })
  return async placeId => {
    const now = app.clock().getTime()
    const remembered = known.get(placeId)
    if (remembered && remembered.until > now) return remembered.place
    const [place] = await load([placeId])
    if (known.size > 50_000) known.clear()
    known.set(placeId, { place, until: now + REMEMBER_MS })
    return place
  }
}
