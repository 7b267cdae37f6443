import { cellsOf, type Opens, ratioOf, touching } from '#base/indicators/indicator.ts'
import { format } from '#core/format.ts'
import { ticketsMoved } from './events.ts'
import { labelOf } from './rules.ts'

/** A number is named by itself and its hall: nobody's name stands on it. */
const tickets: Opens = {
  verb: 'halls.serve',
  async lines({ sql, locale }, ids) {
    const rows = await sql<
      {
        id: string
        hallId: string
        hall: string
        letter: string
        number: number
        takenAt: Date
        calledAt: Date | null
      }[]
    >`
      select t.id, t.hall_id, h.name as hall, t.letter, t.number, t.taken_at, t.first_called_at as called_at
      from halls.ticket t join halls.hall h on h.id = t.hall_id where t.id = any(${ids as string[]}::uuid[])`
    const { time, day } = format(locale)
    return rows.map(row => ({
      id: row.id,
      title: labelOf(row.letter, row.number),
      detail: [
        row.hall,
        day(row.takenAt),
        `${time(row.takenAt)}${row.calledAt ? ` – ${time(row.calledAt)}` : ''}`,
      ].join(' · '),
      to: `/halls/${row.hallId}`,
    }))
  },
}

const moved = touching(
  ticketsMoved,
  ({ ticketIds }, { sql }) => sql<{ unitId: string; day: string }[]>`
    select distinct h.unit_id, t.day from halls.ticket t join halls.hall h on h.id = t.hall_id
    where t.id = any(${ticketIds as string[]}::uuid[])`,
)

/** Numbers of a day of which something is so. */
const numbers = (name: string, which: string) =>
  cellsOf({
    name,
    on: [moved],
    rows: sql => sql`
      select t.id, h.unit_id, t.day, 1 as value from halls.ticket t join halls.hall h on h.id = t.hall_id
      where ${sql.unsafe(which)}`,
    opens: tickets,
  })

export const indicators = [
  numbers('halls.taken', 'true'),
  numbers('halls.served', "t.state = 'done'"),
  numbers('halls.called', 't.first_called_at is not null'),
  numbers('halls.called-in-time', 't.in_time'),
  numbers('halls.by-phone', "t.source in ('phone', 'booked')"),
  ratioOf({ name: 'halls.in-time', part: 'halls.called-in-time', whole: 'halls.called' }),
  ratioOf({ name: 'halls.phone-share', part: 'halls.by-phone', whole: 'halls.taken' }),
]
