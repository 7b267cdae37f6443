import { countOf } from '#base/indicators/indicator.ts'
import type { Fragment, Sql } from '#core/db/db.ts'

/** Earlier days have lost declarations to the policy that keeps them. */
async function keptSince(sql: Sql): Promise<string | undefined> {
  const [row] = await sql<{ day: string | null }[]>`
    select ((min(at) at time zone 'Asia/Ho_Chi_Minh')::date + 1)::text as day from declarations.declaration`
  return row?.day ?? undefined
}

const counting = (name: string, which: (sql: Sql) => Fragment) =>
  countOf({
    name,
    fact: 'declaration',
    by: 'day',
    rows: sql => sql`select id, unit_id, at, 1 as value from declarations.declaration where ${which(sql)}`,
    keptSince,
  })

/** Declarations by commune of stay and day: all, and those of a medium or a high risk. */
export const indicators = [
  counting('declarations.made', sql => sql`true`),
  counting('declarations.medium', sql => sql`risk = 1`),
  counting('declarations.high', sql => sql`risk = 2`),
]
