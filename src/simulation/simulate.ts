import { dayNumber, dayOfNumber, midnightOf } from './calendar.ts'
import { populate } from './demography.ts'
import { covid19, demoRecording, importedFor, response2021 } from './disease.ts'
import { Epidemic } from './epidemic.ts'
import { layOut } from './layout.ts'
import { Movement } from './movement.ts'
import { drawOccupations, occupationCode } from './occupations.ts'
import { addressBook, makeHouseholds, makePeople, makeRegister } from './people.ts'
import { makePlaces, staffLists } from './placebook.ts'
import { indexByArea } from './presence.ts'
import { RandomStream } from './random.ts'
import { Recorder } from './recording.ts'
import { type KnownDay, makeTruth } from './truth.ts'
import type {
  Households,
  Infection,
  People,
  Places,
  ResolvedOptions,
  SimulatedDay,
  Simulation,
  SimulationOptions,
  SimulationState,
} from './types.ts'
import { isUrban } from './vocabulary.ts'

export { scansBetween } from './recording.ts'

const smallestPopulation = 100
/** Days kept for questions to the truth, counted in visits. */
const keptVisits = 8_000_000

function checked(options: SimulationOptions): void {
  const wrong = (what: string) => new RangeError(`simulation: ${what}`)
  if (!Number.isSafeInteger(options.seed)) throw wrong('seed must be a whole number')
  if (!Number.isSafeInteger(options.population) || options.population < smallestPopulation)
    throw wrong(`population must be a whole number of ${smallestPopulation} or more`)
  if (!Number.isSafeInteger(options.days) || options.days < 1) throw wrong('days must be a whole number of 1 or more')
  if (options.communes.length === 0 || options.communes.length > 65_535) throw wrong('communes must be 1 to 65,535')
  if (!/^\d{2}$/.test(options.provinceCode) || options.provinceCode === '00')
    throw wrong('provinceCode must be two digits')
  if ((options.disease?.minLatentDays ?? 0) < 0) throw wrong('minLatentDays must not be negative')
}

/** Fills in the defaults of `disease.ts`. @throws RangeError on values no simulation can have */
export function resolveOptions(options: SimulationOptions): ResolvedOptions {
  checked(options)
  return {
    ...options,
    firstDay: dayOfNumber(dayNumber(options.lastDay) - options.days + 1),
    disease: { ...covid19, ...options.disease },
    recording: { ...demoRecording, ...options.recording },
    response: { ...response2021, ...options.response },
    imported: { ...importedFor(options.population), ...options.imported },
    holidays: options.holidays ?? [],
  }
}

interface World {
  readonly people: People
  readonly households: Households
  readonly places: Places
  readonly openAreas: readonly number[]
}

const learners = new Set([
  occupationCode.infant,
  occupationCode.preschooler,
  occupationCode.pupil,
  occupationCode.student,
])

function makeWorld(options: ResolvedOptions, first: number): World {
  const shares = options.communes.map(unit => unit.weight ?? (isUrban(unit) ? 2 : 1))
  const demography = populate(options.population, shares, new RandomStream(options.seed, 'demography'))
  const address = addressBook(options)
  const households = makeHouseholds(demography, address)
  const register = makeRegister(options, first, demography)
  const occupation = drawOccupations(options, demography, register.commune)
  const { book, workArea, rhythm } = layOut(options, demography, register.commune, occupation)
  const isStaff = (person: number) => !learners.has(occupation[person] as number)
  const staff = staffLists(book.areaPlace, book.kind.length, workArea, isStaff)
  const places = makePlaces(book, staff, register.identity.phoneOwner, address)
  const activity = { occupation, rhythm, workArea, areaPlace: places.areaPlace }
  return {
    people: makePeople(demography, register, activity, households),
    households,
    places,
    openAreas: book.openAreas,
  }
}

/** The most recently used days, as many as `keptVisits` allows. */
class DayCache {
  readonly #days = new Map<number, KnownDay>()

