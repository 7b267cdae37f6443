import { once } from 'node:events'
import type { Writable } from 'node:stream'
import type { App } from '#core/app.ts'
import type { Sql } from '#core/db/db.ts'
import { findMigrations, type Migration, migrate } from '#core/db/migrate.ts'
import { forgetFollowed } from '#core/journal.ts'
import { markOf } from '#core/keyring.ts'
import type { Delivery } from '#core/outbox.ts'
import { Problem } from '#core/problem.ts'
import type { Entry } from './archive.ts'
import { foreignKeysOf, isCatalog, readAlike, type Table, writingOf } from './catalog.ts'
import { forgetFolders } from './queries.ts'
import { DELIVERIES, FORMAT, HEAD, type Head, MANIFEST, type Manifest, type Sum, summing, sumOf } from './write.ts'

const damaged = (cause: string) => new Problem('backups.damaged', { cause: new Error(cause) })

/**
 * The entries of a backup in their order, each table's sum computed on the way.
 *
 * @throws Problem `backups.damaged` when it is not what was written
 */
async function takeApart(
  entries: AsyncIterable<Entry>,
  take: {
    readonly head: (head: Head) => Promise<void>
    readonly piece: (table: Table, bytes: Uint8Array) => Promise<void>
    readonly deliveries: (list: readonly Delivery[]) => void
  },
): Promise<{ readonly head: Head; readonly manifest: Manifest }> {
  let head: Head | undefined
  let manifest: Manifest | undefined
  const sums = new Map<string, ReturnType<typeof summing>>()
  for await (const { name, bytes } of entries) {
    if (!head) {
      if (name !== HEAD) throw damaged(`it begins with ${name}`)
      head = read<Head>(bytes)
      if (head.format !== FORMAT) throw new Problem('backups.newer', { params: { program: head.program } })
      if (!isCatalog(head)) throw damaged('it names what is no table')
      for (const table of head.tables) sums.set(table.name, summing())
      await take.head(head)
    } else if (name === MANIFEST) manifest = read<Manifest>(bytes)
    else if (name === DELIVERIES) take.deliveries(read<Delivery[]>(bytes))
    else {
      const table = head.tables.find(one => name.startsWith(`tables/${one.name}/`))
      if (!table) throw damaged(`${name} belongs to nothing`)
      sums.get(table.name)?.take(bytes)
      await take.piece(table, bytes)
    }
  }
  if (!head || !manifest) throw damaged('it has no end')
  for (const [name, { sum }] of sums) if (!isSame(sum(), manifest.tables[name])) throw damaged(`${name} differs`)
  return { head, manifest }
}

const read = <T>(bytes: Uint8Array): T => JSON.parse(Buffer.from(bytes).toString('utf8')) as T

const isSame = (a: Sum, b: Sum | undefined) => a.rows === b?.rows && a.sha256 === b.sha256

/** Reads all of it and writes nothing. */
export const check = (entries: AsyncIterable<Entry>) =>
  takeApart(entries, { head: async () => {}, piece: async () => {}, deliveries: () => {} })

/**
 * Fills an empty installation, in one transaction: whatever goes wrong, nothing was done. The schema is made by our own
 * migrations as far as the backup had them, filled, read back and compared; then the newer migrations follow.
 *
 * @throws Problem when the installation is not empty, the keyring is another one, the backup is of a newer Saola, damaged,
 *   or what was written is not what is read back
 */
export async function restoreInto(app: App, sql: Sql, entries: AsyncIterable<Entry>): Promise<Manifest> {
  const known = findMigrations(app.modules)
  await readAlike(sql)
  await makeEmpty(app, sql)
  let filling: Filling | undefined
  let waiting: readonly Delivery[] = []
  const taking = takeApart(entries, {
    async head(head) {
      refuseOther(app, head, known)
      await makeSchema(sql, head, known)
      filling = await fill(sql, head)
    },
    piece: async (table, bytes) => filling?.write(table, bytes),
    deliveries(list) {
      waiting = list
    },
  })
  const { head, manifest } = await taking.catch(async error => {
    await filling?.abandon()
    throw error
  })
  await filling?.end()
  await filling?.bindAgain()
  for (const { name, last, called } of head.sequences) await sql`select setval(${name}::regclass, ${last}, ${called})`
  for (const table of head.tables)
    if (!isSame(await sumOf(sql, table), manifest.tables[table.name]))
      throw new Problem('backups.not-the-same', { params: { table: table.name } })
  await renumberJournal(app, sql)
  await migrate(inside(sql), known)
  await app.jobs.enqueue(sql, waiting)
  await forgetFolders(sql)
  return manifest
}

