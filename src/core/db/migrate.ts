import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Db, Sql } from './db.ts'

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

/**
 * Brings the schema up to date, forward only, one transaction for all: either every migration is applied or none.
 * Refuses a database that knows migrations this program does not (it is of a newer version) and one whose applied
 * migrations were edited afterwards.
 */
export async function migrate(
  db: Pick<Db, 'begin'>,
  migrations: readonly Migration[],
  onApply?: (name: string) => void,
): Promise<void> {
  await db.begin(async sql => {
    await sql`select pg_advisory_xact_lock(${CORE_LOCK})`
    await sql`create schema if not exists core`
    await sql`
      create table if not exists core.migration (
        name text primary key, checksum text not null, applied_at timestamptz not null default now())`
    await sql`comment on table core.migration is 'Which migrations were applied, and what they said then.'`
    const applied = await appliedMigrations(sql)
    refuseStrangers(applied, migrations)
    for (const { name, sql: text, checksum } of migrations) {
      if (applied.has(name)) continue
      onApply?.(name)
      await sql.unsafe(text)
      await sql`insert into core.migration (name, checksum) values (${name}, ${checksum})`
    }
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
