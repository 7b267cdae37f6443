import type { Sql } from '#core/db/db.ts'

export interface ViewRow {
  readonly id: string
  readonly name: string
  readonly search: string
  readonly hidden: string[] | null
  readonly ownerId: string
  readonly unitId: string | null
}

/** Views of a list that are the account's or shared with one of the units. */
export const viewsFor = (sql: Sql, list: string, accountId: string, unitIds: readonly string[]): Promise<ViewRow[]> =>
  sql<ViewRow[]>`
    select id, name, search, hidden, owner_id, unit_id from views.view
    where list = ${list} and (owner_id = ${accountId} or unit_id = any(${unitIds as string[]}::uuid[]))
    order by id`

export interface NewView extends Omit<ViewRow, 'hidden'> {
  readonly hidden: readonly string[] | null
  readonly list: string
}

export async function saveView(sql: Sql, view: NewView): Promise<string> {
  const [row] = await sql<{ id: string }[]>`
    insert into views.view (id, list, name, search, hidden, owner_id, unit_id)
    values (${view.id}, ${view.list}, ${view.name}, ${view.search}, ${view.hidden as string[] | null}::text[],
            ${view.ownerId}, ${view.unitId})
    on conflict (owner_id, list, name)
      do update set search = excluded.search, hidden = excluded.hidden, unit_id = excluded.unit_id
    returning id`
  return (row as { id: string }).id
}

export async function countViews(sql: Sql, ownerId: string): Promise<number> {
  const [row] = await sql<{ count: number }[]>`select count(*) from views.view where owner_id = ${ownerId}`
  return row?.count ?? 0
}

/** Answers whether the account had such a view. */
export async function removeView(sql: Sql, id: string, ownerId: string): Promise<boolean> {
  const { count } = await sql`delete from views.view where id = ${id} and owner_id = ${ownerId}`
  return count > 0
}

export interface Arrangement {
  readonly viewIds: readonly string[]
  readonly defaultId: string | null
}

export async function arrangementOf(sql: Sql, accountId: string, list: string): Promise<Arrangement> {
  const [row] = await sql<Arrangement[]>`
    select view_ids, default_id from views.arrangement where account_id = ${accountId} and list = ${list}`
  return row ?? { viewIds: [], defaultId: null }
}

export const arrange = (sql: Sql, accountId: string, list: string, { viewIds, defaultId }: Arrangement) => sql`
  insert into views.arrangement (account_id, list, view_ids, default_id)
  values (${accountId}, ${list}, ${viewIds as string[]}::uuid[], ${defaultId})
  on conflict (account_id, list) do update set view_ids = excluded.view_ids, default_id = excluded.default_id`
