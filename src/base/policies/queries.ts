import type { Sql } from '#core/db/db.ts'
import type { Override } from './policy.ts'

/** The overrides that count, by policy; later settings after earlier ones. */
export async function overridesInForce(sql: Sql): Promise<ReadonlyMap<string, readonly Override[]>> {
  const rows = await sql<Override[]>`
    select id, code, unit_id, document, valid_from, valid_to, params
    from policies.override where withdrawn_at is null order by set_at, id`
  return Map.groupBy(rows, row => row.code)
}

/** Also one that was withdrawn: what was decided under it can always be read again. */
export async function overrideById(sql: Sql, id: string): Promise<Override | undefined> {
  const [row] = await sql<Override[]>`
    select id, code, unit_id, document, valid_from, valid_to, params from policies.override where id = ${id}`
  return row
}

export interface NewOverride extends Override {
  readonly params: object
  readonly setAt: Date
  readonly setBy: string | null
}

export const addOverride = (sql: Sql, row: NewOverride) => sql`
  insert into policies.override (id, code, unit_id, document, valid_from, valid_to, params, set_at, set_by)
  values (${row.id}, ${row.code}, ${row.unitId}, ${row.document}, ${row.validFrom}, ${row.validTo},
          ${sql.json(row.params as Parameters<Sql['json']>[0])}, ${row.setAt}, ${row.setBy})`

export interface StoredOverride extends Override {
  readonly setAt: Date
  /** The name of who set it. */
  readonly setBy: string | null
  readonly withdrawnAt: Date | null
  readonly reason: string | null
}

export const overridesOf = (sql: Sql, code: string): Promise<StoredOverride[]> => sql<StoredOverride[]>`
  select o.id, o.code, o.unit_id, o.document, o.valid_from, o.valid_to, o.params, o.set_at, a.name as set_by,
         o.withdrawn_at, o.reason
  from policies.override o left join identity.account a on a.id = o.set_by
  where o.code = ${code} order by o.set_at desc, o.id desc limit 500`

/** Answers whether there was one to withdraw. */
export async function withdrawOverride(
  sql: Sql,
  id: string,
  by: { readonly at: Date; readonly accountId: string | null; readonly reason: string },
): Promise<boolean> {
  const rows = await sql`
    update policies.override set withdrawn_at = ${by.at}, withdrawn_by = ${by.accountId}, reason = ${by.reason}
    where id = ${id} and withdrawn_at is null returning 1`
  return rows.length > 0
}
