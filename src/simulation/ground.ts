import type { Demography } from './demography.ts'
import { occupationCode } from './occupations.ts'
import { type NewArea, PlaceBook } from './placebook.ts'
import { RandomStream } from './random.ts'
import { type Commune, type Occupation, type ResolvedOptions, type Rhythm, rhythms } from './types.ts'
import * as words from './vocabulary.ts'

/** The ground that places are laid out on: communes and their neighbours, who is there to work, and the book of places. */

export const rhythmCode = Object.fromEntries(rhythms.map((name, code) => [name, code])) as Readonly<
  Record<Rhythm, number>
>

/** Share of workers who work outside the group of communes they live in. */
const commuterShare = 0.15

/** What the laying-out of one sort of place needs. */
export interface Ground {
  readonly options: ResolvedOptions
  readonly book: PlaceBook
  readonly random: RandomStream
  readonly age: Uint8Array
  readonly occupation: Uint8Array
  readonly commune: Uint16Array
  readonly population: readonly number[]
  readonly workArea: Int32Array
  readonly rhythm: Uint8Array
  /** Groups of neighbouring communes with at least so many people together, within a district where that is possible. */
  catchments(minimum: number): readonly (readonly number[])[]
  /** Workers of an occupation by commune of work: mostly their own. Each is handed out once. */
  workers(occupation: Occupation, communes: readonly number[]): number[]
  settle(person: number, area: number, rhythm: Rhythm): void
}

/** Communes in the order of their districts. */
function districtOrder(communes: readonly Commune[]): number[] {
  const districts = [...new Set(communes.map(unit => unit.districtId ?? ''))]
  return communes
    .map((_, position) => position)
    .sort((a, b) => {
      const order = (position: number) => districts.indexOf(communes[position]?.districtId ?? '')
      return order(a) - order(b) || a - b
    })
}

function groupCommunes(communes: readonly Commune[], population: readonly number[], minimum: number): number[][] {
  const groups: number[][] = []
  let group: number[] = []
  let people = 0
  const order = districtOrder(communes)
  order.forEach((position, i) => {
    group.push(position)
    people += population[position] ?? 0
    const next = order[i + 1]
    const districtEnds = next !== undefined && communes[next]?.districtId !== communes[position]?.districtId
    if (people < minimum && !(districtEnds && people >= minimum * 0.4)) return
    groups.push(group)
    group = []
    people = 0
  })
  if (group.length === 0) return groups
  const last = groups.at(-1)
  if (last && people < minimum * 0.4) last.push(...group)
  else groups.push(group)
  return groups
}

/** Workers by occupation and commune of work. */
function workforce(occupation: Uint8Array, commune: Uint16Array, random: RandomStream): Map<number, number[]> {
  const byKey = new Map<number, number[]>()
  for (let person = 0; person < occupation.length; person++) {
    random.at(person)
    const commutes = random.chance(commuterShare)
    const at = commune[commutes ? random.below(commune.length) : person] as number
    const key = (occupation[person] as number) * 65_536 + at
    const list = byKey.get(key)
    if (list) list.push(person)
    else byKey.set(key, [person])
  }
  return byKey
}

export function makeGround(
  options: ResolvedOptions,
  demography: Demography,
  commune: Uint16Array,
  occupation: Uint8Array,
): Ground {
  const population = options.communes.map(() => 0)
  for (const position of commune) population[position] = (population[position] ?? 0) + 1
  const workArea = new Int32Array(commune.length).fill(-1)
  const rhythm = new Uint8Array(commune.length)
  const force = workforce(occupation, commune, new RandomStream(options.seed, 'commuting'))
  return {
    options,
    book: new PlaceBook(options.communes),
    random: new RandomStream(options.seed, 'places'),
    age: demography.age,
    occupation,
    commune,
    population,
    workArea,
    rhythm,
    catchments: minimum => groupCommunes(options.communes, population, minimum),
    workers(name, communes) {
      const keys = communes.map(position => occupationCode[name] * 65_536 + position)
      return keys.flatMap(key => force.get(key)?.splice(0) ?? [])
    },
    settle(person, area, name) {
      workArea[person] = area
      rhythm[person] = rhythmCode[name]
    },
  }
}

export const peopleIn = (ground: Ground, communes: readonly number[]): number =>
  communes.reduce((sum, position) => sum + (ground.population[position] ?? 0), 0)

export const all = (ground: Ground): number[] => ground.options.communes.map((_, position) => position)

export function centre(ground: Ground, communes: readonly number[]): number {
  const size = (position: number) => {
    const unit = ground.options.communes[position]
    return (ground.population[position] ?? 0) * (unit && words.isUrban(unit) ? 3 : 1)
  }
  return communes.reduce((best, position) => (size(position) > size(best) ? position : best), communes[0] ?? 0)
}

export const titleOf = (ground: Ground, position: number): string => {
  const unit = ground.options.communes[position]
  return unit ? words.communeTitle(unit) : ''
}

export const nameOf = (ground: Ground, position: number): string => {
  const unit = ground.options.communes[position]
  return unit ? words.bareCommuneName(unit) : ''
}

/** Hands people to areas in turn. */
export function settleInTurn(
  ground: Ground,
  people: readonly number[],
  areas: readonly number[],
  rhythmOf: (i: number) => Rhythm,
) {
  people.forEach((person, i) => {
    ground.settle(person, areas[i % areas.length] as number, rhythmOf(i))
  })
}

/** The same rooms again and again until there is one for so many people: 'Khu rau quả', …, 'Khu rau quả 2', … */
export function rooms(names: readonly string[], people: number, each: number, capacity: number): NewArea[] {
  const number = Math.max(names.length, Math.ceil(people / each))
  return Array.from({ length: number }, (_, i) => {
    const round = Math.floor(i / names.length) + 1
    const name = names[i % names.length] as string
    return { name: round === 1 ? name : `${name} ${round}`, capacity }
  })
}
