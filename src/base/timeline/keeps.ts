import type { Keeps } from '#core/keeps.ts'
import { dropWeeksOf, KEEP_DAYS } from './partitions.ts'

/** What this module keeps, for what, and how that ends. */
export const keeps: Keeps = {
  scan: {
    basis: 'epidemic',
    ends: [{ how: 'partitions', days: KEEP_DAYS, since: 't.at', widthDays: 8, run: dropWeeksOf('timeline.scan') }],
    about: { person: 'person_id', gives: ['place_id', 'area_id', 'direction', 'method', 'at', 'received_at'] },
  },
  visit: {
    basis: 'epidemic',
    ends: [{ how: 'partitions', days: KEEP_DAYS, since: 't.in_at', widthDays: 8, run: dropWeeksOf('timeline.visit') }],
    about: { person: 'person_id', gives: ['place_id', 'area_id', 'in_at', 'out_at'] },
  },
}
