import { randomBytes } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runMigrations } from 'graphile-worker'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { modules } from '#apps/modules.ts'
import { type Alone, alone, committedApp } from '#apps/testing/committed.ts'
import { makeWorld } from '#apps/testing/world.ts'
import { ensurePartitions } from '#base/timeline/partitions.ts'
import type { App } from '#core/app.ts'
import { connect, type Db } from '#core/db/db.ts'
import { findMigrations, migrate } from '#core/db/migrate.ts'
import { queuedJobs } from '#core/deliveries.ts'
import { newId } from '#core/ids.ts'
import { workerPool } from '#core/jobs.ts'
import { followOnce, writeJournal } from '#core/journal.ts'
import { keyringOf, newKeyring } from '#core/keyring.ts'
import { defineModule } from '#core/module.ts'
import type { Delivery } from '#core/outbox.ts'
import type { Entry } from './archive.ts'
import { tablesOf } from './catalog.ts'
import { checkSealed, entriesOf, type Note, removeOld, writeBackup } from './files.ts'
import { check, restoreInto } from './restore.ts'
import { makeKey } from './seal.ts'
import { DELIVERIES, MANIFEST, startReading, sumOf } from './write.ts'

const folder = mkdtempSync(join(tmpdir(), 'saola-backups-'))
const keyring = keyringOf(newKeyring())
const key = await makeKey()
const source = alone()
const target = alone()
/** Databases of the target's server. */
const made: Db[] = []

let app: App
let note: Note
const fileOf = (one: Note) => join(folder, one.file)

/** Follows the facts `seen`, and writes down what it reads. */
const seen: string[] = []
const fixture = defineModule({
  name: 'fixture',
  dir: '/nonexistent',
  contract: {},
  handlers: {},
  follows: { 'fixture.follower': { kind: 'seen', follow: async ids => void seen.push(...ids) } },
})
const appOn = (db: Db, jobs = queuedJobs) => committedApp(db, { keyring, jobs, modules: [...modules, fixture] })
const follow = (by: App) =>
  by.run(ctx => followOnce(ctx, 'fixture.follower', by.modules.at(-1)!.follows!['fixture.follower']!))

beforeAll(async () => {
  app = appOn(source.db)
  await withJobs(source)
  await makeWorld(app)
  await source.db.sql`insert into core.installation (mode) values ('production')`
  await source.db.begin(sql => ensurePartitions(sql, new Date(), new Date()))
  await source.db.sql`
    insert into timeline.scan (id, person_id, place_id, unit_id, direction, method, verified, at, device_at, received_at)
    select ${newId()}, id, id, id, 'in', 'fixture', true, now(), now(), now() from units.unit limit 1`
  await source.db.sql`
    insert into core.event (id, name, payload) values (${newId()}, 'fixture.told', ${'{"a": "\\\\ \\t \\n “ắ”"}'}::jsonb)`
  await source.db.sql`
    insert into core.audit (id, at, endpoint, purpose, request_id)
    values (${newId()}, '2026-11-20T02:00:00.123456Z', 'a', ${'\\N\ttab\nline\\ 🦌 Nguyễn'}, '')`
  // More than one piece of what is sealed at a time, and nothing that could be packed.
  await source.db.sql`
    insert into core.event (id, name, payload)
    values (${newId()}, 'fixture.large', ${JSON.stringify({ bytes: randomBytes(300_000).toString('base64') })}::jsonb)`
  await queuedJobs.enqueue(source.db.sql, [{ eventId: newId(), subscriber: 'work' }])
  for (const id of facts.slice(0, 3)) await source.db.begin(sql => writeJournal(sql, 'seen', [id]))
  await follow(app)
  for (const id of facts.slice(3)) await source.db.begin(sql => writeJournal(sql, 'seen', [id]))
  seen.length = 0
  note = await writeBackup(app, { folder, recipient: key.recipient })
}, 120_000)
const facts = Array.from({ length: 8 }, () => newId())

