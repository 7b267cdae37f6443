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

/** The rows noted when `fromId` was merged, which are to be said of it again; later moves of them are forgotten, too. */
export async function takeBack({ sql }: Context, fromId: string, kind: string): Promise<string[]> {
  const rows = await sql<{ rowId: string; n: string }[]>`
    delete from people.moved where from_id = ${fromId} and kind = ${kind} returning row_id, n`
  await sql`
    delete from people.moved m using unnest(${rows.map(row => row.rowId)}::text[], ${rows.map(row => row.n)}::bigint[])
      as back (row_id, n) where m.kind = ${kind} and m.row_id = back.row_id and m.n > back.n`
  return rows.map(row => row.rowId)
}
