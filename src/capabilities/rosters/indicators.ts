import { cellsOf, ratioOf, touching } from '#base/indicators/indicator.ts'
import { rosterChanged } from './events.ts'
import { daysOfWeek, type Kind } from './rules.ts'

const touch = touching(rosterChanged, ({ unitId, monday }) => daysOfWeek(monday).map(day => ({ unitId, day })))

/** People of whom a published roster says one of these, on each day. */
const people = (name: string, ...kinds: Kind[]) =>
  cellsOf({
    name,
    on: [touch],
    rows: sql => sql`
      select w.unit_id, e.day, 1 as value from rosters.entry e join rosters.week w on w.id = e.week_id
      where w.published_at is not null and e.kind = any(${kinds}::text[])`,
  })

export const indicators = [
  people('rosters.at-office', 'office', 'duty'),
  people('rosters.at-home', 'home'),
  people('rosters.on-leave', 'leave'),
  people('rosters.working', 'office', 'home', 'duty'),
  ratioOf({ name: 'rosters.share', part: 'rosters.at-office', whole: 'rosters.working' }),
]
