import type { Context } from '#core/app.ts'

/**
 * A merge rewrites no fact, but what modules say of a person (who is a contact, whom work is about) they say of the
 * survivor from then on. They note which rows those were, and take them back when the merge is.
 */
export async function noteMoved({ sql }: Context, fromId: string, kind: string, rowIds: readonly string[]) {
  if (!rowIds.length) return
  await sql`
    insert into people.moved (from_id, kind, row_id)
    select ${fromId}, ${kind}, id from unnest(${rowIds as string[]}::text[]) as row (id) on conflict do nothing`
}

/**
 * The rows that are to be said of `fromId` again: noted when it was merged, or when something was that is still merged into
 * it. Later moves of them, to whoever it was read as, are forgotten.
 */
export async function takeBack({ sql }: Context, fromId: string, kind: string): Promise<string[]> {
  const rows = await sql<{ rowId: string }[]>`
    with recursive below (id) as (
      select ${fromId}::uuid union select a.from_id from people.alias a join below b on a.into_id = b.id),
    back as (select distinct row_id from people.moved where kind = ${kind} and from_id in (select id from below)),
    forgotten as (
      delete from people.moved m using back
      where m.kind = ${kind} and m.row_id = back.row_id
        and (m.from_id = ${fromId} or m.from_id not in (select id from below)))
    select row_id from back`
  return rows.map(row => row.rowId)
}
