import { weekdayOf } from './calendar.ts'
import { rhythmCode } from './ground.ts'
import { occupationCode } from './occupations.ts'
import { kindCode } from './placebook.ts'
import { RandomStream } from './random.ts'
import { type Households, type People, type PlaceKind, type Places, placeKinds, type Visits } from './types.ts'

/**
 * Where everyone goes on a day. What a person does on a day depends on the seed, the person, the day and the person's
 * confinement alone, so any day can be produced again, in any order.
 */

/** What keeps a person from an ordinary day. */
export const confinements = { none: 0, home: 1, testing: 2, fetched: 3, away: 4 } as const

export interface Confinement {
  /** Code of `confinements` by person: at home all day; going to be tested; fetched at home; away all day. */
  readonly status: Uint8Array
  /** Minute of the confirmation, for those who are tested or fetched on this day. */
  readonly minute: ReadonlyMap<number, number>
}

export interface DayPlan {
  readonly day: number
  readonly visits: Visits
  /** Visits of person p are rows `firstVisit[p]` up to, not including, `firstVisit[p + 1]`. */
  readonly firstVisit: Uint32Array
}

/** One way to spend some time out: a kind of place and the probability of choosing it. */
type Wishes = readonly (readonly [PlaceKind, number])[]

interface Wish {
  readonly kinds: Uint8Array
  /** Cumulative probabilities; what is left to 1 is staying where one is. */
  readonly upTo: Float64Array
}

function wish(list: Wishes): Wish {
  let sum = 0
  return {
    kinds: Uint8Array.from(list, ([kind]) => kindCode[kind]),
    upTo: Float64Array.from(list, ([, probability]) => {
      sum += probability
      return sum
    }),
  }
}

const lifeStages = { child: 0, teen: 1, worker: 2, homebound: 3, elder: 4 } as const

/** By stage of life: before work, in the daytime when free, after work. */
const earlyWishes = [
  wish([]),
  wish([['restaurant', 0.06]]),
  wish([
    ['restaurant', 0.1],
    ['cafe', 0.07],
    ['market', 0.05],
  ]),
  wish([
    ['market', 0.42],
    ['restaurant', 0.06],
    ['cafe', 0.05],
  ]),
  wish([
    ['market', 0.22],
    ['cafe', 0.13],
    ['pagoda', 0.03],
    ['restaurant', 0.04],
  ]),
]
const daytimeWishes = [
  wish([
    ['pharmacy', 0.003],
    ['health-station', 0.006],
  ]),
  wish([
    ['cafe', 0.12],
    ['supermarket', 0.05],
    ['restaurant', 0.04],
  ]),
  wish([
    ['cafe', 0.16],
    ['market', 0.12],
    ['supermarket', 0.09],
    ['restaurant', 0.05],
    ['government-office', 0.03],
    ['health-station', 0.008],
    ['hospital', 0.005],
    ['pharmacy', 0.02],
    ['bus-station', 0.01],
    ['pagoda', 0.02],
  ]),
  wish([
    ['market', 0.18],
    ['cafe', 0.12],
    ['supermarket', 0.06],
    ['government-office', 0.025],
    ['health-station', 0.012],
    ['hospital', 0.006],
    ['pharmacy', 0.02],
    ['pagoda', 0.02],
    ['bus-station', 0.006],
  ]),
  wish([
    ['cafe', 0.1],
    ['market', 0.08],
    ['pagoda', 0.05],
    ['health-station', 0.02],
    ['hospital', 0.01],
    ['pharmacy', 0.03],
    ['government-office', 0.01],
  ]),
]
const eveningWishes = [
  wish([]),
  wish([
    ['cafe', 0.07],
    ['supermarket', 0.03],
    ['restaurant', 0.03],
  ]),
  wish([
    ['market', 0.09],
    ['cafe', 0.11],
    ['restaurant', 0.08],
    ['supermarket', 0.06],
    ['pharmacy', 0.015],
  ]),
  wish([
    ['market', 0.08],
    ['cafe', 0.05],
    ['supermarket', 0.05],
    ['restaurant', 0.03],
    ['pharmacy', 0.01],
  ]),
  wish([
    ['cafe', 0.04],
    ['pagoda', 0.03],
    ['market', 0.03],
  ]),
]
const outingWishes = wish([
  ['restaurant', 0.35],
  ['supermarket', 0.3],
  ['cafe', 0.22],
  ['market', 0.08],
  ['pagoda', 0.05],
])