  get(index: number, make: () => KnownDay): KnownDay {
    const day = this.#days.get(index) ?? make()
    this.#days.delete(index)
    this.#days.set(index, day)
    let visits = [...this.#days.values()].reduce((sum, { plan }) => sum + plan.visits.count, 0)
    for (const [oldest, { plan }] of this.#days) {
      if (visits <= keptVisits || oldest === index) break
      this.#days.delete(oldest)
      visits -= plan.visits.count
    }
    return day
  }
}

/** @throws RangeError when the state is of another simulation */
function restore(epidemic: Epidemic, options: ResolvedOptions, state: SimulationState): number {
  if (state.version !== 1 || state.seed !== options.seed || state.firstDay !== options.firstDay)
    throw new RangeError('simulation: the state belongs to another simulation')
  epidemic.restore(state.infections, state.trips)
  return state.simulatedDays
}

/**
 * Lays out the people and places at once; days are simulated as they are asked for. Equal options give an equal result.
 * @param state from `simulation.state()` of an earlier run with equal options, to continue where it ended
 * @throws RangeError on impossible options
 */
export function simulate(given: SimulationOptions, state?: SimulationState): Simulation {
  const options = resolveOptions(given)
  const first = dayNumber(options.firstDay)
  const { people, households, places, openAreas } = makeWorld(options, first)
  const holidays = new Set(options.holidays.map(dayNumber))
  const movement = new Movement(options.seed, people, households, places, openAreas, options.communes.length, holidays)
  const recorder = new Recorder(options.seed, options.recording, people, places)
  const epidemic = new Epidemic(options, first, people, households, places)
  let simulated = 0
  if (state) simulated = restore(epidemic, options, state)
  else epidemic.sendFirstTravellers()

  const finished = (index: number, plan: KnownDay['plan'], infections: readonly Infection[]): SimulatedDay => ({
    index,
    date: dayOfNumber(first + index),
    midnight: midnightOf(first + index),
    visits: plan.visits,
    scans: recorder.record(plan),
    infections,
    confirmed: epidemic.confirmedOn(index),
  })

  const advance = (): SimulatedDay => {
    const index = simulated
    epidemic.sendTravellers(index)
    const returned = epidemic.welcomeTravellers(index)
    const confinement = epidemic.confinementOn(index)
    const plan = movement.plan(first + index, confinement)
    const infected = epidemic.spread(plan, confinement, index)
    epidemic.testHouseholds(index)
    simulated = index + 1
    const current = [...returned, ...infected].map(({ id }) => epidemic.infections[id] as Infection)
    return finished(index, plan, current)
  }

  const cache = new DayCache()
  const knownDay = (index: number): KnownDay | null => {
    if (index < 0 || index >= simulated) return null
    return cache.get(index, () => {
      const confinement = epidemic.confinementOn(index)
      const plan = movement.plan(first + index, confinement)
      return { plan, confinement, byArea: indexByArea(plan, places.areaCount) }
    })
  }

  return {
    options,
    people,
    households,
    places,
    hasApp: recorder.hasApp,
    isCheckpoint: recorder.isCheckpoint,
    infections: epidemic.infections,
    get simulatedDays() {
      return simulated
    },
    *days() {
      while (simulated < options.days) yield advance()
    },
    advance,
    day(date) {
      const index = dayNumber(date) - first
      if (index < 0) throw new RangeError(`simulation: ${date} lies before the first day`)
      while (simulated < index) advance()
      if (simulated === index) return advance()
      const plan = movement.plan(first + index, epidemic.confinementOn(index))
      return finished(index, plan, epidemic.infectionsOn(index))
    },
    state: () => ({
      version: 1,
      seed: options.seed,
      firstDay: options.firstDay,
      simulatedDays: simulated,
      infections: [...epidemic.infections],
      trips: [...epidemic.trips],
    }),
    truth: makeTruth({ people, households, places, epidemic, firstDay: first, knownDay }),
  }
}
