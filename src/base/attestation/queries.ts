import { ABBREVIATIONS } from '#base/units/organisations.ts'
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

/** Who gives numbers, out of which book. */
export interface Holder {
  readonly id: string
  readonly book: string
}

/** How many numbers each holder takes of a book in a year; answers the last one taken. In one order, against deadlocks. */
export const countUp = (sql: Sql, year: number, holders: readonly Holder[]) => sql<(Holder & { last: number })[]>`
  insert into attestation.series as s (holder_id, book, year, last)
  select id, book, ${year}, count(*)::int
  from unnest(${holders.map(one => one.id)}::uuid[], ${holders.map(one => one.book)}::text[]) as t (id, book)
  group by id, book order by id, book
  on conflict (holder_id, book, year) do update set last = s.last + excluded.last
  returning holder_id as id, book, last`

/** An organisation that was written down in the middle of a year goes on after what its unit gave in its name. */
export const openAfterUnits = (sql: Sql, year: number, holders: readonly Holder[]) => sql`
  insert into attestation.series (holder_id, book, year, last)
  select t.id, t.book, ${year}, max(b.last)
  from unnest(${holders.map(one => one.id)}::uuid[], ${holders.map(one => one.book)}::text[]) as t (id, book)
  join units.organisation o on o.id = t.id
  join units.seat s on s.organisation_id = o.id
  join unnest(${Object.keys(ABBREVIATIONS)}::text[], ${Object.values(ABBREVIATIONS)}::text[]) as k (kind, abbreviation)
    on k.kind = o.kind
  join attestation.series b on b.holder_id = s.unit_id and b.book = t.book || '-' || k.abbreviation and b.year = ${year}
  group by t.id, t.book order by t.id, t.book
  on conflict do nothing`
