import type { Context } from '#core/app.ts'
import type { Sql } from '#core/db/db.ts'

export interface NewRow {
  readonly id: string
  readonly kind: string
  readonly aboutKind: string
  readonly aboutId: string
  readonly until: Date | null
  readonly text: string
}

export async function insertStatements(ctx: Context, rows: readonly NewRow[]): Promise<void> {
  await ctx.sql`
    insert into attestation.statement (id, kind, about_kind, about_id, until, text, issued_at, issued_by)
    select *, ${ctx.now}::timestamptz, ${ctx.who?.accountId ?? null}::uuid from unnest(
      ${rows.map(r => r.id)}::uuid[], ${rows.map(r => r.kind)}::text[], ${rows.map(r => r.aboutKind)}::text[],
      ${rows.map(r => r.aboutId)}::text[], ${rows.map(r => r.until)}::timestamptz[], ${rows.map(r => r.text)}::text[])`
}

export interface StatementRow {
  readonly id: string
  readonly aboutId: string
  readonly text: string
  readonly until: Date | null
  readonly issuedAt: Date
  readonly revokedAt: Date | null
  /** Message id. */
  readonly reason: string | null
}

const columns = (sql: Sql) => sql`id, about_id, text, until, issued_at, revoked_at, reason`

export async function getStatement(sql: Sql, id: string): Promise<StatementRow | undefined> {
  const [row] = await sql<StatementRow[]>`select ${columns(sql)} from attestation.statement where id = ${id}`
  return row
}

/** The newest statement of a kind about each of these things. */
export const newestAbout = (sql: Sql, kind: string, aboutKind: string, ids: readonly string[]) => sql<StatementRow[]>`
  select distinct on (about_id) ${columns(sql)} from attestation.statement
  where kind = ${kind} and about_kind = ${aboutKind} and about_id = any(${ids as string[]}) order by about_id, id desc`

export const revokeAbout = async (
  ctx: Context,
  kind: string,
  aboutKind: string,
  ids: readonly string[],
  reason: string,
) =>
  void (await ctx.sql`
    update attestation.statement
    set revoked_at = ${ctx.now}, revoked_by = ${ctx.who?.accountId ?? null}, reason = ${reason}
    where kind = ${kind} and about_kind = ${aboutKind} and about_id = any(${ids as string[]}) and revoked_at is null`)

/** How many numbers each unit takes of a series in a year; answers the last one taken. In one order, against deadlocks. */
export const countUp = (sql: Sql, series: string, year: number, unitIds: readonly string[]) => sql<
  { unitId: string; last: number }[]
>`
  insert into attestation.series as s (unit_id, series, year, last)
  select unit_id, ${series}, ${year}, count(*)::int from unnest(${unitIds as string[]}::uuid[]) as t (unit_id)
  group by unit_id order by unit_id
  on conflict (unit_id, series, year) do update set last = s.last + excluded.last
  returning unit_id, last`
