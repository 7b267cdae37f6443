import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { afterAll, beforeAll } from 'vitest'
import { type App, createApp, type Parts } from '#core/app.ts'
import { type Address, connect, type Db } from '#core/db/db.ts'
import { type EmbeddedPostgres, startPostgres } from '#core/db/embedded.ts'
import { findMigrations, migrate } from '#core/db/migrate.ts'
import { keyringOf, newKeyring } from '#core/keyring.ts'
import { modules } from '../modules.ts'

/** An application whose transactions really commit; not started. Two of them on one database are two processes. */
export const committedApp = (db: Db, parts: Partial<Parts> = {}): App =>
  createApp({
    config: { mode: 'demo', origin: 'http://localhost', dataDir: '/nonexistent' },
    db,
    keyring: keyringOf(newKeyring()),
    log: pino({ level: process.env.SCENE_LOG ?? 'silent' }),
    jobs: { enqueue: async () => {} },
    modules,
    ...parts,
  })

export interface Alone {
  readonly address: Address
  readonly db: Db
}

/**
 * A PostgreSQL for this file alone, with the schema and nothing in it. Who follows facts waits for the oldest
 * transaction of the whole server: beside other files that would be one of theirs.
 */
export function alone(): Alone {
  const dataDir = mkdtempSync(join(tmpdir(), 'saola-alone-'))
  let postgres: EmbeddedPostgres
  let db: Db
  beforeAll(async () => {
    postgres = await startPostgres({ dataDir, durable: false })
    db = connect(postgres.address, { max: 8 })
    await migrate(db, findMigrations(modules))
  })
  afterAll(async () => {
    await db?.close()
    await postgres?.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })
  return {
    get address() {
      return postgres.address
    },
    get db() {
      return db
    },
  }
}