/** Shortest and longest stay by kind, minutes. */
const stays: Readonly<Record<PlaceKind, readonly [number, number]>> = {
  'government-office': [15, 60],
  kindergarten: [10, 20],
  'primary-school': [10, 30],
  'lower-secondary-school': [10, 30],
  'upper-secondary-school': [10, 30],
  college: [20, 60],
  factory: [20, 60],
  company: [20, 60],
  market: [15, 45],
  cafe: [30, 110],
  restaurant: [25, 70],
  'health-station': [20, 60],
  hospital: [60, 180],
  pharmacy: [5, 15],
  pagoda: [20, 60],
  church: [50, 70],
  supermarket: [20, 60],
  'bus-station': [15, 45],
}
const shortest = placeKinds.map(kind => stays[kind][0])
const longest = placeKinds.map(kind => stays[kind][1])

const absentee = 0.025
const churchgoing = 0.07
const shortestVisit = 5
const lastMinute = 1439

/** For every kind and commune the places people from there go to, and all of them. */
class Destinations {
  readonly #near: readonly (readonly Uint32Array[])[]
  readonly #all: readonly Uint32Array[]

  constructor(places: Places, openAreas: readonly number[], communes: number) {
    this.#all = placeKinds.map((_, kind) =>
      Uint32Array.from(
        [...places.kind.keys()].filter(place => places.kind[place] === kind && (openAreas[place] ?? 0) > 0),
      ),
    )
    this.#near = this.#all.map(list => {
      const byCommune = Array.from({ length: communes }, (): number[] => [])
      for (const place of list) byCommune[places.commune[place] as number]?.push(place)
      return byCommune.map((own, commune) => Uint32Array.from(own.length > 1 ? own : withNearest(byCommune, commune)))
    })
  }

  near(kind: number, commune: number): Uint32Array {
    return this.#near[kind]?.[commune] as Uint32Array
  }

  all(kind: number): Uint32Array {
    return this.#all[kind] as Uint32Array
  }
}

/** The commune's own list with that of the nearest communes in the order of the list, until there is a choice. */
function withNearest(byCommune: readonly number[][], commune: number): number[] {
  const result = [...(byCommune[commune] ?? [])]
  for (let step = 1; step < byCommune.length && result.length < 2; step++)
    result.push(...(byCommune[commune - step] ?? []), ...(byCommune[commune + step] ?? []))
  return result
}

export class Movement {
  readonly #people: People
  readonly #households: Households
  readonly #places: Places
  readonly #openAreas: Uint8Array
  readonly #destinations: Destinations
  readonly #holidays: ReadonlySet<number>
  readonly #random: RandomStream
  readonly #householdRandom: RandomStream
  readonly #favourites: RandomStream

  #person: Uint32Array
  #area: Uint32Array
  #in: Uint16Array
  #out: Uint16Array
  #rows = 0
  /** The minute from which the person being planned is free. */
  #free = 0
  #current = 0
  #day = 0
  #weekday = 0
  #holiday = false

