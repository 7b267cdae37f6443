import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensurePartitions } from '#base/timeline/partitions.ts'
import { recorder } from '#base/timeline/record.ts'
import { scanFact } from '#base/timeline/scan.ts'
import { connect, type Db } from '#core/db/db.ts'
import { type EmbeddedPostgres, startPostgres } from '#core/db/embedded.ts'
import { findMigrations, type Migration, migrate, NewerDatabase } from '#core/db/migrate.ts'
import { newId } from '#core/ids.ts'
import { modules } from './modules.ts'
import { committedApp } from './testing/committed.ts'
import older from './testing/older.json' with { type: 'json' }
import { describeSchema } from './testing/schema.ts'

const known = findMigrations(modules)
const home = mkdtempSync(join(tmpdir(), 'saola-upgrade-'))
const open: Db[] = []
let postgres: EmbeddedPostgres
let fresh: readonly string[]

beforeAll(async () => {
  postgres = await startPostgres({ dataDir: home, durable: false })
  const db = await database('fresh')
  await migrate(db, known)
  fresh = await describeSchema(db.sql)
})
afterAll(async () => {
  await Promise.all(open.map(db => db.close()))
  await postgres?.stop()
  rmSync(home, { recursive: true, force: true })
})

async function database(name: string, max = 2): Promise<Db> {
  const admin = connect(postgres.address, { max: 1 })
  await admin.sql.unsafe(`create database ${name}`)
  await admin.close()
  return another(name, max)
}

function another(name: string, max = 2): Db {
  const db = connect({ ...postgres.address, database: name }, { max })
  open.push(db)
  return db
}

describe('an installation of an older version, brought up to date', () => {
  const day = '2026-11-20T02:00:00Z'

  test.each(older)(
    'of $day ($commit): its migrations are unchanged, its schema becomes that of a new one',
    async one => {
      const names = new Set(Object.keys(one.migrations))
      const then = known.filter(({ name }) => names.has(name))
      expect(Object.fromEntries(then.map(({ name, checksum }) => [name, checksum]))).toEqual(one.migrations)
      expect(then.length).toBeLessThan(known.length)
      const db = await database(`older_${one.commit}`)
      await migrate(db, then)
      expect(await describeSchema(db.sql)).not.toEqual(fresh)
      await db.sql`insert into core.installation (mode, made_at) values ('production', ${day})`
      const id = newId()
      await db.sql`insert into people.person (id, full_name, name_key) values (${id}, 'Nguyễn Văn Cũ', 'nguyen van cu')`

      const applied: string[] = []
      await migrate(db, known, name => applied.push(name))
      expect(applied).toEqual(known.filter(({ name }) => !names.has(name)).map(({ name }) => name))
      expect(await describeSchema(db.sql)).toEqual(fresh)
      expect(await db.sql`select full_name from people.person where id = ${id}`).toEqual([
        { fullName: 'Nguyễn Văn Cũ' },
      ])
      expect(await db.sql`select mode, made_at from core.installation`).toEqual([
        { mode: 'production', madeAt: new Date(day) },
      ])
    },
  )

  test('a schema that differs is seen', async () => {
    const db = await database('differs')
    await migrate(db, known)
    await db.sql`create index stray on core.event (name)`
    expect(await describeSchema(db.sql)).not.toEqual(fresh)
  })
})

/** What the next version may do while this one is at work: add. */
const expand: Migration = {
  name: '20990101T0000-expand.sql',
  sql: 'alter table timeline.scan add column remark text; create index scan_remark on timeline.scan (remark)',
  checksum: 'x',
}
const LONGEST_WAIT_MS = 2_500

test('rolling: the old server goes on recording while the new one brings the schema up to date', async () => {
  const db = await database('rolling', 6)
  await migrate(db, known)
  await db.begin(sql => ensurePartitions(sql, new Date(), new Date()))
  const old = committedApp(db)
  await old.start()
  const failures: unknown[] = []
  const recorded: string[] = []
  let longest = 0
  let isOver = false
  const worker = async () => {
    while (!isOver) {
      const began = performance.now()
      const id = newId()
      await old
        .use(recorder)
        .record(scanFact, aScan(id))
        .then(
          () => recorded.push(id),
          error => failures.push(error),
        )
      longest = Math.max(longest, performance.now() - began)
      await pause(2)
    }
  }
  const working = Promise.all(Array.from({ length: 8 }, worker))
  await pause(300)

  // Somebody reads for long, as a backup does.
  const reader = another('rolling', 1)
  const reading = reader.begin(async sql => {
    await sql`select count(*) from timeline.scan`
    await pause(3_500)
  })
  await pause(100)
  const before = recorded.length
  const [first, second] = [another('rolling', 1), another('rolling', 1)]
  await Promise.all([migrate(first, [...known, expand]), migrate(second, [...known, expand])])
  const during = recorded.length
  await reading
  await pause(300)
  isOver = true
  await working

  expect(failures).toEqual([])
  expect(during).toBeGreaterThan(before)
  expect(recorded.length).toBeGreaterThan(during)
  expect(longest).toBeLessThan(LONGEST_WAIT_MS)
  const [row] = await db.sql<
    { n: number }[]
  >`select count(*) as n from timeline.scan where id = any(${recorded}::uuid[])`
  expect(row?.n).toBe(recorded.length)
  // It goes on, and would not begin any more.
  await expect(migrate(db, known)).rejects.toThrow(NewerDatabase)
  await old.stop()
})

const PERSON = newId()
const aScan = (id: string) => ({
  id,
  personId: PERSON,
  placeId: PERSON,
  areaId: null,
  unitId: PERSON,
  direction: 'in' as const,
  method: 'own',
  verified: true,
  at: new Date(),
  deviceAt: new Date(),
  receivedAt: new Date(),
  uncertaintyS: 0,
  recorderId: null,
})
