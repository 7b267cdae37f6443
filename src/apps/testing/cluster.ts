import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import type { TestProject } from 'vitest/node'
import { createApp } from '#core/app.ts'
import { type Address, connect } from '#core/db/db.ts'
import { startPostgres } from '#core/db/embedded.ts'
import { findMigrations, migrate } from '#core/db/migrate.ts'
import { keyringOf, newKeyring } from '#core/keyring.ts'
import { modules } from '../modules.ts'
import { makeWorld, type World } from './world.ts'

export interface Cluster {
  readonly address: Address
  readonly template: string
  readonly keyring: ReturnType<typeof newKeyring>
  readonly world: World
}

declare module 'vitest' {
  interface ProvidedContext {
    cluster: Cluster
  }
}

const TEMPLATE = 'world'

/** One PostgreSQL for all scenes, with a template database that holds the schema and the world. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'saola-scenes-'))
  const postgres = await startPostgres({ dataDir, durable: false })
  const admin = connect(postgres.address, { max: 1 })
  await admin.sql.unsafe(`create database ${TEMPLATE}`)
  await admin.close()

  const address = { ...postgres.address, database: TEMPLATE }
  const keyring = newKeyring()
  const db = connect(address, { max: 2 })
  await migrate(db, findMigrations(modules))
  const app = createApp({
    config: { mode: 'demo', origin: 'http://localhost', dataDir },
    db,
    keyring: keyringOf(keyring),
    log: pino({ level: 'silent' }),
    jobs: { enqueue: async () => {} },
    modules,
  })
  const world = await makeWorld(app)
  await db.close()
  project.provide('cluster', { address: postgres.address, template: TEMPLATE, keyring, world })

  return async () => {
    await postgres.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
