import { minutesPerDay } from './calendar.ts'
import { type Confinement, confinements, type DayPlan } from './movement.ts'

/** Who is where at the same time: visits by area, and time at home as what visits leave of a day. */

export interface AreaIndex {
  /** Visits of area a are `rows[start[a]]` up to, not including, `rows[start[a + 1]]`. */
  readonly start: Uint32Array
  readonly rows: Uint32Array
}

export function indexByArea(plan: DayPlan, areas: number): AreaIndex {
  const { area, count } = plan.visits
  const start = new Uint32Array(areas + 1)
  for (let row = 0; row < count; row++) {
    const next = (area[row] as number) + 1
    start[next] = (start[next] as number) + 1
  }
  for (let i = 0; i < areas; i++) start[i + 1] = (start[i + 1] as number) + (start[i] as number)
  const cursor = start.slice(0, areas)
  const rows = new Uint32Array(count)
  for (let row = 0; row < count; row++) {
    const at = area[row] as number
    const position = cursor[at] as number
    rows[position] = row
    cursor[at] = position + 1
  }
  return { start, rows }
}

/** The minute up to which a person can be at home on the day: until the confirmed are taken away. */
function homeLimit(confinement: Confinement, person: number): number {
  const status = confinement.status[person]
  if (status === confinements.away) return 0
  const fetched = status === confinements.testing || status === confinements.fetched
  return fetched ? (confinement.minute.get(person) ?? minutesPerDay) : minutesPerDay
}

/** Calls `each` with the spans of minutes the person is at home on the day, in order. */
export function atHome(
  plan: DayPlan,
  confinement: Confinement,
  person: number,
  each: (from: number, to: number) => void,
): void {
  const limit = homeLimit(confinement, person)
  let from = 0
  for (let row = plan.firstVisit[person] as number; row < (plan.firstVisit[person + 1] as number); row++) {
    const leaves = Math.min(limit, plan.visits.in[row] as number)
    if (from < leaves) each(from, leaves)
    from = plan.visits.out[row] as number
  }
  if (from < limit) each(from, limit)
}

/** Calls `each` with the spans of minutes two people are at home at the same time. */
export function atHomeTogether(
  plan: DayPlan,
  confinement: Confinement,
  one: number,
  other: number,
  each: (from: number, to: number) => void,
): void {
  atHome(plan, confinement, one, (from, to) => {
    atHome(plan, confinement, other, (otherFrom, otherTo) => {
      const start = Math.max(from, otherFrom)
      const end = Math.min(to, otherTo)
      if (start < end) each(start, end)
    })
  })
}
