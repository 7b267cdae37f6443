import { beforeEach, describe, expect, test } from 'vitest'
import { alone, committedApp } from '#apps/testing/committed.ts'
import { addDays, dayOf, startOf } from '#core/clock.ts'
import { connect } from '#core/db/db.ts'
import { newId } from '#core/ids.ts'
import timeline from './index.ts'
import { dropPartitions, ensurePartitions, isKept, KEEP_DAYS, keptSince, mondayOf, roomIn } from './partitions.ts'
import { insertFacts } from './record.ts'
import { scanFact } from './scan.ts'
import { scanAt } from './testing.ts'

/** A Friday. */
const NOW = new Date('2026-11-20T02:00:00Z')
const TABLES = ['timeline.scan', 'timeline.visit'] as const
const here = alone()

const weeks = async (table: string) => {
  const rows = await here.db.sql<{ name: string }[]>`
    select inhrelid::regclass::text as name from pg_inherits where inhparent = ${table}::regclass order by 1`
  return rows.map(row => row.name.replace(`${table}_`, ''))
}
const ensure = (now = NOW, db = here.db) => db.begin(sql => ensurePartitions(sql, keptSince(now), now))

beforeEach(async () => {
  for (const table of TABLES)
    for (const week of await weeks(table)) await here.db.sql.unsafe(`drop table ${table}_${week}`)
})

test.each([
  ['2026-11-16', '2026-11-16'],
  ['2026-11-20', '2026-11-16'],
  ['2026-11-22', '2026-11-16'],
  ['2026-11-23', '2026-11-23'],
  ['2027-01-01', '2026-12-28'],
])('the week of %s begins on %s', (day, monday) => {
  expect(mondayOf(day)).toBe(monday)
})

const dropAll = (keepFrom: Date) =>
  here.db.begin(async sql => [
    ...(await dropPartitions(sql, 'timeline.scan', keepFrom)),
    ...(await dropPartitions(sql, 'timeline.visit', keepFrom)),
  ])

describe('partitions', () => {
  test('are made week by week for what is kept and two weeks ahead, and a second time changes nothing', async () => {
    await ensure()
    const expected = ['20261019', '20261026', '20261102', '20261109', '20261116', '20261123', '20261130']
    for (const table of TABLES) expect(await weeks(table)).toEqual(expected)
    await ensure()
    for (const table of TABLES) expect(await weeks(table)).toEqual(expected)
    for (const table of TABLES)
      expect(await roomIn(here.db.sql, table)).toEqual({ from: startOf('2026-10-19'), until: startOf('2026-12-07') })
  })

  test('are made once by processes that start in one moment', async () => {
    const others = Array.from({ length: 3 }, () => connect(here.address, { max: 1 }))
    await Promise.all([ensure(), ...others.map(db => ensure(NOW, db))])
    expect(await weeks('timeline.scan')).toHaveLength(7)
    await Promise.all(others.map(db => db.close()))
  })

  test('have room for every instant of the time kept, at the seams of the weeks too', async () => {
    await ensure()
    const first = startOf(mondayOf(dayOf(keptSince(NOW)))).getTime()
    const instants = Array.from({ length: 6 }, (_, week) => first + week * 7 * 86_400_000).flatMap(seam =>
      seam > first ? [seam - 1, seam, seam + 1] : [seam],
    )
    const scans = instants.map(instant => scanAt(new Date(instant)))
    expect(await insertFacts(here.db.sql, scanFact, scans)).toEqual(new Set(scans.map(scan => scan.id)))
    await here.db.sql`truncate timeline.scan, core.journal`
  })

  test('refuse what lies outside: there is no place for the rest', async () => {
    await ensure()
    for (const at of [new Date('2026-10-18T16:59:59.999Z'), new Date('2026-12-06T17:00:00Z')])
      await expect(insertFacts(here.db.sql, scanFact, [scanAt(at, { id: newId(at) })])).rejects.toMatchObject({
        code: '23514',
      })
  })

  test('are dropped when all their days are past keeping, and no day earlier', async () => {
    await ensure()
    const dropOn = (day: string) => dropAll(keptSince(startOf(day)))
    const ends = addDays('2026-10-26', KEEP_DAYS)
    expect(await dropOn(addDays(ends, -1))).toEqual([])
    expect(await dropOn(ends)).toEqual(['timeline.scan_20261019', 'timeline.visit_20261019'])
    expect(await dropOn(ends)).toEqual([])
    expect((await weeks('timeline.scan'))[0]).toBe('20261026')
  })

  test('move on night by night: what may be recorded always has room, what is dropped may not be recorded', async () => {
    const nightly = timeline.every?.['timeline.partitions']
    for (let night = 0; night < 40; night++) {
      const now = new Date(NOW.getTime() + night * 86_400_000)
      await committedApp(here.db, { modules: [timeline], clock: () => now }).run(
        ctx => nightly?.run(ctx) as Promise<void>,
      )
      await dropAll(keptSince(now))
      const room = await roomIn(here.db.sql, 'timeline.scan')
      const [oldest, newest] = [new Date(keptSince(now).getTime() + 1), new Date(now.getTime() + 86_400_000 - 1)]
      expect([isKept(oldest, now), isKept(newest, now)]).toEqual([true, true])
      expect(room.from <= oldest && newest < room.until).toBe(true)
      expect((await weeks('timeline.scan')).length).toBeLessThanOrEqual(8)
      expect(await weeks('timeline.visit')).toEqual(await weeks('timeline.scan'))
    }
  })
})
