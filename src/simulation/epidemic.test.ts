import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dayAt, dayOfNumber, minuteAt } from './calendar.ts'
import { sampleOptions } from './sample.ts'
import { simulate } from './simulate.ts'
import type { DiseaseProfile, Infection, SimulatedDay, Simulation, SimulationOptions } from './types.ts'

function run(given: Partial<SimulationOptions>): { simulation: Simulation; days: SimulatedDay[] } {
  const simulation = simulate(sampleOptions(given))
  return { simulation, days: [...simulation.days()] }
}

/** The area a person is in at a minute of the day; null at home or away. */
function areaAt({ visits }: SimulatedDay, person: number, minute: number): number | null {
  for (let row = visits.person.indexOf(person); row >= 0 && visits.person[row] === person; row++)
    if ((visits.in[row] as number) <= minute && minute < (visits.out[row] as number)) return visits.area[row] as number
  return null
}

function checkInfection(simulation: Simulation, days: SimulatedDay[], infection: Infection): void {
  const by = simulation.truth.infectionOf(infection.infector ?? -1)
  if (infection.setting === 'imported') {
    expect(infection).toMatchObject({ infector: null, place: null, household: null, generation: 0 })
    return
  }
  if (!by) throw new Error('no infector')
  expect(infection.generation).toBe(by.generation + 1)
  expect(infection.at).toBeGreaterThanOrEqual(by.infectiousFrom)
  expect(infection.at).toBeLessThan(by.infectiousUntil)
  if (by.detectedAt !== null && simulation.options.response.isolateCases)
    expect(infection.at).toBeLessThan(by.detectedAt)
  const date = dayOfNumber(dayAt(infection.at))
  const day = days.find(one => one.date === date)
  if (!day) throw new Error(`no day ${date}`)
  const minute = minuteAt(infection.at)
  expect(areaAt(day, infection.person, minute)).toBe(infection.area)
  expect(areaAt(day, by.person, minute)).toBe(infection.area)
  if (infection.setting === 'household') {
    expect(simulation.people.household[infection.person]).toBe(infection.household)
    expect(simulation.people.household[by.person]).toBe(infection.household)
  } else expect(simulation.places.areaPlace[infection.area ?? -1]).toBe(infection.place)
}

test('every infection comes from somebody infectious who is there at that minute', () => {
  let seen = 0
  fc.assert(
    fc.property(fc.nat(), fc.boolean(), fc.constantFrom(0, 0.3), (seed, isolateCases, immuneShare) => {
      const response = { isolateCases, householdQuarantineDays: isolateCases ? 14 : 0 }
      const { simulation, days } = run({ seed, response, disease: { immuneShare }, imported: { count: 10 } })
      for (const infection of simulation.infections) checkInfection(simulation, days, infection)
      seen += simulation.infections.filter(one => one.infector !== null).length
    }),
    { numRuns: 20 },
  )
  expect(seen).toBeGreaterThan(200)
})

test('nobody is infected twice, and an infection takes its course in order', () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const { simulation } = run({ seed, population: 5_000 })
    const people = simulation.infections.map(infection => infection.person)
    expect(new Set(people).size).toBe(people.length)
    simulation.infections.forEach((infection, id) => {
      expect(infection.id).toBe(id)
      const { at, infectiousFrom, onset, detectedAt, outcomeAt } = infection
      expect(infectiousFrom).toBeGreaterThan(at)
      expect(outcomeAt).toBeGreaterThan(infectiousFrom)
      if (onset !== null) expect(onset).toBeGreaterThanOrEqual(infectiousFrom)
      if (detectedAt === null) expect(infection.detectedBy).toBeNull()
      else expect(detectedAt).toBeGreaterThan(infectiousFrom)
    })
  }
})

test('the confirmed are away from then on, their households stay at home', () => {
  const { simulation, days } = run({ population: 5_000, seed: 3 })
  const confirmed = days.flatMap(day => day.confirmed)
  expect(confirmed.length).toBeGreaterThan(5)
  for (const infection of confirmed)
    for (const day of days.filter(one => one.midnight > Number(infection.detectedAt)))
      for (const member of simulation.households.members(simulation.people.household[infection.person] as number))
        if (day.midnight < infection.outcomeAt) expect(day.visits.person.indexOf(member)).toBe(-1)
})

