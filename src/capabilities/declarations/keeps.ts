import { termOf } from '#base/policies/term.ts'
import { type Keeps, rows, sealedJson, timeless } from '#core/keeps.ts'
import { keepRule } from './policies.ts'

const declarationDays = termOf(keepRule, rule => rule.days)

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  epidemic_area: timeless,
  declaration: rows('epidemic', declarationDays, 't.at', {
    about: {
      person: 'person_id',
      gives: ['kind', 'at', 'method', 'unit_id', 'sealed', 'risk', 'valid_until'],
      opens: { sealed: sealedJson },
    },
  }),
}
