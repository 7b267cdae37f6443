import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { rebuildVisits } from '#base/timeline/visits.ts'
import { connect, type Db, type Sql } from '#core/db/db.ts'
import { load, type OpenDoor, openDoor } from '../bench/support/door.ts'
import { killAllOf } from './processes.ts'

const CONNECTIONS = 64
const CRASHES = 3
/** A crash comes in full load, not while it begins. */
const WARM = 200
const LOAD_MS = 2000

const dataDir = mkdtempSync(join(tmpdir(), 'saola-crash-'))
afterEach(async () => {
  await killAllOf(dataDir)
  rmSync(dataDir, { recursive: true, force: true })
})

test(`what was acknowledged survives ${CRASHES} crashes of server and database under load, once each`, async () => {
  const acknowledged = new Set<string>()
  for (let crash = 0; crash < CRASHES; crash++) {
    const door = await openDoor(dataDir)
    await expectIntact(door, acknowledged)
    const before = acknowledged.size
    const loading = load(door, {
      connections: CONNECTIONS,
      ms: 10 * 60_000,
      path: 'scans',
      onAnswer: id => acknowledged.add(id),
    })
    const cutOff = expect(loading).rejects.toThrow()
    while (acknowledged.size < before + WARM) await sleep(20)
    await sleep(LOAD_MS)
    await crashBoth(door)
    await cutOff
    expect(acknowledged.size).toBeGreaterThan(before + 2 * WARM)
  }
  const door = await openDoor(dataDir)
  await expectIntact(door, acknowledged)
  await door.stop()
})

/** As when the power fails: neither has time for anything. */
async function crashBoth(door: OpenDoor): Promise<void> {
  const ended = once(door.process, 'exit')
  door.process.kill('SIGKILL')
  process.kill(door.postgresPid, 'SIGKILL')
  await ended
}

async function expectIntact(door: OpenDoor, acknowledged: ReadonlySet<string>): Promise<void> {
  const db = connect(door.database, { max: 1 })
  try {
    const stored = await idsOf(db.sql`select id from timeline.scan`)
    const kept = new Set(stored)
    expect(stored).toHaveLength(kept.size)
    expect([...acknowledged].filter(id => !kept.has(id))).toEqual([])
    // What was written without an answer arriving was noted once too: nobody will follow it twice.
    expect(await idsOf(db.sql`select unnest(ids) as id from core.journal where kind = 'scan'`)).toEqual(stored)

    await caughtUp(db.sql)
    const visits = await visitsOf(db.sql)
    expect(visits).toEqual(await rebuilt(db))
    expect(new Set(visits.map(visit => visit.scanId)).size).toBe(visits.length)
    expect(await entriesCounted(db.sql)).toBe(await entriesStored(db.sql))
  } finally {
    await db.close()
  }
}

const idsOf = async (rows: PromiseLike<readonly { id?: string }[]>): Promise<string[]> =>
  (await rows).map(row => row.id as string).sort()

/** Waits until every follower has read what was recorded. */
async function caughtUp(sql: Sql): Promise<void> {
  const waiting = () => sql`
    select from core.journal j where j.kind = 'scan' and (
      j.xid > any (select xid from core.cursor where follower in ('timeline.visits', 'indicators.scan'))
      or (select count(*) from core.cursor where follower in ('timeline.visits', 'indicators.scan')) < 2) limit 1`
  while ((await waiting()).length) await sleep(50)
}

interface Visit {
  readonly scanId: string
}
const visitsOf = (sql: Sql) => sql<Visit[]>`select * from timeline.visit order by scan_id`

class Undone extends Error {}

/** What the visits are when they are made anew from the scans. */
async function rebuilt(db: Db): Promise<readonly Visit[]> {
  let visits: readonly Visit[] = []
  await db
    .begin(async sql => {
      await rebuildVisits(sql)
      visits = await visitsOf(sql)
      throw new Undone()
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error
    })
  return visits
}

const entriesStored = async (sql: Sql) =>
  (await sql<{ n: number }[]>`select count(*) as n from timeline.scan where direction = 'in'`)[0]?.n

/** The figure that is kept as the scans come in. */
const entriesCounted = async (sql: Sql) =>
  (
    await sql<{ n: number }[]>`
      select coalesce(sum(value), 0)::bigint as n from indicators.value
      where name = 'checkpoints.checkins' and hour = -1`
  )[0]?.n
