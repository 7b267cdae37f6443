import { countOf } from '#base/indicators/indicator.ts'
import type { Fragment, Sql } from '#core/db/db.ts'
import { RISKS } from './contract.ts'

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

/** By the risk that was found; `made` is all of them. */
export const FIGURES = {
  made: 'declarations.made',
  low: 'declarations.low',
  medium: 'declarations.medium',
  high: 'declarations.high',
} as const

/** Declarations by commune of stay and day: all, and by risk. */
export const indicators = [
  counting(FIGURES.made, sql => sql`true`),
  ...RISKS.map((risk, place) => counting(FIGURES[risk], sql => sql`risk = ${place}`)),
]