afterAll(async () => {
  await Promise.all(made.map(db => db.close()))
  rmSync(folder, { recursive: true, force: true })
})

async function withJobs({ address }: Pick<Alone, 'address'>): Promise<void> {
  const pool = workerPool(address)
  await runMigrations({ pgPool: pool }).finally(() => pool.end())
}

/** An empty database on another server. */
async function empty(): Promise<Db> {
  const name = `empty_${made.length}`
  await target.db.sql.unsafe(`create database ${name}`)
  const address = { ...target.address, database: name }
  await withJobs({ address })
  const db = connect(address, { max: 3 })
  made.push(db)
  return db
}

const restore = (db: Db, entries: AsyncIterable<Entry> = entriesOf(fileOf(note), key.identity), into = appOn(db)) =>
  db.begin(sql => restoreInto(into, sql, entries))

/** Every table with the sum of what it holds. */
const contentOf = (db: Db) =>
  db.begin(async sql => {
    await startReading(sql)
    const sums: Record<string, string> = {}
    for (const table of await tablesOf(sql)) sums[table.name] = (await sumOf(sql, table)).sha256
    return sums
  })

const code = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => undefined,
    (problem: { code?: string }) => problem,
  )
  return error?.code ?? error
}

describe('a backup restored on another server', () => {
  test('is the same in every table, column types and odd characters included', async () => {
    const db = await empty()
    const { tables } = await restore(db)
    const before = await contentOf(source.db)
    const after = await contentOf(db)
    expect(Object.keys(after)).toEqual(Object.keys(before))
    // The numbers of transactions are the server's own.
    const differing = Object.keys(before).filter(name => before[name] !== after[name])
    expect(differing).toEqual(['core.cursor', 'core.journal'])
    expect(Object.values(tables).reduce((n, table) => n + table.rows, 0)).toBe(note.rows)
    expect(tables['units.unit']?.rows).toBeGreaterThan(200)
  })

  test('goes on where it was: facts not yet followed are followed once, what was told is still to be delivered', async () => {
    const db = await empty()
    await restore(db)
    const restored = appOn(db)
    expect(await follow(restored)).toBe(facts.length - 3)
    expect(seen.splice(0).sort()).toEqual(facts.slice(3).sort())
    const next = newId()
    await db.begin(sql => writeJournal(sql, 'seen', [next]))
    await follow(restored)
    expect(seen.splice(0)).toEqual([next])
    expect(await db.sql`select subscriber from core.delivery where at is null`).toEqual([{ subscriber: 'work' }])
  })

  test('goes on too where the new server has counted less than there is to follow', async () => {
    const long = await backupOf(async sql => {
      await sql`
        insert into core.journal (xid, kind, ids)
        select (n + 100)::text::xid8, 'seen', array[gen_random_uuid()] from generate_series(1, 30000) n`
      await sql`update core.cursor set xid = '10000'::xid8 where follower = 'fixture.follower'`
    })
    const db = await empty()
    await restore(db, entriesOf(fileOf(long), key.identity))
    const restored = appOn(db)
    let read = 0
    for (let n = await follow(restored); n; n = await follow(restored)) read += n
    expect(read).toBeGreaterThanOrEqual(30_000 + 100 - 10_000)
    expect(new Set(seen.splice(0)).size).toBe(read)
    await source.db
      .sql`update core.cursor set xid = (select max(xid) from core.journal) where follower = 'fixture.follower'`
  })

  test('of an older Saola is brought up to date, and then has the schema of a new one', async () => {
    const known = findMigrations(modules)
    const older = await empty()
    const cut = known.findIndex(one => one.name.includes('backups'))
    expect(cut).toBeGreaterThan(0)
    await migrate(older, known.slice(0, cut))
    await older.sql`insert into core.installation (mode) values ('production')`
    const made = { eventId: newId(), subscriber: 'work' }
    await older.sql`insert into core.delivery (event_id, subscriber) values (${made.eventId}, ${made.subscriber})`
    const written = await writeBackup(appOn(older), { folder, recipient: key.recipient })
    const db = await empty()
    const waiting = { eventId: newId(), subscriber: 'work' }
    await restore(db, withDeliveries(entriesOf(fileOf(written), key.identity), [made, waiting]))
    expect(await db.sql`select count(*) as n from core.migration`).toEqual([{ n: known.length }])
    expect(await db.sql`select event_id, subscriber from core.delivery where at is null`).toEqual([waiting])
    expect(await db.sql`select count(*) as n from core.delivery`).toEqual([{ n: 2 }])
  })
})

