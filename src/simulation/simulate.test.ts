import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { msPerDay } from './calendar.ts'
import { sampleOptions } from './sample.ts'
import { simulate } from './simulate.ts'
import type { Infection, SimulatedDay, Simulation, SimulationOptions, SimulationState } from './types.ts'

type Column = ArrayBufferView<ArrayBuffer>

function digest(...parts: (Column | string)[]): string {
  const hash = createHash('sha256')
  for (const part of parts)
    hash.update(typeof part === 'string' ? part : new Uint8Array(part.buffer, part.byteOffset, part.byteLength))
  return hash.digest('hex')
}

const columns = (table: object): Column[] => Object.values(table).filter(value => ArrayBuffer.isView(value)) as Column[]

function world({ people, households, places }: Simulation): string {
  const every = <T>(count: number, each: (i: number) => T) =>
    JSON.stringify(Array.from({ length: count }, (_, i) => each(i)))
  return digest(
    ...columns(people),
    ...columns(households),
    ...columns(places),
    every(people.count, people.get),
    every(places.count, places.get),
  )
}

const visitsOf = (day: SimulatedDay) => digest(...columns(day.visits))
const scansOf = (day: SimulatedDay) => digest(...columns(day.scans))
const whole = (day: SimulatedDay) =>
  digest(
    visitsOf(day),
    scansOf(day),
    JSON.stringify([day.index, day.date, day.midnight, day.infections, day.confirmed]),
  )

function run(given: Partial<SimulationOptions> = {}) {
  const simulation = simulate(sampleOptions(given))
  const days = [...simulation.days()]
  return { simulation, days, infections: JSON.stringify(simulation.infections) }
}

describe('the same options give the same result', () => {
  const one = run()

  test('bit for bit', () => {
    const other = run()
    expect(world(other.simulation)).toBe(world(one.simulation))
    expect(other.days.map(whole)).toEqual(one.days.map(whole))
    expect(other.infections).toBe(one.infections)
  })

  test('and another seed another', () => {
    const other = run({ seed: 2 })
    expect(world(other.simulation)).not.toBe(world(one.simulation))
    expect(other.infections).not.toBe(one.infections)
  })

  test('a changed recording model leaves the truth as it is', () => {
    const other = run({ recording: { scannedIn: 0.05, appShare: 0.9, scannedOut: 0.9 } })
    expect(world(other.simulation)).toBe(world(one.simulation))
    expect(other.days.map(visitsOf)).toEqual(one.days.map(visitsOf))
    expect(other.infections).toBe(one.infections)
    expect(other.days.map(scansOf)).not.toEqual(one.days.map(scansOf))
  })

  test('a changed disease leaves people, places and ordinary days as they are', () => {
    const healthy = { imported: { count: 0, perDayAfter: 0 } }
    const without = run(healthy)
    const other = run({ ...healthy, disease: { dispersion: 0.2, asymptomaticShare: 0.9 } })
    expect(world(other.simulation)).toBe(world(one.simulation))
    expect(other.days.map(whole)).toEqual(without.days.map(whole))
  })

  test('more days before the last leave the people as they are but for their age', () => {
    const longer = simulate(sampleOptions({ days: 21 }))
    expect(longer.options.firstDay).toBe('2026-11-02')
    expect(longer.people.name(17)).toBe(one.simulation.people.name(17))
  })
})

describe('going on living', () => {
  const { simulation, days } = run({ population: 3_000 })
  const later = Array.from({ length: 6 }, () => simulation.advance())
  const expected = [...days, ...later].map(whole)

  test('days go on after the last', () => {
    expect(later.map(day => day.date)).toEqual([
      '2026-11-23',
      '2026-11-24',
      '2026-11-25',
      '2026-11-26',
      '2026-11-27',
      '2026-11-28',
    ])
    expect(simulation.simulatedDays).toBe(20)
    expect([...simulation.days()]).toEqual([])
  })

  test('a day that is over comes out again, whatever came after it', () => {
    for (const [i, day] of [...days, ...later].entries()) {
      const again = simulation.day(day.date)
      expect(visitsOf(again)).toBe(visitsOf(day))
      expect(scansOf(again)).toBe(scansOf(day))
      expect(again.index).toBe(i)
      expect(again.confirmed.map(one => [one.person, one.detectedAt])).toEqual(
        day.confirmed.map(one => [one.person, one.detectedAt]),
      )
      expect(again.infections.map(one => one.id)).toEqual(day.infections.map(one => one.id))
    }
  })

  test('a state continues where it was taken', () => {
    for (const at of [0, 5, 14]) {
      const first = simulate(sampleOptions({ population: 3_000 }))
      for (let i = 0; i < at; i++) first.advance()
      const state = JSON.parse(JSON.stringify(first.state())) as SimulationState
      const continued = simulate(sampleOptions({ population: 3_000 }), state)
      const rest = Array.from({ length: 20 - at }, () => whole(continued.advance()))
      expect(rest).toEqual(expected.slice(at))
    }
  })

  test('a future day is reached through the days before it', () => {
    const jump = simulate(sampleOptions({ population: 3_000 }))
    expect(whole(jump.day('2026-11-28'))).toBe(expected.at(-1))
  })

  test('there is nothing before the first day, and no state of another simulation', () => {
    expect(() => simulation.day('2026-11-08')).toThrow(RangeError)
    expect(() => simulate(sampleOptions({ seed: 9 }), simulation.state())).toThrow(RangeError)
  })
})

