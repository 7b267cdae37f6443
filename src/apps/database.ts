import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { runMigrations } from 'graphile-worker'
import type { Config, Mode } from '#core/app.ts'
import { type Address, connect, type Db } from '#core/db/db.ts'
import { joinPostgres, startPostgres } from '#core/db/embedded.ts'
import { findMigrations, migrate, NewerDatabase } from '#core/db/migrate.ts'
import { workerPool } from '#core/jobs.ts'
import { StartupError } from '#core/startup-error.ts'
import { modules } from './modules.ts'
import type { Steps } from './steps.ts'

/** Where an installation keeps what it knows. */
export interface Whereabouts {
  readonly dataDir: string
  /** An own PostgreSQL instead of the embedded one. */
  readonly databaseUrl?: string
}

export interface Opened {
  readonly address: Address
  close(): Promise<void>
}

/** The PostgreSQL of an installation, started where it is the embedded one. */
export async function openDatabase({ dataDir, databaseUrl }: Whereabouts, steps: Steps): Promise<Opened> {
  if (databaseUrl) return own(databaseUrl)
  const onLost = (reason: string) => {
    process.stderr.write(`${reason}\n`)
    process.exitCode = 1
    process.kill(process.pid, 'SIGTERM')
  }
  const { address, stop } = await startPostgres({ dataDir, onStep: steps.note, onLost })
  return { address, close: stop }
}

/** The same beside a Saola that may be running on it. */
export async function joinDatabase({ dataDir, databaseUrl }: Whereabouts): Promise<Opened> {
  if (databaseUrl) return own(databaseUrl)
  const { address, stop } = await joinPostgres({ dataDir })
  return { address, close: stop }
}

const OLDEST = 15

async function own(url: string): Promise<Opened> {
  const version = await majorOf(url).catch((error: Error) => {
    throw new StartupError(`The database in DATABASE_URL cannot be used: ${oneLine(error)}.`)
  })
  if (version < OLDEST)
    throw new StartupError(`DATABASE_URL names a PostgreSQL ${version}; Saola needs ${OLDEST} or newer.`)
  return { address: { url }, close: async () => {} }
}

async function majorOf(url: string): Promise<number> {
  const db = connect({ url }, { max: 1 })
  try {
    const [row] = await db.sql<{ major: number }[]>`select current_setting('server_version_num')::int / 10000 as major`
    return row?.major ?? 0
  } finally {
    await db.close()
  }
}

/** An error of several addresses has its reasons inside. */
function oneLine(error: Error): string {
  const first = error instanceof AggregateError ? (error.errors[0] as Error) : error
  return (first.message || String((first as { code?: string }).code)).split('\n')[0]?.replace(/\.$/, '') ?? ''
}

/** Brings the schema of the modules and of the job queue up to date, and tells how much there was to do. */
export async function migrateAll(db: Db, address: Address, steps: Steps): Promise<void> {
  let applied = 0
  await migrate(db, findMigrations(modules), () => applied++).catch((error: unknown) => {
    throw error instanceof NewerDatabase ? new StartupError(error.message) : error
  })
  if (applied) steps.note(`Schema brought up to date (${applied} ${applied === 1 ? 'migration' : 'migrations'})`)
  const pool = workerPool(address)
  await runMigrations({ pgPool: pool }).finally(() => pool.end())
}

/** In the data directory while a restore fills the database: the name of what is restored. */
export const RESTORING = 'restoring'

/**
 * A restore that was killed left the database empty, or with what should be gone. To begin a new installation in its place
 * would be a surprise, and nobody should see the other.
 *
 * @throws StartupError
 */
export async function refuseHalfRestored(dataDir: string, mode: Mode | undefined): Promise<void> {
  const marker = join(dataDir, RESTORING)
  const file = (await readFile(marker, 'utf8').catch(() => '')).trim()
  if (!file) return
  const [state, other] = mode
    ? ['what has ended since is not deleted yet', '']
    : ['the installation is empty', `, or remove '${marker}' to begin a new one`]
  throw new StartupError(
    `The restore of '${file}' did not come to its end, and ${state}; run saola restore again${other}.`,
  )
}

/** Where backups go, and what they are sealed with, as the environment says. */
export function backupPlace({ SAOLA_BACKUPS, SAOLA_BACKUP_KEY }: NodeJS.ProcessEnv): Pick<Config, 'backups'> {
  return { backups: { folder: SAOLA_BACKUPS && resolve(SAOLA_BACKUPS), recipient: SAOLA_BACKUP_KEY } }
}

/** What an installation is was decided when it was made; undefined before its first start. */
export async function modeOf({ sql }: Db): Promise<Mode | undefined> {
  const [table] = await sql<{ found: boolean }[]>`select to_regclass('core.installation') is not null as found`
  if (!table?.found) return undefined
  const [row] = await sql<{ mode: Mode }[]>`select mode from core.installation`
  return row?.mode
}
