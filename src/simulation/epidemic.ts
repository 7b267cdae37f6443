import { dayAt, midnightOf, minutesPerDay, msPerDay, msPerMinute } from './calendar.ts'
import { type Confinement, confinements, type DayPlan } from './movement.ts'
import { type AreaIndex, atHomeTogether, indexByArea } from './presence.ts'
import { RandomStream } from './random.ts'
import {
  type Duration,
  type Households,
  type Infection,
  type People,
  type Places,
  placeKinds,
  type ResolvedOptions,
  type Setting,
  type Trip,
} from './types.ts'

/**
 * The epidemic. What an infection does to a person (incubation, symptoms, when it is found) is drawn by person; whether
 * it passes from one to another is drawn by the pair and the day, in proportion to the minutes they share.
 */

const firstTestMinute = 480
const testMinutes = 500
/** Length of a journey that brings an infection home, days. */
const journey = 4
/** Symptoms before this minute of a day keep a person at home on that day. */
const leavingMinute = 5 * 60

interface Exposure {
  readonly infector: Infection
  readonly at: number
  readonly setting: Setting
  readonly area: number
}

export class Epidemic {
  readonly infections: Infection[] = []
  readonly trips: Trip[] = []
  readonly #options: ResolvedOptions
  readonly #firstDay: number
  readonly #people: People
  readonly #households: Households
  readonly #places: Places
  readonly #byPerson = new Map<number, number>()
  readonly #perMinute: Float64Array
  readonly #course: RandomStream
  readonly #transmission: RandomStream
  readonly #travel: RandomStream
  readonly #immunity: RandomStream

  constructor(options: ResolvedOptions, firstDay: number, people: People, households: Households, places: Places) {
    this.#options = options
    this.#firstDay = firstDay
    this.#people = people
    this.#households = households
    this.#places = places
    this.#perMinute = Float64Array.from(placeKinds, kind => options.disease.perMinute[kind])
    this.#course = new RandomStream(options.seed, 'course')
    this.#transmission = new RandomStream(options.seed, 'transmission')
    this.#travel = new RandomStream(options.seed, 'travel')
    this.#immunity = new RandomStream(options.seed, 'immunity')
  }

  infectionOf(person: number): Infection | undefined {
    const id = this.#byPerson.get(person)
    return id === undefined ? undefined : this.infections[id]
  }

  restore(infections: readonly Infection[], trips: readonly Trip[]): void {
    for (const infection of infections) {
      this.infections.push(infection)
      this.#byPerson.set(infection.person, infection.id)
    }
    this.trips.push(...trips)
  }

  /** The travellers of the first days, who are away from the beginning. */
  sendFirstTravellers(): void {
    const { count, overDays } = this.#options.imported
    for (let i = 0; i < count; i++) {
      this.#travel.at(i, 1)
      const returns = Math.floor((i * overDays) / count)
      this.#send(returns - journey, returns, 1, 3.2)
    }
  }

  /** Travellers who leave on a later day. */
  sendTravellers(index: number): void {
    const { overDays, perDayAfter } = this.#options.imported
    if (index < overDays || perDayAfter <= 0) return
    const number = this.#travel.at(index, 2).poisson(perDayAfter)
    for (let i = 0; i < number; i++) this.#send(index, index + journey, 0.5, 3)
  }

