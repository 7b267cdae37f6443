import { useState } from 'react'
import { useSearch } from '#core/web/router.tsx'
import type { MyPlace } from './api.ts'
import type { Direction } from './sending.ts'

/** Where and which way I scan: kept on this device, so that a guard chooses once. */
interface Kept {
  readonly placeId?: string
  readonly areaId?: string | undefined
  readonly direction?: Direction
}

const KEY = 'saola.door'

function read(): Kept {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') as Kept
  } catch {
    return {}
  }
}

function keep(patch: Kept): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...read(), ...patch }))
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

export interface Door {
  readonly place: MyPlace
  readonly area: MyPlace['areas'][number] | undefined
  readonly direction: Direction
  readonly turn: (direction: Direction) => void
  readonly choose: (placeId: string, areaId?: string) => void
}

export const isOpen = (place: MyPlace): boolean => place.closedAt === null

/** The door I stand at: the one in the address bar, else the one of last time, else my first. */
export function useDoor(places: readonly [MyPlace, ...MyPlace[]]): Door {
  const [search, set] = useSearch()
  const [kept, setKept] = useState(read)
  const wanted = search.get('noi') ?? kept.placeId
  const place = places.find(({ id }) => id === wanted) ?? places.find(isOpen) ?? places[0]
  const area = place.areas.find(({ id }) => id === kept.areaId)
  const change = (patch: Kept) => {
    keep(patch)
    setKept({ ...kept, ...patch })
  }
  return {
    place,
    area,
    direction: kept.direction ?? 'in',
    turn: direction => change({ direction }),
    choose(placeId, areaId) {
      change({ placeId, areaId })
      set({ noi: undefined, chon: undefined })
    },
  }
}
