import type { App, Context } from '#core/app.ts'
import { type Kept, keptTables } from '#core/keeps.ts'

/** Deletes rows by a column, or by SQL over `t` that gives as much, and before them what is `of` them. */
export async function deleteWithRest(
  ctx: Context,
  table: string,
  column: string,
  ids: readonly string[],
): Promise<number> {
  if (!ids.length) return 0
  for (const rest of keptTables(ctx.app).filter(kept => kept.of?.[0] === table)) {
    const rows =
      column === 'id'
        ? ids
        : (
            await ctx.sql.unsafe<{ id: string }[]>(`select t.id from ${table} t where ${column} = any($1::uuid[])`, [
              ids as string[],
            ])
          ).map(row => row.id)
    await deleteWithRest(ctx, rest.table, rest.of?.[1] as string, rows)
  }
  const { count } = await ctx.sql.unsafe(`delete from ${table} t where ${column} = any($1::uuid[])`, [ids as string[]])
  return count
}

/** What makes the entry itself: it tells nothing more of anybody. */
const ENTRY = ['people.person', 'people.identifier', 'people.alias']

/** A column that names somebody: what somebody is found by through another table goes with that one. */
const namesSomebody = ({ about, table }: Kept): boolean =>
  about !== undefined && 'gives' in about && /^\w+$/.test(about.person ?? '') && !ENTRY.includes(table)

/** SQL: no table says anything of the entry `t` any more. */
export const idleSql = (app: Pick<App, 'modules'>): string =>
  keptTables(app)
    .filter(namesSomebody)
    .map(({ table, about }) => `and not exists (select from ${table} x where x.${about?.person} = t.id)`)
    .join(' ')