/** Of a start that never ended there may be a schema; it holds nothing that anybody was told of. */
async function makeEmpty(app: App, sql: Sql): Promise<void> {
  const [table] = await sql<{ found: boolean }[]>`select to_regclass('core.installation') is not null as found`
  if (!table?.found) return
  const rows = await sql`select from core.installation`
  if (rows.length) throw new Problem('backups.not-empty')
  for (const { name } of app.modules) await sql.unsafe(`drop schema if exists ${name} cascade`)
}

function refuseOther(app: App, head: Head, known: readonly Migration[]): void {
  const mine = new Map(known.map(({ name, checksum }) => [name, checksum]))
  if (head.migrations.some(({ name, checksum }) => mine.get(name) !== checksum))
    throw new Problem('backups.newer', { params: { program: head.program } })
  if (head.keyring !== markOf(app.keyring)) throw new Problem('backups.other-keyring')
}

const inside = (sql: Sql) => ({ begin: <T>(work: (sql: Sql) => Promise<T>) => work(sql) })

async function makeSchema(sql: Sql, head: Head, known: readonly Migration[]): Promise<void> {
  const had = new Set(head.migrations.map(one => one.name))
  await migrate(
    inside(sql),
    known.filter(one => had.has(one.name)),
  )
  for (const { name, of, bound } of head.partitions)
    await sql.unsafe(`create table if not exists ${name} partition of ${of} ${bound}`)
}

type Filling = Awaited<ReturnType<typeof fill>>

/** Foreign keys are put aside meanwhile, so that the order of tables does not matter, and checked as a whole at the end. */
async function fill(sql: Sql, { tables }: Head) {
  const keys = await foreignKeysOf(sql)
  for (const { table, name } of keys) await sql.unsafe(`alter table ${table} drop constraint ${name}`)
  await sql.unsafe(`truncate ${tables.map(table => table.name).join(', ')}`)
  let open: { readonly name: string; readonly stream: Writable } | undefined
  const end = async () => {
    const last = open
    open = undefined
    if (!last) return
    last.stream.end()
    await new Promise(setImmediate)
    // What PostgreSQL refused of the rows is told by whatever is asked of it next: the stream itself would wait for ever.
    await sql`select`.catch(cause => {
      throw new Problem('backups.damaged', { cause })
    })
  }
  return {
    async write(table: Table, bytes: Uint8Array) {
      if (open?.name !== table.name) {
        await end()
        open = { name: table.name, stream: (await sql.unsafe(writingOf(table)).writable()) as Writable }
        open.stream.on('error', () => {})
      }
      await written(open.stream, bytes)
    },
    end,
    /** The transaction can only be undone when nothing is being written. */
    async abandon() {
      if (!open || open.stream.destroyed) return
      open.stream.destroy(new Error('abandoned'))
      await once(open.stream, 'close').catch(() => {})
    },
    async bindAgain() {
      for (const { table, name, definition } of keys)
        await sql.unsafe(`alter table ${table} add constraint ${name} ${definition}`)
    },
  }
}

const written = (stream: Writable, bytes: Uint8Array) =>
  new Promise<void>((done, failed) => {
    stream.write(bytes, error => (error ? failed(new Problem('backups.damaged', { cause: error })) : done()))
  })

/**
 * Facts are followed by the numbers of the transactions that recorded them, and these are counted by the server that
 * they were recorded in. Here they get numbers of this server, in the same order and all below those to come.
 */
async function renumberJournal(app: App, sql: Sql): Promise<void> {
  await forgetFollowed(app.context(sql))
  await sql`
    create temp table renumbered on commit drop as
    select xid as was, row_number() over (order by xid)::text::xid8 as now
    from (select xid from core.journal union select xid from core.cursor) x`
  await sql`update core.journal j set xid = r.now from renumbered r where r.was = j.xid`
  await sql`update core.cursor c set xid = r.now from renumbered r where r.was = c.xid`
  const [row] = await sql<{ missing: number }[]>`
    select (select count(*) from renumbered) - pg_snapshot_xmax(pg_current_snapshot())::text::bigint + 1 as missing`
  if (row && row.missing > 0) await useUpNumbers(sql, row.missing)
}

/** A server that has hardly begun counts on: each inner transaction that writes takes a number. */
const useUpNumbers = (sql: Sql, n: number) =>
  sql.unsafe(`
    create temp table used (n int) on commit drop;
    do $$ begin
      for i in 1..${n} loop
        begin insert into used values (i); exception when others then raise; end;
      end loop;
    end $$`)
