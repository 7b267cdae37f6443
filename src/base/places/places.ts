import { randomBytes } from 'node:crypto'
import { placeCode } from '#base/people/codes.ts'
import type { Context } from '#core/app.ts'
import type { Sql } from '#core/db/db.ts'
import { newId } from '#core/ids.ts'
import { nameKey, tidy } from '#core/text.ts'
import type { PlaceKindName } from './kinds.ts'

export interface Place {
  readonly id: string
  readonly code: string
  readonly kind: PlaceKindName
  readonly name: string
  readonly unitId: string
  readonly unitName: string | null
  readonly address: string
  readonly parentId: string | null
  readonly createdAt: Date
  readonly closedAt: Date | null
}

export interface NewPlace {
  readonly id?: string
  readonly kind: PlaceKindName
  readonly name: string
  readonly unitId: string
  readonly address?: string
  readonly parentId?: string | null
}

/**
 * Codes that no place has. There are 2³⁹: among 200,000 places it happens with one chance in thirty that some two draw
 * the same, and one more in a list of thousands must not undo the list.
 */
async function freshCodes(sql: Sql, n: number): Promise<string[]> {
  const codes = new Set<string>()
  while (codes.size < n) {
    while (codes.size < n) codes.add(placeCode(randomBytes(5)))
    const taken = await sql<{ code: string }[]>`select code from places.place where code = any(${[...codes]})`
    for (const { code } of taken) codes.delete(code)
  }
  return [...codes]
}

/** Registers places, set-based; answers their ids in order. */
export async function addPlaces(ctx: Context, places: readonly NewPlace[]): Promise<string[]> {
  if (!places.length) return []
  const codes = await freshCodes(ctx.sql, places.length)
  const rows = places.map((p, i) => ({
    ...p,
    id: p.id ?? newId(ctx.now),
    name: tidy(p.name),
    code: codes[i] as string,
  }))
  await ctx.sql`
    insert into places.place (id, code, kind, name, name_key, unit_id, address, parent_id, registered_by, created_at)
    select *, ${ctx.who?.accountId ?? null}::uuid, ${ctx.now} from unnest(
      ${rows.map(r => r.id)}::uuid[], ${rows.map(r => r.code)}::text[], ${rows.map(r => r.kind)}::text[],
      ${rows.map(r => r.name)}::text[], ${rows.map(r => nameKey(r.name))}::text[],
      ${rows.map(r => r.unitId)}::uuid[], ${rows.map(r => r.address ?? '')}::text[],
      ${rows.map(r => r.parentId ?? null)}::uuid[])`
  return rows.map(r => r.id)
}

const placeColumns = (sql: Sql) => sql`
  p.id, p.code, p.kind, p.name, p.unit_id, u.full_name as unit_name, p.address, p.parent_id, p.created_at, p.closed_at`

export async function getPlaces(sql: Sql, ids: readonly string[]): Promise<Place[]> {
  return sql<Place[]>`
    select ${placeColumns(sql)} from places.place p left join units.unit u on u.id = p.unit_id
    where p.id = any(${ids as string[]}::uuid[]) order by p.name_key`
}

export async function getPlace(sql: Sql, id: string): Promise<Place | undefined> {
  const [place] = await getPlaces(sql, [id])
  return place
}

export async function placeByCode(sql: Sql, code: string): Promise<Place | undefined> {
  const [place] = await sql<Place[]>`
    select ${placeColumns(sql)} from places.place p left join units.unit u on u.id = p.unit_id where p.code = ${code}`
  return place
}

export async function areasOf(sql: Sql, placeId: string): Promise<Place[]> {
  return sql<Place[]>`
    select ${placeColumns(sql)} from places.place p left join units.unit u on u.id = p.unit_id
    where p.parent_id = ${placeId} and p.closed_at is null order by p.name_key`
}

/** Closes a place with its areas; answers whether it was open. */
export async function closePlace({ sql, now }: Context, placeId: string): Promise<boolean> {
  const closed = await sql<{ id: string }[]>`
    update places.place set closed_at = ${now}
    where ${placeId}::uuid in (id, parent_id) and closed_at is null returning id`
  return closed.some(({ id }) => id === placeId)
}

/** Opens a place again with the areas that closed with it. */
export const reopenPlace = (sql: Sql, placeId: string) => sql`
  update places.place p set closed_at = null from places.place again
  where again.id = ${placeId} and again.id in (p.id, p.parent_id) and p.closed_at = again.closed_at`

/**
 * Places whose name holds the words, or words that begin so, in order; nearest names first. `unitIds` limits to an area;
 * `closed` finds those that are, and no other.
 */
export async function searchPlaces(
  sql: Sql,
  text: string,
  options: { unitIds?: readonly string[]; limit?: number; closed?: boolean } = {},
): Promise<Place[]> {
  const words = nameKey(text).split(' ').filter(Boolean)
  if (!words.length) return []
  const begins = `% ${words.join('% ')}%`
  const indexed = `%${words.join('%')}%`
  return sql<Place[]>`
    select ${placeColumns(sql)} from places.place p left join units.unit u on u.id = p.unit_id
    where p.name_key like ${indexed} and ' ' || p.name_key like ${begins} and p.parent_id is null
      and ${options.closed ? sql`p.closed_at is not null` : sql`p.closed_at is null`}
      and ${options.unitIds ? sql`p.unit_id = any(${options.unitIds as string[]}::uuid[])` : sql`true`}
    order by similarity(p.name_key, ${words.join(' ')}) desc, p.name_key limit ${options.limit ?? 20}`
}
