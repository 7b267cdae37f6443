import type { Sql } from '#core/db/db.ts'

export interface Ledger {
  /** The tables whose rows are not what they were when the ledger was opened. */
  changed(): Promise<string[]>
}

/**
 * PostgreSQL counts what this transaction wrote, also what it undid: only tables it counts anew are compared, row by
 * row, with what they held at first.
 */
export async function ledgerOf(sql: Sql): Promise<Ledger> {
  const counts = async () => {
    const rows = await sql<{ name: string; n: number }[]>`
      select schemaname || '.' || relname as name, n_tup_ins + n_tup_upd + n_tup_del as n
        from pg_stat_xact_user_tables where n_tup_ins + n_tup_upd + n_tup_del > 0`
    return new Map(rows.map(({ name, n }) => [name, n]))
  }
  const digest = async (name: string) => {
    const [row] = await sql.unsafe<{ sum: string }[]>(
      `select count(*) || '.' || coalesce(sum(hashtextextended(t::text, 0)), 0) as sum from ${name} t`,
    )
    return row?.sum
  }
  const tables = await sql<{ name: string }[]>`
    select schemaname || '.' || relname as name from pg_stat_user_tables where schemaname <> 'graphile_worker'`
  const first = new Map<string, string | undefined>()
  for (const { name } of tables) first.set(name, await digest(name))
  let seen = await counts()
  return {
    async changed() {
      const now = await counts()
      const touched = [...now].filter(([name, n]) => n !== seen.get(name)).map(([name]) => name)
      seen = now
      const changed: string[] = []
      for (const name of touched) if ((await digest(name)) !== first.get(name)) changed.push(name)
      return changed
    },
  }
}
