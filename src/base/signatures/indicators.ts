import { accountsChanged } from '#base/identity/events.ts'
import { cellsOf, type Opens, touching } from '#base/indicators/indicator.ts'
import type { Sql } from '#core/db/db.ts'
import { format } from '#core/format.ts'
import { certificateChanged, turnSigned } from './events.ts'
import { MANAGE, SIGN } from './flow.ts'

const DAY = (column: string) => `(${column} at time zone 'Asia/Ho_Chi_Minh')::date`
/** From when on nobody signs with it: it ended, or its time did. */
const GONE = 'least(c.valid_to, c.ended_at)'

/** Where a certificate counts: where the account is administered, or where the organisation sits that has the seal. */
const placed = (sql: Sql) => sql`
  select c.id, c.account_id, c.organisation_id, coalesce(a.unit_id, s.unit_id) as unit_id,
         ${sql.unsafe(DAY('c.valid_from'))} as began, ${sql.unsafe(DAY(GONE))} as gone,
         ${sql.unsafe(DAY('c.valid_to'))} as ends
  from signatures.certificate c
  left join identity.account a on a.id = c.account_id
  left join lateral (
    select unit_id from units.seat s where s.organisation_id = c.organisation_id order by valid_from desc limit 1) s on true
  where c.valid_from is not null`

const ended = touching(
  certificateChanged,
  ({ certificateId }, { sql }) => sql<{ unitId: string; day: string }[]>`
    select unit_id, day from (${placed(sql)}) c cross join lateral unnest(array[c.began, c.gone, c.ends]) as t (day)
    where c.id = ${certificateId}`,
)
/** Who moves takes their certificate along. */
const moved = touching(
  accountsChanged,
  ({ accountIds, left }, { sql }) => sql<{ unitId: string; day: string }[]>`
    select distinct unit.id as unit_id, day from (${placed(sql)}) c
    cross join lateral unnest(array[c.began, c.gone]) as t (day)
    cross join lateral unnest(array_append(${left.map(one => one.unitId)}::uuid[], c.unit_id)) as unit (id)
    where c.account_id = any(${accountIds as string[]}::uuid[])`,
)

/** A paper is named as the inbox names it: nothing personal. */
const requests: Opens = {
  verb: SIGN,
  async lines({ sql, locale }, ids) {
    const rows = await sql<{ id: string; title: string; at: Date; name: string | null }[]>`
      select t.id, r.title, t.at, a.name from signatures.turn t join signatures.request r on r.id = t.request_id
      left join identity.account a on a.id = t.by where t.id = any(${ids as string[]}::uuid[])`
    return rows.map(({ id, title, at, name }) => ({
      id,
      title,
      detail: [name, format(locale).instant(at)].filter(Boolean).join(' · '),
      to: null,
    }))
  },
}

/** Certificates by whose they are, for whoever administers them. */
const certificates: Opens = {
  verb: MANAGE,
  async lines({ sql, locale }, ids) {
    const rows = await sql<{ id: string; name: string; validTo: Date }[]>`
      select id, name, valid_to from signatures.certificate where id = any(${ids as string[]}::uuid[])`
    return rows.map(({ id, name, validTo }) => ({ id, title: name, detail: format(locale).day(validTo), to: null }))
  },
}

export const indicators = [
  cellsOf({
    name: 'signatures.made',
    on: [
      touching(
        turnSigned,
        ({ turnId }, { sql }) => sql<{ unitId: string; day: string }[]>`
          select r.unit_id, ${sql.unsafe(DAY('t.at'))} as day
          from signatures.turn t join signatures.request r on r.id = t.request_id where t.id = ${turnId}`,
      ),
    ],
    opens: requests,
    rows: sql => sql`
      select t.id, r.unit_id, ${sql.unsafe(DAY('t.at'))} as day, 1 as value
      from signatures.turn t join signatures.request r on r.id = t.request_id where t.state = 'signed'`,
  }),
  cellsOf({
    name: 'signatures.certificates',
    measures: 'stock',
    on: [ended, moved],
    opens: certificates,
    rows: sql => sql`
      select id, unit_id, began as day, 1 as value from (${placed(sql)}) c
      union all select id, unit_id, gone as day, -1 as value from (${placed(sql)}) c where gone is not null`,
  }),
]
