import { termOf } from '#base/policies/term.ts'
import { type Keeps, rows, withRow } from '#core/keeps.ts'
import { forgetParked } from './deliver.ts'
import { keepRule } from './policies.ts'

const crossingDays = termOf(keepRule, rule => rule.days)

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  shift: rows('accountability', 365, 't.ended_at', { when: 't.ended_at is not null' }),
  shift_member: withRow('accountability', 'roadblocks.shift', 'shift_id'),
  crossing: rows('epidemic', crossingDays, 't.at'),
  traveller: withRow('epidemic', 'roadblocks.crossing', 'crossing_id', {
    person: 'person_id',
    gives: [
      '(select c.at from roadblocks.crossing c where c.id = t.crossing_id) as at',
      '(select c.place_id from roadblocks.crossing c where c.id = t.crossing_id) as place_id',
      'driver',
      'decision',
    ],
  }),
  parked: {
    basis: 'epidemic',
    ends: [
      { how: 'away', days: crossingDays, since: 't.received_at', when: 't.sealed is not null', run: forgetParked },
      { how: 'rows', days: 365, since: 't.received_at' },
    ],
  },
}