  constructor(
    seed: number,
    people: People,
    households: Households,
    places: Places,
    openAreas: readonly number[],
    communes: number,
    holidays: ReadonlySet<number>,
  ) {
    this.#people = people
    this.#households = households
    this.#places = places
    this.#openAreas = Uint8Array.from(openAreas)
    this.#destinations = new Destinations(places, openAreas, communes)
    this.#holidays = holidays
    this.#random = new RandomStream(seed, 'movement')
    this.#householdRandom = new RandomStream(seed, 'outings')
    this.#favourites = new RandomStream(seed, 'favourites')
    const room = people.count * 2 + 64
    this.#person = new Uint32Array(room)
    this.#area = new Uint32Array(room)
    this.#in = new Uint16Array(room)
    this.#out = new Uint16Array(room)
  }

  plan(day: number, confinement: Confinement): DayPlan {
    const people = this.#people
    const firstMember = this.#households.firstMember
    const firstVisit = new Uint32Array(people.count + 1)
    this.#rows = 0
    this.#day = day
    this.#weekday = weekdayOf(day)
    this.#holiday = this.#holidays.has(day)
    for (let household = 0; household < this.#households.count; household++) {
      const from = firstMember[household] as number
      const to = firstMember[household + 1] as number
      const outing = this.#planOuting(household)
      for (let person = from; person < to; person++) {
        firstVisit[person] = this.#rows
        this.#makeRoom()
        this.#current = person
        this.#free = 285
        const status = confinement.status[person]
        if (status === confinements.none) this.#ordinaryDay(person, outing)
        else if (status === confinements.testing) this.#goToBeTested(person, confinement.minute.get(person) ?? 600)
      }
    }
    firstVisit[people.count] = this.#rows
    return { day, visits: this.#result(), firstVisit }
  }

  #result(): Visits {
    const rows = this.#rows
    const area = this.#area.slice(0, rows)
    const place = new Uint32Array(rows)
    const areaPlace = this.#places.areaPlace
    for (let row = 0; row < rows; row++) place[row] = areaPlace[area[row] as number] as number
    return {
      count: rows,
      person: this.#person.slice(0, rows),
      place,
      area,
      in: this.#in.slice(0, rows),
      out: this.#out.slice(0, rows),
    }
  }

