import type { Sql } from '#core/db/db.ts'
import type { Declaration } from '#core/module.ts'

/**
 * How many facts of one kind entries have, for whoever has to say whether two entries are one person. Its word is
 * `<name>`, with the parameter `count`.
 */
export interface PersonFacts extends Declaration {
  readonly declares: 'person-facts'
  /** `module.facts.kind` */
  readonly name: string
  /** By the entries they were recorded under. */
  readonly count: (sql: Sql, entryIds: readonly string[]) => Promise<{ id: string; n: number }[]>
}

export const personFacts = (about: Omit<PersonFacts, 'declares'>): PersonFacts => ({
  declares: 'person-facts',
  ...about,
})
