import { cellsOf, distinctOf, type Opens, touching } from '#base/indicators/indicator.ts'
import { treeOf } from '#base/units/trees.ts'
import type { Sql } from '#core/db/db.ts'
import { accountsChanged } from './events.ts'

const DAY = (column: string) => `(${column} at time zone 'Asia/Ho_Chi_Minh')::date`

/** The cells in which officers' accounts count: of the days on which they came and went. */
export const cellsOfAccounts = (sql: Sql, accountIds: readonly string[]) => sql<{ unitId: string; day: string }[]>`
  select distinct unit_id, day from identity.account a
  cross join lateral (values (${sql.unsafe(DAY('a.created_at'))}), (${sql.unsafe(DAY('a.disabled_at'))})) as t (day)
  where a.id = any(${accountIds as string[]}::uuid[]) and a.kind = 'officer' and day is not null`

const changed = touching(accountsChanged, async ({ accountIds, left }, { sql }) => [
  ...left,
  ...(await cellsOfAccounts(sql, accountIds)),
])

/** Officers, for whoever administers their accounts. */
const officers: Opens = {
  verb: 'identity.administer',
  async lines({ sql, app }, ids) {
    const rows = await sql<{ id: string; name: string; login: string; unitId: string }[]>`
      select id, name, login, unit_id from identity.account where id = any(${ids as string[]}::uuid[])`
    return rows.map(({ id, name, login, unitId }) => ({
      id,
      title: name,
      detail: [login, treeOf(app).get(unitId)?.fullName ?? ''].join(' · '),
      to: `/accounts?open=${id}`,
    }))
  },
}

export const indicators = [
  cellsOf({
    name: 'identity.accounts',
    measures: 'stock',
    on: [changed],
    opens: officers,
    rows: sql => sql`
      select a.id, a.unit_id, ${sql.unsafe(DAY('a.created_at'))} as day, 1 as value
      from identity.account a where a.kind = 'officer'
      union all
      select a.id, a.unit_id, ${sql.unsafe(DAY('a.disabled_at'))} as day, -1 as value
      from identity.account a where a.kind = 'officer' and a.disabled_at is not null`,
  }),
  // Who came in a month is known from the first day on which they came: of a part of a month those until then.
  distinctOf({
    name: 'identity.active',
    rows: (sql, { from, to }) => sql`
      select m.account_id::text as key, m.unit_id, m.since as day from identity.active_month m
      where m.since between ${from} and ${to}`,
    opens: officers,
  }),
]
