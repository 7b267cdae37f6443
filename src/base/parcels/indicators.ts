import { cellsOf, ratioOf, touching } from '#base/indicators/indicator.ts'
import { parcelMoved } from './events.ts'

const DAY = `(p.ordered_at at time zone 'Asia/Ho_Chi_Minh')::date`

const moved = touching(
  parcelMoved,
  ({ parcelId }, { sql }) => sql<{ unitId: string; day: string }[]>`
    select p.unit_id, ${sql.unsafe(DAY)} as day from parcels.parcel p where p.id = ${parcelId}`,
)

/** Parcels of the day they were ordered, of which something is so. */
const count = (name: string, which: string) =>
  cellsOf({
    name,
    on: [moved],
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
