import type { DayPlan } from './movement.ts'
import { RandomStream } from './random.ts'
import { type People, type Places, placeKinds, type RecordingModel, type Scans, scanMeans } from './types.ts'

/** The few scans that come of many visits. Draws from streams of its own, so that the truth does not depend on it. */

const youngestWithApp = 12
const secondsPerDay = 86_400
const [posterCode, personalCode, cardCode] = [
  scanMeans.indexOf('poster'),
  scanMeans.indexOf('personal-qr'),
  scanMeans.indexOf('card'),
]

/** Old people have the app less often. */
const eagerness = (age: number): number => (age < youngestWithApp ? 0 : age < 50 ? 1 : age < 65 ? 0.7 : 0.35)

function drawApps(seed: number, people: People, share: number): Uint8Array {
  const random = new RandomStream(seed, 'apps')
  let eligible = 0
  let sum = 0
  for (const age of people.age) {
    if (age < youngestWithApp) continue
    eligible++
    sum += eagerness(age)
  }
  const scale = sum > 0 ? (share * eligible) / sum : 0
  return Uint8Array.from(people.age, (age, person) => Number(random.at(person).chance(eagerness(age) * scale)))
}

function drawCheckpoints(seed: number, places: Places, model: RecordingModel): Uint8Array {
  const random = new RandomStream(seed, 'checkpoints')
  return Uint8Array.from(places.kind, (code, place) => {
    const kind = placeKinds[code]
    return Number(kind !== undefined && random.at(place).chance(model.checkpointShare[kind]))
  })
}

/** Rows of scans while they are collected; two per visit at most. */
class ScanRows {
  count = 0
  readonly visit: Uint32Array
  readonly second: Uint32Array
  readonly out: Uint8Array
  readonly means: Uint8Array
  readonly staff: Int32Array

  constructor(room: number) {
    this.visit = new Uint32Array(room)
    this.second = new Uint32Array(room)
    this.out = new Uint8Array(room)
    this.means = new Uint8Array(room)
    this.staff = new Int32Array(room)
  }

  add(visit: number, second: number, out: number, means: number, staff: number): void {
    const row = this.count++
    this.visit[row] = visit
    this.second[row] = second
    this.out[row] = out
    this.means[row] = means
    this.staff[row] = staff
  }

  /** In the order of seconds (counting sort; equal seconds keep the order of visits). */
  sorted(): Scans {
    const start = new Uint32Array(secondsPerDay + 1)
    for (let row = 0; row < this.count; row++) {
      const next = (this.second[row] as number) + 1
      start[next] = (start[next] as number) + 1
    }
    for (let s = 0; s < secondsPerDay; s++) start[s + 1] = (start[s + 1] as number) + (start[s] as number)
    const result = new ScanRows(this.count)
    result.count = this.count
    for (let row = 0; row < this.count; row++) {
      const second = this.second[row] as number
      const to = start[second] as number
      start[second] = to + 1
      result.visit[to] = this.visit[row] as number
      result.second[to] = second
      result.out[to] = this.out[row] as number
      result.means[to] = this.means[row] as number
      result.staff[to] = this.staff[row] as number
    }
    return result
  }
}

export class Recorder {
  readonly hasApp: Uint8Array
  readonly isCheckpoint: Uint8Array
  readonly #model: RecordingModel
  readonly #random: RandomStream
  readonly #withApp: number
  readonly #withoutApp: number
  /** Staff of place p: `#staff[#firstStaff[p]]` up to, not including, `#staff[#firstStaff[p + 1]]`. */
  readonly #staff: Uint32Array
  readonly #firstStaff: Uint32Array

  constructor(seed: number, model: RecordingModel, people: People, places: Places) {
    this.#model = model
    this.#random = new RandomStream(seed, 'recording')
    this.hasApp = drawApps(seed, people, model.appShare)
    this.isCheckpoint = drawCheckpoints(seed, places, model)
    const share = this.hasApp.reduce((sum, value) => sum + value, 0) / people.count
    this.#withoutApp = Math.min(1, model.scannedIn * model.withoutApp)
    this.#withApp = share > 0 ? Math.min(1, (model.scannedIn - (1 - share) * this.#withoutApp) / share) : 0
    const teams = Array.from({ length: places.count }, (_, place) => places.staff(place))
    this.#firstStaff = new Uint32Array(places.count + 1)
    teams.forEach((team, place) => {
      this.#firstStaff[place + 1] = (this.#firstStaff[place] as number) + team.length
    })
    this.#staff = Uint32Array.from(teams.flat())
  }

  record({ day, visits }: DayPlan): Scans {
    const random = this.#random
    const rows = new ScanRows(visits.count * 2)
    let current = -1
    for (let visit = 0; visit < visits.count; visit++) {
      const place = visits.place[visit] as number
      if (this.isCheckpoint[place] === 0) continue
      const person = visits.person[visit] as number
      if (person !== current) random.at(person, day)
      current = person
      const app = this.hasApp[person] === 1
      if (!random.chance(app ? this.#withApp : this.#withoutApp)) continue
      const own = app && random.chance(this.#model.ownScanShare)
      const staff = own ? -1 : this.#scanner(place, person)
      if (!own && staff < 0 && !app) continue
      const means = own || staff < 0 ? posterCode : app ? personalCode : cardCode
      rows.add(visit, (visits.in[visit] as number) * 60 + random.below(60), 0, means, staff)
      if (random.chance(this.#model.scannedOut))
        rows.add(visit, (visits.out[visit] as number) * 60 - 1 - random.below(60), 1, means, staff)
    }
    return rows.sorted()
  }

  /** A member of the place's staff other than the person; -1 when there is none. */
  #scanner(place: number, person: number): number {
    const from = this.#firstStaff[place] as number
    const size = (this.#firstStaff[place + 1] as number) - from
    if (size === 0) return -1
    const choice = this.#random.below(size)
    const staff = this.#staff[from + choice] as number
    if (staff !== person) return staff
    return size === 1 ? -1 : (this.#staff[from + ((choice + 1) % size)] as number)
  }
}

/** Rows of the scans in [fromSecond, toSecond): from `start` up to, not including, `end`. */
export function scansBetween(scans: Scans, fromSecond: number, toSecond: number): { start: number; end: number } {
  const firstAtOrAfter = (second: number): number => {
    let low = 0
    let high = scans.count
    while (low < high) {
      const middle = (low + high) >> 1
      if ((scans.second[middle] as number) < second) low = middle + 1
      else high = middle
    }
    return low
  }
  return { start: firstAtOrAfter(fromSecond), end: firstAtOrAfter(toSecond) }
}
