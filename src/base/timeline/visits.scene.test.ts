import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { alone, committedApp } from '#apps/testing/committed.ts'
import type { App } from '#core/app.ts'
import type { Sql } from '#core/db/db.ts'
import { newId } from '#core/ids.ts'
import { followOnce } from '#core/journal.ts'
import timeline from './index.ts'
import { recorder } from './record.ts'
import type { Scan } from './scan.ts'
import { scanFact } from './scan.ts'
import { type Stay, scanAt, staysOf } from './testing.ts'
import { rebuildVisits } from './visits.ts'

const NOW = new Date('2026-11-20T02:00:00Z')
const MINUTES = 60_000
const HOURS = 60 * MINUTES
const MINUTE = 5 * MINUTES

const here = alone()
let app: App

beforeAll(async () => {
  app = committedApp(here.db, { modules: [timeline], clock: () => NOW })
  await app.start()
})

const record = (scans: readonly Scan[]) => Promise.all(scans.map(scan => app.use(recorder).record(scanFact, scan)))

async function follow(): Promise<void> {
  const follower = timeline.follows?.['timeline.visits']
  if (!follower) throw new Error('Nobody follows scans.')
  while (await app.run(ctx => followOnce(ctx, 'timeline.visits', follower))) {}
}

const visits = (sql: Sql = here.db.sql) => sql<Stay[]>`
  select person_id, place_id, area_id, in_at, out_at, scan_id from timeline.visit order by scan_id`

class Undone extends Error {}

/** What the visits would be if they were rebuilt now. */
async function rebuilt(): Promise<Stay[]> {
  let found: Stay[] = []
  await here.db
    .begin(async sql => {
      await rebuildVisits(sql)
      found = await visits(sql)
      throw new Undone()
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error
    })
  return found
}

const byScan = (stays: readonly Stay[]) => stays.toSorted((a, b) => (a.scanId < b.scanId ? -1 : 1))
const forget = () => here.db.sql`truncate timeline.scan, timeline.visit, core.journal`

describe('visits are a pure reduction of scans', () => {
  const PEOPLE = [newId(), newId()]
  const PLACES = [newId(), newId()]
  /** Minutes before now, dense enough for repeats, exits after days and scans of one instant. */
  const minute = fc.oneof(
    fc.nat({ max: 30 }),
    fc.nat({ max: 72 * 60 }),
    fc.constantFrom(0, 4, 5, 6, 24 * 60, 24 * 60 + 1, 48 * 60),
  )
  const scan: fc.Arbitrary<Scan> = fc
    .record({
      person: fc.nat({ max: PEOPLE.length - 1 }),
      place: fc.nat({ max: PLACES.length - 1 }),
      minute,
      direction: fc.constantFrom('in' as const, 'in' as const, 'out' as const),
      area: fc.option(fc.constant(newId())),
    })
    .map(({ person, place, minute, direction, area }) =>
      scanAt(new Date(NOW.getTime() - minute * MINUTES), {
        personId: PEOPLE[person] as string,
        placeId: PLACES[place] as string,
        areaId: area,
        direction,
      }),
    )
  /** Batches in any order, in which scans come again. */
  const batches = fc
    .uniqueArray(scan, { selector: one => one.id, minLength: 1, maxLength: 25 })
    .chain(scans =>
      fc.array(fc.subarray(scans, { minLength: 1 }), { minLength: 1, maxLength: 5 }).map(some => [...some, scans]),
    )
    .chain(some => fc.tuple(...some.map(batch => fc.shuffledSubarray(batch, { minLength: batch.length }))))

  test(
    'whatever their order and batches, and however often they come',
    async () => {
      await fc.assert(
        fc
          .asyncProperty(batches, async some => {
            const known: Scan[] = []
            for (const batch of some) {
              await record(batch)
              await follow()
              known.push(...batch)
              const expected = byScan(staysOf(known))
              expect(await visits()).toEqual(expected)
            }
            expect(await rebuilt()).toEqual(byScan(staysOf(known)))
          })
          .afterEach(async () => void (await forget())),
        { numRuns: 150 },
      )
    },
    MINUTE,
  )

  test(
    'followed all at once or one by one',
    async () => {
      await fc.assert(
        fc
          .asyncProperty(fc.array(scan, { minLength: 1, maxLength: 12 }), async scans => {
            for (const one of scans) await record([one])
            await follow()
            const atOnce = await visits()
            await here.db.sql`truncate timeline.visit`
            for (const one of scans)
              await app.run(ctx => timeline.follows?.['timeline.visits']?.follow([one.id], ctx) as Promise<void>)
            expect(await visits()).toEqual(atOnce)
            expect(atOnce).toEqual(byScan(staysOf(scans)))
          })
          .afterEach(async () => void (await forget())),
        { numRuns: 60 },
      )
    },
    MINUTE,
  )
})

describe('a stay', () => {
  const [personId, placeId] = [newId(), newId()]
  const at = (minutes: number, direction: Scan['direction'] = 'in', given: Partial<Scan> = {}) =>
    scanAt(new Date(NOW.getTime() - 3 * 24 * HOURS + minutes * MINUTES), { personId, placeId, direction, ...given })

  test.each([
    ['has an exit', [at(0), at(60, 'out')], [[0, 60]]],
    ['may have none', [at(0)], [[0, null]]],
    ['is not begun by an exit', [at(0, 'out')], []],
    ['begins with the first of repeated entries', [at(0), at(4), at(8), at(60, 'out')], [[0, 60]]],
    [
      'is another after five minutes',
      [at(0), at(5), at(60, 'out')],
      [
        [0, null],
        [5, 60],
      ],
    ],
    [
      'is another after an exit, however soon',
      [at(0), at(1, 'out'), at(2), at(3, 'out')],
      [
        [0, 1],
        [2, 3],
      ],
    ],
    ['ends with the first exit', [at(0), at(60, 'out'), at(61, 'out')], [[0, 60]]],
    ['lasts a day at most', [at(0), at(24 * 60, 'out')], [[0, 24 * 60]]],
    ['has no exit after more than a day', [at(0), at(24 * 60 + 1, 'out')], [[0, null]]],
    ['takes an exit that came first', [at(60, 'out'), at(0)], [[0, 60]]],
    [
      'loses its exit to an entry that comes late',
      [at(0), at(60, 'out'), at(30)],
      [
        [0, null],
        [30, 60],
      ],
    ],
  ] as [string, Scan[], [number, number | null][]][])('%s', async (_, scans, expected) => {
    for (const scan of scans) {
      await record([scan])
      await follow()
    }
    const begin = NOW.getTime() - 3 * 24 * HOURS
    const minutes = (instant: Date) => (instant.getTime() - begin) / MINUTES
    const found = (await visits()).map(v => [minutes(v.inAt), v.outAt && minutes(v.outAt)])
    expect(found.toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0))).toEqual(expected)
    await forget()
  })

  test('outside of the time that is kept is left out, and holds nobody up', async () => {
    const [old, ahead] = [new Date('2026-01-01T00:00:00Z'), new Date('2027-01-01T00:00:00Z')]
    const good = at(0)
    await record([at(0, 'in', { at: old }), good, at(0, 'in', { at: ahead, placeId: newId() })])
    await follow()
    expect(await visits()).toEqual(staysOf([good]))
    expect(await rebuilt()).toEqual(staysOf([good]))
    await forget()
  })
})
