import type { Sql } from '../db/db.ts'
import type { Block, SealedRow } from './block.ts'

/** All of a row but its place, as one text that no other row has. */
const rowText = (sql: Sql) => sql`
  row(a.id, extract(epoch from a.at), a.account_id, a.session_id, a.device_id, a.endpoint, a.ref_kind, a.ref_id,
      a.person_id, a.unit_id, a.by_unit_id, a.purpose, a.page, a.request_id)::text || coalesce(a.shown::text, '') as text`

export const rowsAfter = (sql: Sql, after: number, until: number, most: number): Promise<SealedRow[]> => sql<
  SealedRow[]
>`
  select a.seq, a.id, ${rowText(sql)} from core.audit a where a.seq > ${after} and a.seq <= ${until}
  order by a.seq, a.id limit ${most}`

export interface FoundRow extends SealedRow {
  readonly at: Date
  readonly endpoint: string
}

/** The rows of a stretch of the order, a handful at a time. */
export const rowsBetween = (sql: Sql, from: number, until: number, most: number): AsyncIterable<readonly FoundRow[]> =>
  sql<FoundRow[]>`
    select a.seq, a.id, ${rowText(sql)}, a.at, a.endpoint from core.audit a
    where a.seq >= ${from} and a.seq <= ${until} order by a.seq, a.id`.cursor(most)

export const blocksAfter = (sql: Sql, n: number, most: number): Promise<Block[]> => sql<Block[]>`
  select n, previous, first_seq, last_seq, count, root, at, pruned_before, key_id, hash, signature, leaves
  from core.audit_block where n > ${n} order by n limit ${most}`

export async function lastBlock(sql: Sql): Promise<Block | undefined> {
  const [block] = await sql<Block[]>`select * from core.audit_block order by n desc limit 1`
  return block
}

export const insertBlock = (sql: Sql, b: Block) => sql`
  insert into core.audit_block
    (n, previous, first_seq, last_seq, count, root, at, pruned_before, key_id, hash, signature, leaves)
  values (${b.n}, ${b.previous}, ${b.firstSeq}, ${b.lastSeq}, ${b.count}, ${b.root}, ${b.at}, ${b.prunedBefore},
          ${b.keyId}, ${b.hash}, ${b.signature}, ${b.leaves})`

export interface Unsealed {
  readonly rows: number
  readonly since: Date | null
}

/** What waits to be sealed, counted up to a limit. */
export async function unsealed(sql: Sql, mostCounted = 100_000): Promise<Unsealed> {
  const [row] = await sql<Unsealed[]>`
    select count(*)::int as rows, min(w.at) as since from (
      select a.at from core.audit a
      where a.seq > coalesce((select b.last_seq from core.audit_block b order by b.n desc limit 1), 0)
      order by a.seq limit ${mostCounted}) w`
  return row ?? { rows: 0, since: null }
}

/** Rows that no block can ever hold. */
export const rowsOutside = (sql: Sql): Promise<FoundRow[]> => sql<FoundRow[]>`
  select a.seq, a.id, ${rowText(sql)}, a.at, a.endpoint from core.audit a where a.seq < 1 or a.seq is null`

export const forgetLeaves = (sql: Sql, sealedBefore: Date) => sql`
  update core.audit_block set leaves = null where at < ${sealedBefore} and leaves is not null and count > 0`
