import type { PlaceKindName } from '#base/places/kinds.ts'
import type { Scan } from '#base/timeline/scan.ts'
import { simulate } from './simulate.ts'
import { syntheticId } from './synthetic-ids.ts'
import {
  type Commune,
  type PlaceKind,
  placeKinds,
  relations,
  type SimulatedDay,
  type Simulation,
  scanMeans,
  sexes,
} from './types.ts'

/** What has to be known to make the same synthetic province again. Plain JSON. */
export interface ProvinceRecipe {
  readonly seed: number
  readonly population: number
  readonly days: number
  readonly lastDay: string
  readonly provinceCode: string
  readonly provinceName: string
  readonly communes: readonly Commune[]
}

const KIND: Readonly<Record<PlaceKind, PlaceKindName>> = {
  'government-office': 'office',
  kindergarten: 'school',
  'primary-school': 'school',
  'lower-secondary-school': 'school',
  'upper-secondary-school': 'school',
  college: 'school',
  factory: 'workplace',
  company: 'workplace',
  market: 'market',
  cafe: 'restaurant',
  restaurant: 'restaurant',
  'health-station': 'health-station',
  hospital: 'hospital',
  pharmacy: 'shop',
  pagoda: 'worship',
  church: 'worship',
  supermarket: 'shop',
  'bus-station': 'transport',
}

const MEANS = { poster: 'poster', 'personal-qr': 'national', card: 'cccd' } as const

/** The simulated province in the shapes and ids of the register and the timeline. */
export interface Province {
  readonly simulation: Simulation
  personId(person: number): string
  householdId(household: number): string
  placeId(place: number): string
  /** The place itself where it is not divided. */
  areaId(area: number): string | null
  unitOf(commune: number): string
  kindOf(place: number): PlaceKindName
  sexOf(person: number): 'male' | 'female'
  relationOf(person: number): string
  scansOf(day: SimulatedDay, from?: number, to?: number): Scan[]
}

export function makeProvince(recipe: ProvinceRecipe, state?: Parameters<typeof simulate>[1]): Province {
  const simulation = simulate(recipe, state)
  const { people, places } = simulation
  const began = Date.parse(`${simulation.options.firstDay}T00:00:00+07:00`) - 30 * 86_400_000
  const idsOf = (kind: string) => {
    const known: string[] = []
    return (row: number) => {
      known[row] ??= syntheticId(recipe.seed, kind, row, began + row)
      return known[row]
    }
  }
  const [personId, householdId, placeId, area] = ['person', 'household', 'place', 'area'].map(idsOf) as [
    (row: number) => string,
    (row: number) => string,
    (row: number) => string,
    (row: number) => string,
  ]
  const areaId = (row: number) => (places.areaName(row) === null ? null : area(row))
  const unitOf = (commune: number) => recipe.communes[commune]?.id ?? ''

  const scanOf = (day: SimulatedDay, row: number): Scan => {
    const { visits, scans } = day
    const visit = scans.visit[row] as number
    const place = visits.place[visit] as number
    const at = new Date(day.midnight + (scans.second[row] as number) * 1000)
    const means = scanMeans[scans.means[row] as number] ?? 'poster'
    return {
      id: syntheticId(recipe.seed, 'scan', `${day.date}/${row}`, at.getTime()),
      personId: personId(visits.person[visit] as number),
      placeId: placeId(place),
      areaId: areaId(visits.area[visit] as number),
      unitId: unitOf(places.commune[place] as number),
      direction: scans.out[row] ? 'out' : 'in',
      method: MEANS[means],
      verified: means === 'poster',
      at,
      deviceAt: at,
      receivedAt: at,
      uncertaintyS: 1,
      recorderId: null,
    }
  }

  return {
    simulation,
    personId,
    householdId,
    placeId,
    areaId,
    unitOf,
    kindOf: place => KIND[placeKinds[places.kind[place] as number] ?? 'company'],
    sexOf: person => sexes[people.sex[person] as number] ?? 'female',
    relationOf: person => relations[people.relation[person] as number] ?? 'housemate',
    scansOf: (day, from = 0, to = day.scans.count) =>
      Array.from({ length: to - from }, (_, i) => scanOf(day, from + i)),
  }
}
