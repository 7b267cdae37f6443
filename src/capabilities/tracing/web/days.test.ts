import { expect, test } from 'vitest'
import type { Stop } from '../contract.ts'
import { timelineOf } from './days.ts'

const stop = (id: string, from: string, to: string): Stop => ({
  id,
  source: 'interview',
  words: id,
  placeId: null,
  placeName: null,
  areaId: null,
  areaName: null,
  unitName: null,
  from,
  to,
  estimated: false,
  companions: '',
  traced: true,
  addedAt: from,
})

const FILE = {
  stops: [
    stop('sớm', '2026-11-10T01:00:00Z', '2026-11-10T02:00:00Z'),
    stop('chợ', '2026-11-18T01:00:00Z', '2026-11-18T02:00:00Z'),
    stop('đêm', '2026-11-18T15:00:00Z', '2026-11-18T19:00:00Z'),
  ],
  infectiousFrom: '2026-11-16T17:00:00Z',
  infectiousUntil: '2026-11-20T05:00:00Z',
  onsetOn: '2026-11-19',
  sampledAt: null,
  confirmedAt: '2026-11-20T04:00:00Z',
  isolatedAt: '2026-11-20T05:00:00Z',
}
const NOW = new Date('2026-11-22T03:00:00Z')

test('every day of the infectious period is there, also those of which nothing is known', () => {
  const { earlier, days } = timelineOf(FILE, NOW)
  expect(earlier.map(one => one.day)).toEqual(['2026-11-10'])
  expect(days.map(one => [one.day, one.stops.map(({ id }) => id)])).toEqual([
    ['2026-11-17', []],
    ['2026-11-18', ['chợ', 'đêm']],
    ['2026-11-19', []],
    ['2026-11-20', []],
  ])
})

test('the last day is shaded until isolation, a night lies in two days, the illness has its marks', () => {
  const { days } = timelineOf(FILE, NOW)
  expect(days.map(one => one.infectious)).toEqual([
    { from: 0, to: 1 },
    { from: 0, to: 1 },
    { from: 0, to: 1 },
    { from: 0, to: 0.5 },
  ])
  expect(days[1]?.bars.map(({ stop: { id }, from, to }) => [id, from, to])).toEqual([
    ['chợ', 8 / 24, 9 / 24],
    ['đêm', 22 / 24, 1],
  ])
  expect(days[2]?.bars).toMatchObject([{ from: 0, to: 2 / 24 }])
  expect(days.flatMap(one => one.marks)).toEqual([
    { mark: 'onset' },
    { mark: 'confirmed', at: FILE.confirmedAt },
    { mark: 'isolated', at: FILE.isolatedAt },
  ])
})

test('a period without an end is shaded up to now and no further', () => {
  const { days } = timelineOf({ ...FILE, infectiousUntil: null }, NOW)
  expect(days.at(-1)).toMatchObject({ day: '2026-11-22', infectious: { from: 0, to: 10 / 24 } })
})
