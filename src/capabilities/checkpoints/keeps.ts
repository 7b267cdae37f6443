import { KEEP_DAYS } from '#base/timeline/partitions.ts'
import type { Keeps } from '#core/keeps.ts'
import { forgetParked } from './parked.ts'

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  parked: {
    basis: 'epidemic',
    ends: [
      { how: 'away', days: KEEP_DAYS, since: 't.received_at', when: 't.sealed is not null', run: forgetParked },
      { how: 'rows', days: 365, since: 't.received_at' },
    ],
  },
}