describe('is refused by name, and nothing is changed', () => {
  let db: Db
  beforeAll(async () => {
    db = await empty()
  })
  const cases: [string, string, () => Promise<AsyncIterable<Entry>>][] = [
    ['another key', 'backups.wrong-key', async () => entriesOf(fileOf(note), (await makeKey()).identity)],
    ['a cut file', 'backups.damaged', async () => altered(bytes => bytes.subarray(0, bytes.length - 70_000))],
    ['a file cut between two pieces', 'backups.damaged', async () => altered(cutAtPiece)],
    ['a changed byte', 'backups.damaged', async () => altered(flip)],
    ['pieces in another order', 'backups.damaged', async () => altered(swapPieces)],
    ['a file of another kind', 'backups.no-backup', async () => altered(() => Buffer.from('Thưa ông/bà,'))],
    ['no file', 'backups.no-file', async () => entriesOf(join(folder, 'none.age'), key.identity)],
    ['a table that lost a row', 'backups.damaged', async () => changed('tables/units.unit/', firstLineGone)],
    ['a table that has a row twice', 'backups.damaged', async () => changed('tables/units.unit/', twice)],
    ['a newer Saola', 'backups.newer', async () => changed('head.json', withMigration)],
    ['another keyring', 'backups.other-keyring', async () => changed('head.json', withKeyring)],
    ['a table that is none', 'backups.damaged', async () => changed('head.json', withTable)],
    ['a bound that goes on', 'backups.damaged', async () => changed('head.json', withBound)],
  ]
  test.each(cases)('%s: %s', async (_, problem, entries) => {
    expect(await code(restore(db, await entries()))).toBe(problem)
    expect(await db.sql`select from pg_namespace where nspname = 'core'`).toHaveLength(0)
  })

  test('an installation that is not empty; one where a restore was refused is', async () => {
    await restore(db)
    const before = await contentOf(db)
    expect(await code(restore(db))).toBe('backups.not-empty')
    expect(await contentOf(db)).toEqual(before)
  })

  test('while it is read only, with the key or without', async () => {
    const { tables } = (await check(entriesOf(fileOf(note), key.identity))).manifest
    const months = Object.entries(tables).filter(([name]) => /^core\.audit_\d+$/.test(name))
    expect(months.reduce((rows, [, month]) => rows + month.rows, 0)).toBe(1)
    expect(await checkSealed(fileOf(note))).toEqual(note)
    const path = copyOf(flip)
    expect(await code(checkSealed(path))).toBe('backups.damaged')
    rmSync(`${path}.json`)
    expect(await code(checkSealed(path))).toBe('backups.no-note')
  })
})

test('the keyring, numbers and names are not to be found in the file or beside it', () => {
  const bytes = readFileSync(fileOf(note))
  const beside = readFileSync(`${fileOf(note)}.json`)
  const secrets = ['Nguyễn', 'Thừa Thiên Huế', key.identity]
  for (const secret of secrets) expect(bytes.includes(secret) || beside.includes(secret)).toBe(false)
})

test('a folder that cannot be written is a named problem, and leaves nothing', async () => {
  const inTheWay = fileOf(note)
  expect(await code(writeBackup(app, { folder: join(inTheWay, 'x'), recipient: key.recipient }))).toBe(
    'backups.folder-unwritable',
  )
})

