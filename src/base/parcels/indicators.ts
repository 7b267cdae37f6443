import { cellsOf, type Opens, ratioOf, touching } from '#base/indicators/indicator.ts'
import { format } from '#core/format.ts'
import { say } from '#core/words.ts'
import { parcelMoved } from './events.ts'

const DAY = `(p.ordered_at at time zone 'Asia/Ho_Chi_Minh')::date`

const moved = touching(
  parcelMoved,
  ({ parcelId }, { sql }) => sql<{ unitId: string; day: string }[]>`
    select p.unit_id, ${sql.unsafe(DAY)} as day from parcels.parcel p where p.id = ${parcelId}`,
)

/** A parcel is named by its reference: whose it is stands in it. */
const opens: Opens = {
  verb: 'parcels.read',
  async lines({ sql, locale }, ids) {
    const rows = await sql<{ id: string; reference: string; contents: string; state: string; orderedAt: Date }[]>`
      select id, reference, contents, state, ordered_at from parcels.parcel where id = any(${ids as string[]}::uuid[])`
    return rows.map(({ id, reference, contents, state, orderedAt }) => ({
      id,
      title: reference,
      detail: [contents, say(locale, `parcels.state.${state}`), format(locale).day(orderedAt)].join(' · '),
      to: `/parcels?q=${reference}&view=all`,
    }))
  },
}

/** Parcels of the day they were ordered, of which something is so. */
const count = (name: string, which: string) =>
  cellsOf({
    name,
    on: [moved],
    opens,
    rows: sql => sql`
      select p.id, p.unit_id, ${sql.unsafe(DAY)} as day, 1 as value from parcels.parcel p where ${sql.unsafe(which)}`,
  })

export const indicators = [
  count('parcels.sent-home', "p.way = 'out' and p.accepted_at is not null"),
  count('parcels.sent-in', "p.way = 'in' and p.accepted_at is not null"),
  count('parcels.delivered', "p.way = 'out' and p.state = 'delivered'"),
  count('parcels.lost', "p.state in ('lost', 'returned', 'refused')"),
  ratioOf({ name: 'parcels.delivered-share', part: 'parcels.delivered', whole: 'parcels.sent-home' }),
]
