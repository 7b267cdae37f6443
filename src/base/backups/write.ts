import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Readable } from 'node:stream'
import type { App } from '#core/app.ts'
import type { Sql } from '#core/db/db.ts'
import { markOf } from '#core/keyring.ts'
import type { Entry } from './archive.ts'
import { type Catalog, partitionsOf, readAlike, readingOf, sequencesOf, type Table, tablesOf } from './catalog.ts'

export const FORMAT = 1
/** The version of this program. */
export const PROGRAM = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'))
  .version as string

/** What a backup begins with: enough to know whether this program and this keyring can do something with it. */
export interface Head extends Catalog {
  readonly format: typeof FORMAT
  readonly program: string
  readonly postgres: string
  readonly madeAt: string
  readonly mode: string
  /** The mark of the keyring that the data is sealed with, never a key. */
  readonly keyring: string
  readonly migrations: readonly { readonly name: string; readonly checksum: string }[]
}

export interface Sum {
  readonly rows: number
  readonly bytes: number
  readonly sha256: string
}

/** What a backup ends with: what must have been in it. */
export interface Manifest {
  readonly tables: Readonly<Record<string, Sum>>
}

export const HEAD = 'head.json'
/** In backups of before deliveries that wait were a table: what was told and had not reached every subscriber. */
export const DELIVERIES = 'deliveries.json'
export const MANIFEST = 'manifest.json'

const PIECE = 1 << 20

/** To be asked first of a transaction. */
export async function startReading(sql: Sql): Promise<void> {
  await sql`set transaction isolation level repeatable read, read only`
  await readAlike(sql)
}

/**
 * Everything of one moment, while the installation goes on: all is read in one snapshot, which sees what is committed and
 * nothing that commits later.
 */
export async function* contentOf(app: App, sql: Sql): AsyncGenerator<Entry, Manifest> {
  const head = await headOf(app, sql)
  // A partition that is dropped meanwhile waits until it has been read.
  await sql.unsafe(`lock table ${head.tables.map(table => table.name).join(', ')} in access share mode`)
  yield json(HEAD, head)
  const tables: Record<string, Sum> = {}
  for (const table of head.tables) {
    const { take, sum } = summing()
    let n = 0
    for await (const bytes of piecesOf(sql, table)) {
      take(bytes)
      yield { name: `tables/${table.name}/${String(++n).padStart(6, '0')}`, bytes }
    }
    tables[table.name] = sum()
  }
  const manifest: Manifest = { tables }
  yield json(MANIFEST, manifest)
  return manifest
}

const json = (name: string, value: object): Entry => ({ name, bytes: Buffer.from(JSON.stringify(value, null, 1)) })

async function headOf(app: App, sql: Sql): Promise<Head> {
  const migrations = await sql<{ name: string; checksum: string }[]>`
    select name, checksum from core.migration order by name`
  const [about] = await sql<{ postgres: string; mode: string }[]>`
    select current_setting('server_version') as postgres, mode from core.installation`
  if (!about) throw new Error('There is no installation to back up.')
  return {
    format: FORMAT,
    program: PROGRAM,
    postgres: about.postgres,
    madeAt: app.clock().toISOString(),
    mode: about.mode,
    keyring: markOf(app.keyring),
    migrations,
    partitions: await partitionsOf(sql),
    sequences: await sequencesOf(sql),
    tables: await tablesOf(sql),
  }
}

/** The rows of a table, in pieces that end where a row does. */
async function* piecesOf(sql: Sql, table: Table): AsyncGenerator<Uint8Array> {
  const rows = (await sql.unsafe(readingOf(table)).readable()) as Readable
  let held: Uint8Array[] = []
  let length = 0
  for await (const row of rows as AsyncIterable<Uint8Array>) {
    held.push(row)
    length += row.length
    if (length < PIECE) continue
    yield Buffer.concat(held)
    held = []
    length = 0
  }
  // postgres.js stops reading its socket when a row fills the stream, and of a stream that then ends nobody tells it to go on.
  rows._read(0)
  if (length) yield Buffer.concat(held)
}

export function summing() {
  const hash = createHash('sha256')
  let rows = 0
  let size = 0
  return {
    take(bytes: Uint8Array) {
      hash.update(bytes)
      size += bytes.length
      for (let at = bytes.indexOf(LINE_END); at >= 0; at = bytes.indexOf(LINE_END, at + 1)) rows++
    },
    sum: (): Sum => ({ rows, bytes: size, sha256: hash.digest('hex') }),
  }
}

/** In the form of COPY a row ends with it, and none holds one. */
const LINE_END = 10

/** What a table holds now, as a sum to compare. */
export async function sumOf(sql: Sql, table: Table): Promise<Sum> {
  const { take, sum } = summing()
  for await (const bytes of piecesOf(sql, table)) take(bytes)
  return sum()
}
