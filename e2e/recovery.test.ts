import { appendFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { modules } from '#apps/modules.ts'
import { connect } from '#core/db/db.ts'
import { findMigrations, migrate } from '#core/db/migrate.ts'
import { newId } from '#core/ids.ts'
import {
  type DebianPostgres,
  debianPostgres,
  noDebianPostgres,
  ownFolder,
  postgresFolder,
  postgresProgram,
  serverIn,
} from './support/debian-postgres.ts'

/** Recovery to a moment, as docs/operation.md describes it, with the PostgreSQL of the system. */
let archive: string
let server: DebianPostgres
let recovered: DebianPostgres | undefined

beforeAll(async () => {
  if (noDebianPostgres) return
  archive = postgresFolder('archive')
  server = await debianPostgres([
    'wal_level = replica',
    'archive_mode = on',
    `archive_command = 'test ! -f ${archive}/%f && cp %p ${archive}/%f'`,
  ])
})
afterAll(async () => {
  await recovered?.stop('immediate')
  await server?.stop('immediate').catch(() => {})
  for (const one of [recovered, server]) one?.remove()
  if (archive) rmSync(join(archive, '..'), { recursive: true, force: true })
})

test.skipIf(noDebianPostgres)(
  `the database comes back as it was at a moment, before the mistake${noDebianPostgres ? `: skipped, ${noDebianPostgres}` : ''}`,
  async () => {
    const db = connect({ url: server.url }, { max: 2 })
    await migrate(db, findMigrations(modules))
    const write = async (name: string) =>
      db.sql`insert into core.event (id, name, payload) values (${newId()}, ${name}, '{}')`
    await write('before the base')
    const base = ownFolder(join(archive, '..', 'base'))
    const { port } = new URL(server.url)
    await postgresProgram(
      'pg_basebackup',
      '-h',
      '127.0.0.1',
      '-p',
      port,
      '-U',
      'postgres',
      '-D',
      base,
      '-c',
      'fast',
      '-X',
      'none',
    )
    await write('after the base')
    const [row] = await db.sql<{ moment: string }[]>`select clock_timestamp()::text as moment`
    await sleep(50)
    await db.sql`delete from core.event`
    await write('the mistake')
    await db.sql`select pg_switch_wal()`
    await expect
      .poll(async () => (await db.sql`select last_archived_wal from pg_stat_archiver`)[0]?.lastArchivedWal)
      .toBeTruthy()
    await sleep(500)
    await db.close()
    // The machine is gone.
    await server.stop('immediate')

    recovered = await serverIn(base, [
      'archive_mode = off',
      `restore_command = 'cp ${archive}/%f %p'`,
      `recovery_target_time = '${row?.moment}'`,
      "recovery_target_action = 'promote'",
    ])
    writeFileSync(join(base, 'recovery.signal'), '')
    appendFileSync(join(base, 'postgresql.auto.conf'), '')
    await recovered.start()
    const after = connect({ url: recovered.url }, { max: 1 })
    await expect.poll(async () => (await after.sql`select pg_is_in_recovery() as it`)[0]?.it).toBe(false)
    const events = await after.sql`select name from core.event order by at`
    expect(events).toEqual([{ name: 'before the base' }, { name: 'after the base' }])
    await migrate(after, findMigrations(modules))
    await after.close()
  },
)