test.each([
  { population: 99 },
  { population: 1.5 },
  { days: 0 },
  { lastDay: '2026-02-30' },
  { communes: [] },
  { provinceCode: '460' },
  { seed: Number.NaN },
])('%o cannot be simulated', wrong => {
  expect(() => simulate(sampleOptions(wrong))).toThrow(RangeError)
})

describe('the truth', () => {
  const { simulation, days } = run({ population: 5_000, seed: 6 })
  const { truth, infections, people } = simulation
  const window = { from: days[0]?.midnight ?? 0, to: (days.at(-1)?.midnight ?? 0) + msPerDay }
  const secondary = infections.filter(one => one.infector !== null)

  test('an infector chain leads back in time to an imported case', () => {
    expect(secondary.length).toBeGreaterThan(5)
    for (const infection of secondary) {
      const chain = truth.infectorChain(infection.person)
      expect(chain.map(one => one.generation)).toEqual(chain.map((_, i) => infection.generation - 1 - i))
      expect(chain.at(-1)?.setting).toBe('imported')
      for (const [i, one] of chain.entries())
        expect(one.at).toBeLessThan((i === 0 ? infection : (chain[i - 1] as Infection)).at)
    }
    expect(truth.infectorChain(infections.find(one => one.infector === null)?.person ?? -1)).toEqual([])
  })

  test('everyone somebody infected is among their contacts, marked', () => {
    for (const infector of new Set(secondary.map(one => Number(one.infector)))) {
      const contacts = truth.contactsWithin(infector, window)
      const marked = contacts.filter(contact => contact.infected).map(contact => contact.person)
      expect(marked.sort((a, b) => a - b)).toEqual(
        truth
          .infectedBy(infector)
          .map(one => one.person)
          .sort((a, b) => a - b),
      )
    }
  })

  test('contact is mutual: the same minutes at the same place', () => {
    const one = secondary[0]?.person ?? 0
    const sample = truth.contactsWithin(one, window).slice(0, 30)
    expect(sample.length).toBe(30)
    for (const contact of sample) {
      const back = truth
        .contactsWithin(contact.person, window)
        .find(other => other.person === one && other.area === contact.area)
      expect(back).toMatchObject({ minutes: contact.minutes, from: contact.from, to: contact.to })
      if (contact.area === null) expect(people.household[contact.person]).toBe(people.household[one])
    }
  })

  test('a narrower window has only what lies in it', () => {
    const one = infections[0]?.person ?? 0
    const narrow = { from: window.to - 5 * msPerDay + 9 * 3_600_000, to: window.to - 4 * msPerDay }
    const all = truth.contactsWithin(one, window)
    for (const contact of truth.contactsWithin(one, narrow)) {
      expect(contact.from).toBeGreaterThanOrEqual(narrow.from)
      expect(contact.to).toBeLessThanOrEqual(narrow.to)
      const wide = all.find(other => other.person === contact.person && other.area === contact.area)
      expect(wide?.minutes).toBeGreaterThanOrEqual(contact.minutes)
    }
  })

  test('visits of a person are those of the days', () => {
    const person = secondary[0]?.person ?? 0
    const listed = days.flatMap(({ visits, midnight }) =>
      [...visits.person.keys()]
        .filter(row => visits.person[row] === person)
        .map(row => ({
          person,
          place: visits.place[row],
          area: visits.area[row],
          from: midnight + (visits.in[row] as number) * 60_000,
          to: midnight + (visits.out[row] as number) * 60_000,
        })),
    )
    expect(truth.visitsOf(person, window)).toEqual(listed)
  })
})
