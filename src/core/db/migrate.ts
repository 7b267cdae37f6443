import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Db, type Sql, sqlState } from './db.ts'

export interface Migration {
  readonly name: string
  readonly sql: string
  readonly checksum: string
}

/** The migrations of all modules in one global order of time: that of their file names. */
export function findMigrations(modules: readonly { readonly dir: string }[]): Migration[] {
  return modules
    .map(module => join(module.dir, 'migrations'))
    .filter(dir => existsSync(dir))
    .flatMap(dir => readdirSync(dir).map(name => ({ name, path: join(dir, name) })))
    .filter(({ name }) => /^\d{8}T\d{4}-[\w-]+\.sql$/.test(name))
    .map(({ name, path }) => {
      const sql = readFileSync(path, 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

const CORE_LOCK = 4_202_611
/** A table that is changed is closed to those who write while the change waits for those who read: for so long at most. */
const LOCK_MS = 1_000
const PAUSE_MS = 1_000
const TRIES = 60
const LOCK_NOT_AVAILABLE = '55P03'

/**
 * Brings the schema up to date, forward only, one transaction for all: either every migration is applied or none.
 * Other servers may be at work on it: what would keep them waiting is given up and tried again.
 * Refuses a database that knows migrations this program does not (it is of a newer version) and one whose applied
 * migrations were edited afterwards.
 */
export async function migrate(
  db: Pick<Db, 'begin'>,
  migrations: readonly Migration[],
  onApply?: (name: string) => void,
): Promise<void> {
  for (let tries = 1; ; tries++)
    try {
      const applied = await migrateAtOnce(db, migrations)
      for (const name of applied) onApply?.(name)
      return
    } catch (error) {
      if (sqlState(error) !== LOCK_NOT_AVAILABLE || tries === TRIES) throw error
      await sleep(PAUSE_MS)
    }
}

function migrateAtOnce(db: Pick<Db, 'begin'>, migrations: readonly Migration[]): Promise<readonly string[]> {
  return db.begin(async sql => {
    await sql`select pg_advisory_xact_lock(${CORE_LOCK})`
    await sql`create schema if not exists core`
    await sql`
      create table if not exists core.migration (
        name text primary key, checksum text not null, applied_at timestamptz not null default now())`
    await sql`comment on table core.migration is 'Which migrations were applied, and what they said then.'`
    const applied = await appliedMigrations(sql)
    refuseStrangers(applied, migrations)
    await sql.unsafe(`set local lock_timeout = ${LOCK_MS}`)
    const pending = migrations.filter(({ name }) => !applied.has(name))
    for (const { name, sql: text, checksum } of pending) {
      await sql.unsafe(text)
      await sql`insert into core.migration (name, checksum) values (${name}, ${checksum})`
    }
    return pending.map(({ name }) => name)
  })
}

async function appliedMigrations(sql: Sql): Promise<Map<string, string>> {
  const rows = await sql<{ name: string; checksum: string }[]>`select name, checksum from core.migration`
  return new Map(rows.map(row => [row.name, row.checksum]))
}

function refuseStrangers(applied: ReadonlyMap<string, string>, migrations: readonly Migration[]): void {
  const known = new Map(migrations.map(m => [m.name, m.checksum]))
  for (const [name, checksum] of applied) {
    const mine = known.get(name)
    if (mine === undefined) throw new NewerDatabase(name)
    if (mine !== checksum) throw new Error(`The migration ${name} was changed after it had been applied.`)
  }
}

export class NewerDatabase extends Error {
  constructor(migration: string) {
    super(
      `The data was made by a newer version of Saola (it has “${migration}”, which this version does not know). Update Saola, then start again.`,
    )
  }
}