  #makeRoom(): void {
    if (this.#rows + 32 < this.#person.length) return
    const grow = <T extends Uint32Array | Uint16Array>(from: T, to: T): T => {
      to.set(from)
      return to
    }
    const room = Math.ceil(this.#person.length * 1.5) + 64
    this.#person = grow(this.#person, new Uint32Array(room))
    this.#area = grow(this.#area, new Uint32Array(room))
    this.#in = grow(this.#in, new Uint16Array(room))
    this.#out = grow(this.#out, new Uint16Array(room))
  }

  /** Adds a visit, later than wished when the person is not free before; none when too little is left of it. */
  #visit(area: number, start: number, end: number): boolean {
    const from = Math.max(start, this.#free)
    const to = Math.min(end, lastMinute)
    if (to - from < shortestVisit) return false
    const row = this.#rows++
    this.#person[row] = this.#current
    this.#area[row] = area
    this.#in[row] = from
    this.#out[row] = to
    this.#free = to + 5
    return true
  }

  #ordinaryDay(person: number, outing: Outing): void {
    const random = this.#random.at(person, this.#day)
    const { age, occupation, rhythm, workArea } = this.#people
    const works = this.#worksToday(person, random)
    const stage = lifeStage(age[person] as number, occupation[person] as number)
    const workRhythm = works ? (rhythm[person] as number) : -1
    if (outing.mass >= 0 && outing.mass < 600 && random.chance(0.85))
      this.#visit(outing.massArea, outing.mass, outing.mass + 60)
    if (workRhythm !== rhythmCode['market-morning'] && workRhythm !== rhythmCode['early-shift'])
      this.#errand(earlyWishes[stage] as Wish, 320, workRhythm < 0 ? 480 : 415)
    if (workRhythm >= 0) this.#work(person, workArea[person] as number, workRhythm)
    else {
      const wishes = daytimeWishes[stage] as Wish
      if (this.#errand(wishes, 480, 690)) this.#errand(wishes, 560, 720)
      this.#errand(wishes, 840, 990)
    }
    const inOuting = outing.start >= 0 && random.chance(stage === lifeStages.teen ? 0.55 : 0.88)
    const evening = eveningWishes[stage] as Wish
    this.#errand(evening, 975, inOuting ? outing.start - 10 : 1110)
    if (outing.mass >= 600 && random.chance(0.85)) this.#visit(outing.massArea, outing.mass, outing.mass + 60)
    if (inOuting && this.#free <= outing.start + 15)
      this.#visit(outing.area, outing.start + random.below(6), outing.end)
    else this.#errand(evening, 1110, 1310)
  }

  #goToBeTested(person: number, minute: number): void {
    this.#random.at(person, this.#day)
    const place = this.#choosePlace(kindCode['health-station'], person)
    if (place >= 0) this.#visit(this.#places.firstArea[place] as number, minute - 40, minute - 5)
  }

  #worksToday(person: number, random: RandomStream): boolean {
    const rhythm = this.#people.rhythm[person] as number
    if ((this.#people.workArea[person] as number) < 0 || random.chance(absentee)) return false
    if (rhythm === rhythmCode['office-hours'] || rhythm >= rhythmCode['full-school-day']) {
      if (this.#holiday || this.#weekday === 0) return false
      return this.#weekday < 6 || this.#worksOnSaturday(person, rhythm)
    }
    const occupation = this.#people.occupation[person] as number
    if (occupation === occupationCode['factory-worker']) return !this.#holiday && this.#weekday !== 0
    if (this.#holiday && random.chance(0.5)) return false
    return person % 7 !== this.#weekday
  }

  #worksOnSaturday(person: number, rhythm: number): boolean {
    const occupation = this.#people.occupation[person] as number
    if (rhythm === rhythmCode['morning-school'] || rhythm === rhythmCode['afternoon-school'])
      return occupation !== occupationCode.student
    return (
      occupation === occupationCode['factory-worker'] ||
      (occupation === occupationCode['office-worker'] && person % 2 === 0)
    )
  }

  #work(person: number, area: number, rhythm: number): void {
    const random = this.#random
    if (this.#people.occupation[person] === occupationCode.driver) {
      const start = 330 + random.below(180)
      this.#visit(area, start, start + 20 + random.below(25))
      this.#visit(area, start + 300 + random.below(180), start + 520 + random.below(60))
      return
    }
    if (rhythm === rhythmCode['office-hours']) this.#officeHours(person, area)
    else if (rhythm === rhythmCode['early-shift']) this.#visit(area, 345 + random.below(15), 840 + random.below(10))
    else if (rhythm === rhythmCode['late-shift']) this.#visit(area, 828 + random.below(12), 1320 + random.below(10))
    else if (rhythm === rhythmCode['shop-hours']) this.#visit(area, 480 + random.below(30), 1050 + random.below(60))
    else if (rhythm === rhythmCode['market-morning'])
      this.#visit(area, 290 + random.below(40), random.chance(0.3) ? 1020 + random.below(30) : 655 + random.below(45))
    else if (rhythm === rhythmCode['full-school-day']) this.#visit(area, 405 + random.below(25), 980 + random.below(30))
    else if (rhythm === rhythmCode['morning-school']) this.#visit(area, 403 + random.below(15), 680 + random.below(10))
    else this.#visit(area, 763 + random.below(15), 1020 + random.below(15))
  }

  /** Straight through, or with lunch at home or in a restaurant near the work. */
  #officeHours(person: number, area: number): void {
    const random = this.#random
    const start = 415 + random.below(30)
    const end = 990 + random.below(45)
    const lunch = random.unit()
    if (lunch > 0.42) {
      this.#visit(area, start, end)
      return
    }
    this.#visit(area, start, 685 + random.below(15))
    if (lunch < 0.18) {
      const commune = this.#places.commune[this.#places.areaPlace[area] as number] as number
      const place = this.#choosePlace(kindCode.restaurant, person, commune)
      if (place >= 0)
        this.#visit(this.#places.firstArea[place] as number, 705 + random.below(10), 735 + random.below(25))
    }
    this.#visit(area, 775 + random.below(15), end)
  }

  /** Perhaps one visit that ends before `to`. */
  #errand(wishes: Wish, from: number, to: number): boolean {
    const random = this.#random
    const roll = random.unit()
    const { kinds, upTo } = wishes
    let choice = 0
    while (choice < kinds.length && (upTo[choice] as number) <= roll) choice++
    if (choice === kinds.length) return false
    const kind = kinds[choice] as number
    const low = shortest[kind] as number
    const length = low + random.below((longest[kind] as number) - low + 1)
    const earliest = Math.max(this.#free, from)
    const slack = to - length - earliest
    if (slack < 0) return false
    if (kind === kindCode['government-office'] && (this.#holiday || this.#weekday === 0 || this.#weekday === 6))
      return false
    const place = this.#choosePlace(kind, this.#current)
    if (place < 0) return false
    const start = earliest + random.below(slack + 1)
    return this.#visit(this.#openArea(place, random), start, start + length)
  }

  #openArea(place: number, random: RandomStream): number {
    return (this.#places.firstArea[place] as number) + random.below(this.#openAreas[place] as number)
  }

  /** Mostly the person's usual place of the kind, else another one nearby, seldom anywhere; -1 when there is none. */
  #choosePlace(kind: number, person: number, commune = this.#people.commune[person] as number): number {
    const random = this.#random
    const near = this.#destinations.near(kind, commune)
    if (near.length === 0) return -1
    const roll = random.unit()
    if (roll < 0.6) return near[this.#favourites.at(person, kind).below(near.length)] as number
    if (roll < 0.95) return near[random.below(near.length)] as number
    const all = this.#destinations.all(kind)
    return all[random.below(all.length)] as number
  }

  /** What the household does together: a mass on Sundays for some, an outing on some evenings. */
  #planOuting(household: number): Outing {
    const random = this.#householdRandom.at(household, this.#day)
    const sunday = this.#weekday === 0
    const likely = sunday || this.#holiday ? 0.22 : this.#weekday === 6 ? 0.15 : 0.03
    const outing = { start: -1, end: -1, area: -1, mass: -1, massArea: -1 }
    const commune = this.#households.commune[household] as number
    if (random.chance(likely)) {
      const roll = random.unit()
      let choice = 0
      while (choice < outingWishes.kinds.length - 1 && (outingWishes.upTo[choice] as number) <= roll) choice++
      const kind = outingWishes.kinds[choice] as number
      const near = this.#destinations.near(kind, commune)
      if (near.length > 0) {
        outing.start = 1000 + random.below(150)
        outing.end = outing.start + random.between(Math.max(30, shortest[kind] as number), longest[kind] as number)
        outing.area = this.#openArea(near[random.below(near.length)] as number, random)
      }
    }
    if (sunday && this.#favourites.at(household, 255).chance(churchgoing)) {
      const near = this.#destinations.near(kindCode.church, commune)
      if (near.length > 0) {
        outing.mass = random.chance(0.6) ? 330 : 1020
        outing.massArea = this.#places.firstArea[near[0] as number] as number
        if (outing.mass > 600) outing.start = -1
      }
    }
    return outing
  }
}

interface Outing {
  /** Minute, -1 for none. */
  readonly start: number
  readonly end: number
  readonly area: number
  /** Minute of the mass, -1 for none. */
  readonly mass: number
  readonly massArea: number
}

function lifeStage(age: number, occupation: number): number {
  if (age < 12) return lifeStages.child
  if (age < 18) return lifeStages.teen
  if (age >= 65 || occupation === occupationCode.retired) return lifeStages.elder
  const home = occupation === occupationCode.homemaker || occupation === occupationCode.farmer
  return home ? lifeStages.homebound : lifeStages.worker
}
