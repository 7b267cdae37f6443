import { describe, expect, test } from 'vitest'
import { scansBetween } from './recording.ts'
import { sampleOptions } from './sample.ts'
import { simulate } from './simulate.ts'
import { type SimulatedDay, type Simulation, type SimulationOptions, scanMeans } from './types.ts'

function run(recording: SimulationOptions['recording']): { simulation: Simulation; days: SimulatedDay[] } {
  const simulation = simulate(sampleOptions({ population: 5_000, days: 7, recording: recording ?? {} }))
  return { simulation, days: [...simulation.days()] }
}

const shareIn = ({ simulation, days }: ReturnType<typeof run>): number => {
  let visits = 0
  let scans = 0
  for (const day of days) {
    for (const place of day.visits.place) visits += simulation.isCheckpoint[place] as number
    for (const out of day.scans.out) scans += 1 - out
  }
  return scans / visits
}

describe('scans of the demonstration', () => {
  const { simulation, days } = run({})

  test('lie within their visit, at a checkpoint, in the order of time', () => {
    for (const { visits, scans } of days) {
      let problems = 0
      for (let row = 0; row < scans.count; row++) {
        const visit = scans.visit[row] as number
        const second = scans.second[row] as number
        if (row > 0 && second < (scans.second[row - 1] as number)) problems++
        if (second < (visits.in[visit] as number) * 60 || second >= (visits.out[visit] as number) * 60) problems++
        if (simulation.isCheckpoint[visits.place[visit] as number] !== 1) problems++
      }
      expect(problems).toBe(0)
    }
  })

  test('a visit is scanned in once at most, and out only after in', () => {
    for (const { scans } of days) {
      const seen = new Map<number, number>()
      for (let row = 0; row < scans.count; row++) {
        const visit = scans.visit[row] as number
        expect(seen.get(visit) ?? 0).toBe(scans.out[row])
        seen.set(visit, (seen.get(visit) ?? 0) + 1)
      }
    }
  })

  test('posters are scanned by people with the app; the rest by other staff of the place', () => {
    for (const { visits, scans } of days)
      for (let row = 0; row < scans.count; row++) {
        const visit = scans.visit[row] as number
        const person = visits.person[visit] as number
        const staff = scans.staff[row] as number
        const means = scanMeans[scans.means[row] as number]
        expect(simulation.hasApp[person]).toBe(means === 'card' ? 0 : 1)
        if (means === 'poster') expect(staff).toBe(-1)
        else
          expect(staff !== person && simulation.places.staff(visits.place[visit] as number).includes(staff)).toBe(true)
      }
  })
})

test.each([0.05, 0.3])('about %f of the visits at checkpoints are scanned in', scannedIn => {
  const share = shareIn(run({ scannedIn }))
  expect(share / scannedIn).toBeGreaterThan(0.8)
  expect(share / scannedIn).toBeLessThan(1.2)
})

test('the shares of app and scanned-out are kept', () => {
  const { simulation, days } = run({ appShare: 0.4, scannedOut: 0.2 })
  const eligible = [...simulation.people.age.keys()].filter(person => (simulation.people.age[person] as number) >= 12)
  const apps = eligible.filter(person => simulation.hasApp[person] === 1).length
  expect(apps / eligible.length).toBeCloseTo(0.4, 1)
  const outs = days.flatMap(day => [...day.scans.out])
  const out = outs.filter(value => value === 1).length
  expect(out / (outs.length - out)).toBeCloseTo(0.2, 1)
})

test('nothing is recorded where nobody scans', () => {
  expect(run({ scannedIn: 0 }).days.every(day => day.scans.count === 0)).toBe(true)
})

test('scans between two seconds are found by halving', () => {
  const { days } = run({})
  const scans = (days[0] as SimulatedDay).scans
  const hours = Array.from({ length: 24 }, (_, hour) => scansBetween(scans, hour * 3_600, (hour + 1) * 3_600))
  expect(hours[0]?.start).toBe(0)
  expect(hours.at(-1)?.end).toBe(scans.count)
  hours.forEach(({ start, end }, hour) => {
    for (let row = start; row < end; row++) expect(Math.floor((scans.second[row] as number) / 3_600)).toBe(hour)
    if (hour > 0) expect(hours[hour - 1]?.end).toBe(start)
  })
})
