import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dayNumber, weekdayOf } from './calendar.ts'
import { sampleCommunes, sampleOptions } from './sample.ts'
import { simulate } from './simulate.ts'
import { placeKinds, type SimulatedDay, type Simulation } from './types.ts'

function checkVisits(simulation: Simulation, { visits }: SimulatedDay): void {
  let problems = 0
  for (let row = 0; row < visits.count; row++) {
    const [from, to] = [visits.in[row] as number, visits.out[row] as number]
    const sameAsBefore = row > 0 && visits.person[row] === visits.person[row - 1]
    if (!(from < to && to <= 1440)) problems++
    if (row > 0 && (visits.person[row] as number) < (visits.person[row - 1] as number)) problems++
    if (sameAsBefore && from < (visits.out[row - 1] as number)) problems++
    if (simulation.places.areaPlace[visits.area[row] as number] !== visits.place[row]) problems++
  }
  expect(problems).toBe(0)
  for (const column of [visits.person, visits.place, visits.area, visits.in, visits.out])
    expect(column.length).toBe(visits.count)
}

test('no visit overlaps another of the same person, crosses midnight or leaves its place', () => {
  const communes = fc.integer({ min: 1, max: sampleCommunes.length }).map(number => sampleCommunes.slice(0, number))
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 100, max: 1_200 }), communes, (seed, population, list) => {
      const simulation = simulate(sampleOptions({ seed, population, communes: list, days: 8 }))
      for (const day of simulation.days()) checkVisits(simulation, day)
    }),
    { numRuns: 25 },
  )
})

test('schools, offices and factories rest on Sundays and holidays, markets do not', () => {
  const holiday = '2026-11-20'
  const simulation = simulate(sampleOptions({ holidays: [holiday] }))
  for (const day of simulation.days()) {
    const kinds = new Set([...day.visits.place].map(place => placeKinds[simulation.places.kind[place] as number]))
    const rest = weekdayOf(dayNumber(day.date)) === 0 || day.date === holiday
    expect(kinds.has('primary-school')).toBe(!rest && weekdayOf(dayNumber(day.date)) !== 6)
    expect(kinds.has('factory')).toBe(!rest)
    expect(kinds.has('market')).toBe(true)
  }
})

test('pupils go to their own class, and families go out together', () => {
  const simulation = simulate(sampleOptions({ population: 5_000 }))
  const { people } = simulation
  const day = simulation.day('2026-11-15')
  const monday = simulation.day('2026-11-16')
  let own = 0
  let pupils = 0
  for (let row = 0; row < monday.visits.count; row++) {
    const person = monday.visits.person[row] as number
    if ((people.age[person] as number) > 10 || (people.age[person] as number) < 6) continue
    pupils++
    own += Number(monday.visits.area[row] === people.workArea[person])
  }
  expect(pupils).toBeGreaterThan(300)
  expect(own / pupils).toBeGreaterThan(0.95)
  const outings = new Map<string, Set<number>>()
  for (let row = 0; row < day.visits.count; row++) {
    const person = day.visits.person[row] as number
    if ((day.visits.in[row] as number) < 990) continue
    const key = `${people.household[person]}/${day.visits.area[row]}`
    outings.set(key, (outings.get(key) ?? new Set()).add(person))
  }
  expect([...outings.values()].filter(members => members.size >= 3).length).toBeGreaterThan(80)
})
