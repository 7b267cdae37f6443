import type { addressBook } from './people.ts'
import { type Commune, type PlaceKind, type Places, placeKinds } from './types.ts'
import { bareCommuneName } from './vocabulary.ts'

export const kindCode = Object.fromEntries(placeKinds.map((name, code) => [name, code])) as Readonly<
  Record<PlaceKind, number>
>

export interface NewArea {
  readonly name: string | null
  readonly capacity: number
}

/** Collects places and areas while the world is laid out, and keeps their names apart. */
export class PlaceBook {
  readonly kind: number[] = []
  readonly commune: number[] = []
  readonly names: string[] = []
  readonly firstArea: number[] = [0]
  /** How many of a place's areas, from its first, are open to visitors. */
  readonly openAreas: number[] = []
  readonly areaPlace: number[] = []
  readonly areaCapacity: number[] = []
  readonly areaNames: (string | null)[] = []
  readonly #communes: readonly Commune[]
  readonly #taken = new Set<string>()

  constructor(communes: readonly Commune[]) {
    this.#communes = communes
  }

  /** @returns the place's number; its areas are `firstArea[place]` and following */
  add(kind: PlaceKind, commune: number, name: string, areas: readonly NewArea[], openAreas: number): number {
    const place = this.kind.length
    this.kind.push(kindCode[kind])
    this.commune.push(commune)
    this.names.push(this.#unique(name, commune))
    this.openAreas.push(openAreas)
    for (const area of areas) {
      this.areaPlace.push(place)
      this.areaNames.push(area.name)
      this.areaCapacity.push(Math.min(65_535, area.capacity))
    }
    this.firstArea.push(this.areaPlace.length)
    return place
  }

  areasOf(place: number): number[] {
    const from = this.firstArea[place] as number
    return Array.from({ length: (this.firstArea[place + 1] as number) - from }, (_, i) => from + i)
  }

  #unique(name: string, commune: number): string {
    const unit = this.#communes[commune]
    const local = unit && !name.includes(bareCommuneName(unit)) ? `${name} ${bareCommuneName(unit)}` : name
    let result = this.#taken.has(name) ? local : name
    for (let n = 2; this.#taken.has(result); n++) result = `${local} ${n}`
    this.#taken.add(result)
    return result
  }
}

/** Staff of all places: those whose work area lies there, in the order of the register. */
export function staffLists(
  areaPlace: readonly number[],
  places: number,
  workArea: Int32Array,
  isStaff: (person: number) => boolean,
): { start: Uint32Array; people: Uint32Array } {
  const start = new Uint32Array(places + 1)
  const placeOf = (person: number): number => {
    const area = workArea[person] as number
    return area < 0 || !isStaff(person) ? -1 : (areaPlace[area] as number)
  }
  for (let person = 0; person < workArea.length; person++) {
    const place = placeOf(person)
    if (place >= 0) start[place + 1] = (start[place + 1] as number) + 1
  }
  for (let place = 0; place < places; place++)
    start[place + 1] = (start[place + 1] as number) + (start[place] as number)
  const next = start.slice()
  const people = new Uint32Array(start[places] as number)
  for (let person = 0; person < workArea.length; person++) {
    const place = placeOf(person)
    if (place < 0) continue
    const position = next[place] as number
    people[position] = person
    next[place] = position + 1
  }
  return { start, people }
}

export function makePlaces(
  book: PlaceBook,
  staff: { start: Uint32Array; people: Uint32Array },
  phoneOwner: Int32Array,
  address: ReturnType<typeof addressBook>,
): Places {
  const count = book.kind.length
  const staffOf = (place: number) =>
    Array.from(staff.people.subarray(staff.start[place] as number, staff.start[place + 1] as number))
  const registrant = Int32Array.from({ length: count }, (_, place) => {
    const team = staffOf(place)
    return team.find(person => phoneOwner[person] === person) ?? -1
  })
  const areaCapacity = Uint16Array.from(book.areaCapacity)
  const capacity = Uint32Array.from({ length: count }, (_, place) =>
    book.areasOf(place).reduce((sum, area) => sum + (areaCapacity[area] as number), 0),
  )
  const places: Places = {
    count,
    kind: Uint8Array.from(book.kind),
    commune: Uint16Array.from(book.commune),
    capacity,
    registrant,
    firstArea: Uint32Array.from(book.firstArea),
    areaCount: book.areaPlace.length,
    areaPlace: Uint32Array.from(book.areaPlace),
    areaCapacity,
    name: place => book.names[place] ?? '',
    address: place => address('place', place, book.commune[place] as number),
    areaName: area => book.areaNames[area] ?? null,
    staff: staffOf,
    get(place) {
      const kind = placeKinds[book.kind[place] as number]
      if (kind === undefined) throw new RangeError(`no such place: ${place}`)
      const by = registrant[place] as number
      return {
        index: place,
        kind,
        name: places.name(place),
        commune: book.commune[place] as number,
        address: places.address(place),
        capacity: capacity[place] as number,
        registrant: by < 0 ? null : by,
        areas: book.areasOf(place).map(index => ({
          index,
          name: places.areaName(index),
          capacity: areaCapacity[index] as number,
        })),
      }
    },
  }
  return places
}
