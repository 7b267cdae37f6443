import { type Keeps, rows } from '#core/keeps.ts'

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  standing: rows('epidemic', 28, 't.until', {
    when: 't.until is not null',
    about: { person: 'person_id', gives: ['source', 'level', 'reason', 'until', 'at'] },
  }),
}