test('what is kept no longer is removed with its note, and what is not ours stays', async () => {
  const own = mkdtempSync(join(tmpdir(), 'saola-old-'))
  const names = [
    'saola-20261101T000000Z.age',
    'saola-20261101T000000Z.age.json',
    'saola-20261102T000000Z.age.0a1b2c3d.new',
  ]
  for (const name of [...names, 'saola-20261120T000000Z.age', 'letter.txt']) writeFileSync(join(own, name), '')
  expect((await removeOld(own, new Date('2026-11-10T00:00:00Z'))).sort()).toEqual([names[0], names[2]])
  expect(readdirSync(own).sort()).toEqual(['letter.txt', 'saola-20261120T000000Z.age'])
  rmSync(own, { recursive: true })
})

/** A backup of the source with something done to it, which is undone again. */
async function backupOf(change: (sql: Db['sql']) => Promise<void>): Promise<Note> {
  await source.db.begin(change)
  return writeBackup(committedApp(source.db, { keyring, clock: () => new Date(Date.now() + 5_000) }), {
    folder,
    recipient: key.recipient,
  })
}

const copyOf = (change: (bytes: Buffer) => Buffer): string => {
  const path = join(folder, `altered-${newId()}.age`)
  cpSync(`${fileOf(note)}.json`, `${path}.json`)
  writeFileSync(path, change(readFileSync(fileOf(note))))
  return path
}
const altered = (change: (bytes: Buffer) => Buffer) => entriesOf(copyOf(change), key.identity)

const flip = (bytes: Buffer) => {
  const at = bytes.length >> 1
  bytes[at] = bytes.readUInt8(at) ^ 1
  return bytes
}
/** What age seals at a time, with its mark; the head before them ends with a line and sixteen bytes. */
const PIECE = 64 * 1024 + 16
const bodyAt = (bytes: Buffer) => bytes.indexOf('\n', bytes.indexOf('\n---') + 1) + 1 + 16
const cutAtPiece = (bytes: Buffer) => bytes.subarray(0, bodyAt(bytes) + PIECE)
const swapPieces = (bytes: Buffer) => {
  const at = bodyAt(bytes)
  const [head, a, b, rest] = [0, at, at + PIECE, at + 2 * PIECE].map((from, i, all) => bytes.subarray(from, all[i + 1]))
  return Buffer.concat([head!, b!, a!, rest!])
}

/** As backups were when deliveries waited in a queue beside our tables. */
async function* withDeliveries(entries: AsyncIterable<Entry>, list: readonly Delivery[]): AsyncGenerator<Entry> {
  for await (const entry of entries) {
    if (entry.name === MANIFEST) yield { name: DELIVERIES, bytes: Buffer.from(JSON.stringify(list)) }
    yield entry
  }
}

async function* changed(name: string, change: (bytes: Buffer) => Buffer): AsyncGenerator<Entry> {
  for await (const entry of entriesOf(fileOf(note), key.identity))
    yield entry.name.startsWith(name) ? { ...entry, bytes: change(Buffer.from(entry.bytes)) } : entry
}
const firstLineGone = (bytes: Buffer) => bytes.subarray(bytes.indexOf('\n') + 1)
const twice = (bytes: Buffer) => Buffer.concat([bytes, bytes])
const inHead =
  (change: (head: { migrations: object[]; keyring: string; tables: object[]; partitions: object[] }) => void) =>
  (bytes: Buffer) => {
    const head = JSON.parse(bytes.toString())
    change(head)
    return Buffer.from(JSON.stringify(head))
  }
const withMigration = inHead(head => head.migrations.push({ name: '20990101T0000-later.sql', checksum: 'x' }))
const withTable = inHead(head => head.tables.push({ name: 'units.unit; drop schema units cascade; --', columns: [] }))
const withBound = inHead(head =>
  head.partitions.push({ name: 'core.x', of: 'core.audit', bound: "DEFAULT; copy core.event to program 'sh'" }),
)
const withKeyring = inHead(head => {
  head.keyring = '00'
})
