import { countOf } from '#base/indicators/indicator.ts'
import type { Fragment, Sql } from '#core/db/db.ts'

/** Earlier days have lost rows to the policy that keeps them. */
async function keptSince(sql: Sql): Promise<string | undefined> {
  const [row] = await sql<{ day: string | null }[]>`
    select ((min(at) at time zone 'Asia/Ho_Chi_Minh')::date + 1)::text as day from roadblocks.crossing`
  return row?.day ?? undefined
}

const counting = (name: string, value: (sql: Sql) => Fragment, unit = (sql: Sql): Fragment => sql`unit_id`) =>
  countOf({
    name,
    fact: 'crossing',
    by: 'day',
    rows: sql => sql`select id, ${unit(sql)} as unit_id, at, ${value(sql)} as value from roadblocks.crossing`,
    keptSince,
  })

/** By commune of the post and day; arrivals by commune of destination, which is told no more than how many come. */
export const indicators = [
  counting('roadblocks.vehicles', sql => sql`1`),
  counting('roadblocks.people', sql => sql`people`),
  counting('roadblocks.passed', sql => sql`passed`),
  counting('roadblocks.turned', sql => sql`turned`),
  counting('roadblocks.isolated', sql => sql`isolated`),
  counting(
    'roadblocks.coming',
    sql => sql`passed + isolated`,
    sql => sql`to_id`,
  ),
]