test('travellers have no visits in the province before they return', () => {
  const { simulation, days } = run({ seed: 2, population: 5_000 })
  const trips = simulation.state().trips
  expect(trips.length).toBeGreaterThan(3)
  for (const trip of trips)
    for (const day of days.filter(one => trip.leaves <= one.index && one.index < trip.returns))
      expect(day.visits.person.indexOf(trip.person)).toBe(-1)
})

test('each day names the infections and confirmations of that day', () => {
  const { simulation, days } = run({ seed: 4, population: 5_000 })
  const imported = days.flatMap(day => day.infections.filter(one => one.setting === 'imported'))
  expect(days.flatMap(day => day.infections).map(one => one.id)).toEqual(simulation.infections.map(one => one.id))
  expect(imported.length).toBeGreaterThan(3)
  for (const day of days) {
    for (const one of day.infections.filter(infection => infection.setting !== 'imported'))
      expect(dayOfNumber(dayAt(one.at))).toBe(day.date)
    for (const one of day.confirmed) expect(dayOfNumber(dayAt(Number(one.detectedAt)))).toBe(day.date)
  }
})

test.each<[string, Partial<DiseaseProfile>]>([
  ['a disease that does not pass on', { infectiousness: [0, 0, 0] }],
  ['everyone immune', { immuneShare: 1 }],
])('with %s only travellers are infected', (_, disease) => {
  const { simulation } = run({ disease })
  expect(new Set(simulation.infections.map(one => one.setting))).toEqual(new Set(['imported']))
})

describe('the small demonstration', () => {
  const runs = Array.from({ length: 30 }, (_, i) => run({ seed: i + 1, population: 5_000 }))
  const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] as number

  test('has a lively but believable number of infections and confirmed cases', () => {
    const infections = runs.map(({ simulation }) => simulation.infections.length)
    expect(median(infections)).toBeGreaterThanOrEqual(20)
    expect(median(infections)).toBeLessThanOrEqual(50)
    expect(infections.filter(number => number >= 12 && number <= 70).length).toBeGreaterThanOrEqual(22)
    expect(median(runs.map(({ days }) => days.flatMap(day => day.confirmed).length))).toBeGreaterThanOrEqual(8)
    expect(
      median(runs.map(({ simulation }) => Math.max(...simulation.infections.map(one => one.generation)))),
    ).toBeGreaterThanOrEqual(2)
  })

  test('spreads at home and outside', () => {
    const all = runs.flatMap(({ simulation }) => simulation.infections).filter(one => one.infector !== null)
    const share = all.filter(one => one.setting === 'household').length / all.length
    expect(share).toBeGreaterThan(0.25)
    expect(share).toBeLessThan(0.65)
  })

  test('has confirmed cases whose recorded visits overlap those of others', () => {
    const met = runs.map(({ days }) => {
      const cases = new Set(days.flatMap(day => day.confirmed).map(one => one.person))
      return days.reduce((sum, day) => sum + recordedMeetings(day, cases), 0)
    })
    expect(median(met)).toBeGreaterThan(50)
  })
})

/** Pairs of a recorded visit of a case and one of somebody else, at the same place and an overlapping time, on the day. */
function recordedMeetings({ visits, scans }: SimulatedDay, cases: Set<number>): number {
  const scanned = scans.visit.filter((_, row) => scans.out[row] === 0)
  const ofCases = scanned.filter(row => cases.has(visits.person[row] as number))
  const meets = (one: number, other: number) =>
    visits.place[other] === visits.place[one] &&
    visits.person[other] !== visits.person[one] &&
    (visits.in[other] as number) < (visits.out[one] as number) &&
    (visits.out[other] as number) > (visits.in[one] as number)
  return ofCases.reduce((sum, row) => sum + scanned.filter(other => meets(row, other)).length, 0)
}
