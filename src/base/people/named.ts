import type { Fragment, Sql } from '#core/db/db.ts'
import { nameKey } from '#core/text.ts'

/** Words in their order, with or without accents, anywhere in a key: what follows `like`. */
export const wordsPattern = (text: string): string =>
  `%${nameKey(text)
    .replace(/[\\%_]/g, '\\$&')
    .replaceAll(' ', '%')}%`

/** Who is looked for by words of the name, in a list that shows people by something else: cases, orders. */
export interface Named {
  readonly pattern: string
  /** All of them; undefined when they are so many that reading the list finds a page of them sooner. */
  readonly ids: readonly string[] | undefined
}

const MOST_NAMED = 2_000

/** Looks them up once, so that a list of a million rows is not joined with the register to find the three. */
export async function peopleNamed(sql: Sql, text: string | undefined): Promise<Named | undefined> {
  if (!text?.trim()) return undefined
  const pattern = wordsPattern(text)
  const rows = await sql<{ id: string }[]>`
    select id from people.person where name_key like ${pattern} limit ${MOST_NAMED + 1}`
  return { pattern, ids: rows.length > MOST_NAMED ? undefined : rows.map(row => row.id) }
}

/** Whether a row is about one of them; `p` is its person, joined where they are too many to be listed. */
export const isNamed = (sql: Sql, { pattern, ids }: Named, personId: Fragment): Fragment =>
  ids ? sql`${personId} = any(${ids as string[]}::uuid[])` : sql`p.name_key like ${pattern}`
