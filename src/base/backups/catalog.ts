import type { Sql } from '#core/db/db.ts'

/** A table that holds rows of its own: a partition, or one that has none. */
export interface Table {
  /** `schema.name`, of letters that need no quotes. */
  readonly name: string
  /** Those that are written; what PostgreSQL computes comes by itself. */
  readonly columns: readonly string[]
}

export interface Partition {
  readonly name: string
  readonly of: string
  readonly bound: string
}

export interface Sequence {
  readonly name: string
  readonly last: number
  readonly called: boolean
}

/** graphile-worker makes its own tables, and the schedules in them come again by themselves. */
const ours = (sql: Sql) => sql`
  n.nspname not in ('pg_catalog', 'information_schema', 'public', 'graphile_worker') and n.nspname !~ '^pg_'`

/** How far migrations went is told in the head of a backup, and written again by the migrations of a restore. */
const MIGRATION = 'core.migration'

/** Parents are read through their partitions. */
export const tablesOf = (sql: Sql) => sql<Table[]>`
  select n.nspname || '.' || c.relname as name,
    array_agg(a.attname::text order by a.attnum) filter (where a.attgenerated = '') as columns
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relkind = 'r' and c.relpersistence = 'p' and ${ours(sql)} and n.nspname || '.' || c.relname <> ${MIGRATION}
  group by 1 order by 1`

export const partitionsOf = (sql: Sql) => sql<Partition[]>`
  select n.nspname || '.' || c.relname as name, i.inhparent::regclass::text as of,
    pg_get_expr(c.relpartbound, c.oid) as bound
  from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_namespace n on n.oid = c.relnamespace
  where c.relkind = 'r' and ${ours(sql)} order by 1`

export async function sequencesOf(sql: Sql): Promise<Sequence[]> {
  const found = await sql<{ name: string }[]>`
    select n.nspname || '.' || c.relname as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'S' and ${ours(sql)} order by 1`
  const read = async (name: string) => {
    const [row] = await sql.unsafe<{ last: number; called: boolean }[]>(
      `select last_value as last, is_called as called from ${name}`,
    )
    return { name, last: row?.last ?? 1, called: row?.called ?? false }
  }
  const sequences: Sequence[] = []
  for (const { name } of found) sequences.push(await read(name))
  return sequences
}

export interface ForeignKey {
  readonly table: string
  readonly name: string
  readonly definition: string
}

export const foreignKeysOf = (sql: Sql) => sql<ForeignKey[]>`
  select k.conrelid::regclass::text as table, quote_ident(k.conname) as name, pg_get_constraintdef(k.oid) as definition
  from pg_constraint k join pg_namespace n on n.oid = k.connamespace
  where k.contype = 'f' and k.conparentid = 0 and ${ours(sql)} order by 1, 2`

const NAME = /^[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*$/
const COLUMN = /^[a-z_][a-z0-9_]*$/
const BOUND = /^FOR VALUES FROM \('[\w :.+-]+'\) TO \('[\w :.+-]+'\)$/

export interface Catalog {
  readonly tables: readonly Table[]
  readonly partitions: readonly Partition[]
  readonly sequences: readonly Sequence[]
}

/**
 * Whether these are names and bounds as ours are, and nothing else that becomes SQL: the key that a backup is sealed with
 * is no secret, and so anybody may have made one.
 */
export const isCatalog = ({ tables, partitions, sequences }: Catalog): boolean =>
  [...tables, ...partitions, ...sequences].every(one => NAME.test(one.name)) &&
  tables.every(table => table.columns.every(column => COLUMN.test(column))) &&
  partitions.every(({ of, bound }) => NAME.test(of) && BOUND.test(bound))

/** Rows in the form of COPY, in their order on disk: two readings of what nobody changes are the same. */
export const readingOf = ({ name, columns }: Table): string => `copy ${name} (${quoted(columns)}) to stdout`
export const writingOf = ({ name, columns }: Table): string => `copy ${name} (${quoted(columns)}) from stdin`

const quoted = (columns: readonly string[]) => columns.map(column => `"${column}"`).join(', ')

/** What readings are made with: times, figures and order do not depend on how the server is set. */
export async function readAlike(sql: Sql): Promise<void> {
  await sql.unsafe(`
    set local synchronize_seqscans = off; set local timezone = 'UTC'; set local datestyle = 'ISO, YMD';
    set local intervalstyle = 'postgres'; set local extra_float_digits = 1; set local bytea_output = 'hex'`)
}