  /** Somebody of working age who is at hand leaves, and is infected between `least` and `most` days before the return. */
  #send(leaves: number, returns: number, least: number, most: number): void {
    for (let attempt = 0; attempt < 1_000; attempt++) {
      const person = this.#travel.below(this.#people.count)
      const age = this.#people.age[person] as number
      if (age < 18 || age > 60 || this.#byPerson.has(person)) continue
      if (this.trips.some(trip => trip.person === person && trip.returns > leaves)) continue
      const before = least + this.#travel.unit() * (most - least)
      const infectedAt = Math.round(midnightOf(this.#firstDay + returns) - before * msPerDay)
      this.trips.push({ person, leaves, returns, infectedAt })
      return
    }
  }

  /** Those whose journey ends on the day bring their infection home. */
  welcomeTravellers(index: number): Infection[] {
    const home = this.trips.filter(trip => trip.returns === index && !this.#byPerson.has(trip.person))
    return home.map(trip => this.#infect(trip.person, trip.infectedAt, null, midnightOf(this.#firstDay + index)))
  }

  #duration({ mean, sd, min, max }: Duration): number {
    return Math.min(max, Math.max(min, this.#course.logNormal(mean, sd)))
  }

  /** The first moment a laboratory has a result: on the day itself if that is later than `after`, else on the next. */
  #confirmation(after: number): number {
    const minute = firstTestMinute + this.#course.below(testMinutes)
    const sameDay = midnightOf(dayAt(after)) + minute * msPerMinute
    return sameDay > after ? sameDay : sameDay + msPerDay
  }

  #infect(person: number, at: number, exposure: Exposure | null, notBefore: number): Infection {
    const disease = this.#options.disease
    const random = this.#course.at(person)
    const incubation = this.#duration(disease.incubation)
    const asymptomatic = random.chance(disease.asymptomaticShare)
    const infectivity =
      random.gammaOfMeanOne(disease.dispersion) * (asymptomatic ? disease.asymptomaticInfectiousness : 1)
    const latent = Math.max(disease.minLatentDays, incubation - disease.infectiousBeforeOnset)
    const infectiousFrom = Math.round(at + latent * msPerDay)
    const turn = asymptomatic ? infectiousFrom : Math.round(at + Math.max(incubation, latent) * msPerDay)
    const found = random.chance(asymptomatic ? disease.screenedShare : disease.detectedShare)
    const delay = this.#duration(asymptomatic ? disease.screeningDelay : disease.detectionDelay)
    const staysHome = random.chance(disease.staysHomeShare)
    const fatality =
      10 ** (disease.fatalityIntercept + disease.fatalitySlope * (this.#people.age[person] as number)) / 100
    const died = !asymptomatic && random.chance(fatality)
    const outcomeAt = Math.round(turn + this.#duration(disease.outcomeDelay) * msPerDay)
    const detectedAt = found ? this.#confirmation(Math.max(notBefore, Math.round(turn + delay * msPerDay))) : null
    const area = exposure && exposure.setting === 'place' ? exposure.area : null
    const infection: Infection = {
      id: this.infections.length,
      person,
      infector: exposure ? exposure.infector.person : null,
      at,
      setting: exposure ? exposure.setting : 'imported',
      place: area === null ? null : (this.#places.areaPlace[area] as number),
      area,
      household: exposure?.setting === 'household' ? (this.#people.household[person] as number) : null,
      generation: exposure ? exposure.infector.generation + 1 : 0,
      infectiousFrom,
      infectiousUntil: infectiousFrom + disease.infectiousness.length * msPerDay,
      onset: asymptomatic ? null : turn,
      detectedAt,
      detectedBy: found ? (asymptomatic ? 'screening' : 'symptoms') : null,
      staysHome,
      infectivity,
      outcome: died ? 'died' : 'recovered',
      outcomeAt,
    }
    this.infections.push(infection)
    this.#byPerson.set(person, infection.id)
    return infection
  }

  /** What keeps whom from an ordinary day. For a past day it gives what held then. */
  confinementOn(index: number): Confinement {
    const midnight = midnightOf(this.#firstDay + index)
    const status = new Uint8Array(this.#people.count)
    const minute = new Map<number, number>()
    const atLeast = (person: number, value: number) => {
      if ((status[person] as number) < value) status[person] = value
    }
    for (const trip of this.trips)
      if (trip.leaves <= index && index < trip.returns) atLeast(trip.person, confinements.away)
    for (const infection of this.infections) {
      const value = this.#confinementOf(infection, midnight)
      atLeast(infection.person, value)
      if (value === confinements.testing || value === confinements.fetched)
        minute.set(infection.person, Math.floor(((infection.detectedAt ?? midnight) - midnight) / msPerMinute))
    }
    for (const infection of this.infections) {
      if (!this.#quarantines(infection, midnight)) continue
      for (const member of this.#households.members(this.#people.household[infection.person] as number))
        atLeast(member, status[member] === confinements.testing ? confinements.fetched : confinements.home)
    }
    return { status, minute }
  }

  #confinementOf(infection: Infection, midnight: number): number {
    const { detectedAt, onset, outcomeAt } = infection
    const { isolateCases } = this.#options.response
    if (infection.outcome === 'died' && outcomeAt < midnight) return confinements.away
    if (detectedAt !== null && detectedAt < midnight && midnight < outcomeAt)
      return isolateCases ? confinements.away : confinements.home
    if (detectedAt !== null && detectedAt >= midnight && detectedAt < midnight + msPerDay) {
      if (!isolateCases) return confinements.home
      return infection.detectedBy === 'symptoms' ? confinements.testing : confinements.fetched
    }
    const ill = onset !== null && onset < midnight + leavingMinute * msPerMinute && midnight < outcomeAt
    return ill && infection.staysHome ? confinements.home : confinements.none
  }

  #quarantines(infection: Infection, midnight: number): boolean {
    const { detectedAt } = infection
    const days = this.#options.response.householdQuarantineDays
    return detectedAt !== null && detectedAt < midnight && midnight < detectedAt + days * msPerDay
  }

  confirmedOn(index: number): Infection[] {
    const from = midnightOf(this.#firstDay + index)
    return this.infections
      .filter(({ detectedAt }) => detectedAt !== null && detectedAt >= from && detectedAt < from + msPerDay)
      .sort((a, b) => Number(a.detectedAt) - Number(b.detectedAt) || a.id - b.id)
  }

  /** Infections that happened on the day; imported ones on the day of the return. */
  infectionsOn(index: number): Infection[] {
    const day = this.#firstDay + index
    return this.infections.filter(infection => {
      if (infection.setting !== 'imported') return dayAt(infection.at) === day
      return this.trips.some(
        trip => trip.person === infection.person && trip.infectedAt === infection.at && trip.returns === index,
      )
    })
  }

  /** Passes the infection on during the day; returns the new infections in time order. */
  spread(plan: DayPlan, confinement: Confinement, index: number): Infection[] {
    const exposures = this.#exposures(plan, confinement, index)
    return [...exposures]
      .sort(([a, one], [b, other]) => one.at - other.at || a - b)
      .map(([person, exposure]) => this.#infect(person, exposure.at, exposure, 0))
      .map(infection => this.#testInQuarantine(infection, index))
  }

  #exposures(plan: DayPlan, confinement: Confinement, index: number): Map<number, Exposure> {
    const midnight = midnightOf(plan.day)
    const earliest = new Map<number, Exposure>()
    const infectious = this.infections.filter(
      one => one.infectiousFrom < midnight + msPerDay && one.infectiousUntil > midnight,
    )
    if (infectious.length === 0) return earliest
    const byArea = indexByArea(plan, this.#places.areaCount)
    const ease = 1 / this.#cautionOn(index)
    for (const infector of infectious) {
      if (confinement.status[infector.person] === confinements.away) continue
      this.#exposeAtPlaces(infector, plan, byArea, ease, earliest)
      this.#exposeAtHome(infector, plan, confinement, earliest)
    }
    return earliest
  }

  /** By how much people have become careful: 1 and more. */
  #cautionOn(index: number): number {
    const midnight = midnightOf(this.#firstDay + index)
    const recent = this.infections.filter(
      ({ detectedAt }) => detectedAt !== null && detectedAt < midnight && detectedAt >= midnight - 7 * msPerDay,
    )
    return 1 + (this.#options.response.caution * recent.length * 1_000) / this.#people.count
  }

  #exposeAtPlaces(
    infector: Infection,
    plan: DayPlan,
    byArea: AreaIndex,
    ease: number,
    earliest: Map<number, Exposure>,
  ): void {
    const { visits, firstVisit } = plan
    const last = firstVisit[infector.person + 1] as number
    for (let row = firstVisit[infector.person] as number; row < last; row++) {
      const area = visits.area[row] as number
      const hazard = ease * (this.#perMinute[this.#places.kind[visits.place[row] as number] as number] as number)
      const share = hazard * this.#nearness(plan, byArea, row)
      for (let i = byArea.start[area] as number; i < (byArea.start[area + 1] as number); i++) {
        const other = byArea.rows[i] as number
        const from = Math.max(visits.in[row] as number, visits.in[other] as number)
        const to = Math.min(visits.out[row] as number, visits.out[other] as number)
        if (from < to)
          this.#expose(infector, visits.person[other] as number, plan.day, from, to, share, 'place', area, earliest)
      }
    }
  }

  /** The part of those present that a visitor is near to, averaged over the visit: 1 unless it is crowded. */
  #nearness({ visits }: DayPlan, byArea: AreaIndex, row: number): number {
    const area = visits.area[row] as number
    const start = visits.in[row] as number
    const end = visits.out[row] as number
    let minutes = start - end
    for (let i = byArea.start[area] as number; i < (byArea.start[area + 1] as number); i++) {
      const other = byArea.rows[i] as number
      minutes += Math.max(0, Math.min(end, visits.out[other] as number) - Math.max(start, visits.in[other] as number))
    }
    return Math.min(1, (this.#options.disease.closeContacts * (end - start)) / Math.max(1, minutes))
  }

  #exposeAtHome(infector: Infection, plan: DayPlan, confinement: Confinement, earliest: Map<number, Exposure>): void {
    const hazard = this.#options.disease.perMinuteHousehold
    for (const member of this.#households.members(this.#people.household[infector.person] as number)) {
      if (member === infector.person || this.#byPerson.has(member)) continue
      atHomeTogether(plan, confinement, infector.person, member, (from, to) => {
        this.#expose(infector, member, plan.day, from, to, hazard, 'household', -1, earliest)
      })
    }
  }

  /** One span of co-presence, cut to when the infector is infectious. */
  #expose(
    infector: Infection,
    person: number,
    day: number,
    from: number,
    to: number,
    hazard: number,
    setting: Setting,
    area: number,
    earliest: Map<number, Exposure>,
  ): void {
    if (person === infector.person || this.#byPerson.has(person)) return
    const midnight = midnightOf(day)
    const start = Math.max(from, Math.ceil((infector.infectiousFrom - midnight) / msPerMinute))
    const end = Math.min(to, Math.floor((infector.infectiousUntil - midnight) / msPerMinute))
    if (start >= end) return
    const disease = this.#options.disease
    const sinceDays = Math.floor((midnight + start * msPerMinute - infector.infectiousFrom) / msPerDay)
    const strength = infector.infectivity * (disease.infectiousness[sinceDays] ?? 0)
    const receptive = (this.#people.age[person] as number) < 15 ? disease.childSusceptibility : 1
    const random = this.#transmission.at(infector.person, person, day * minutesPerDay + start)
    if (!random.chance(1 - Math.exp(-hazard * strength * receptive * (end - start)))) return
    if (disease.immuneShare > 0 && this.#immunity.at(person).chance(disease.immuneShare)) return
    const at = midnight + (start + random.below(end - start)) * msPerMinute
    const before = earliest.get(person)
    if (!before || at < before.at) earliest.set(person, { infector, at, setting, area })
  }

  /** The households of those confirmed on the day are tested on the following days. */
  testHouseholds(index: number): void {
    for (const confirmed of this.confirmedOn(index))
      for (const member of this.#households.members(this.#people.household[confirmed.person] as number)) {
        const infection = this.infectionOf(member)
        if (infection && infection.id !== confirmed.id) this.#testSoon(infection, index)
      }
  }

  #testInQuarantine(infection: Infection, index: number): Infection {
    const nextMidnight = midnightOf(this.#firstDay + index + 1)
    const members = this.#households.members(this.#people.household[infection.person] as number)
    const quarantined = members.some(member => {
      const other = this.infectionOf(member)
      return other !== undefined && other.id !== infection.id && this.#quarantines(other, nextMidnight)
    })
    if (quarantined) this.#testSoon(infection, index)
    return this.infections[infection.id] ?? infection
  }

  /** Brings a confirmation forward, never into a day that is over. */
  #testSoon(infection: Infection, index: number): void {
    const within = this.#options.response.householdTestDays
    const nextMidnight = midnightOf(this.#firstDay + index + 1)
    if (within === null || (infection.detectedAt !== null && infection.detectedAt < nextMidnight)) return
    const random = this.#course.at(infection.person, 1)
    const wait = Math.round(random.unit() * within * msPerDay)
    const detectedAt = this.#confirmation(Math.max(nextMidnight, infection.infectiousFrom) + wait)
    if (infection.detectedAt !== null && infection.detectedAt <= detectedAt) return
    if (detectedAt >= infection.outcomeAt) return
    this.infections[infection.id] = { ...infection, detectedAt, detectedBy: 'household-test' }
  }
}
