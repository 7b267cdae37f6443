import { countOf } from '#base/indicators/indicator.ts'
import { firstWholeDay } from '#base/timeline/partitions.ts'

/** Entries scanned, by the commune of the place and the hour. */
export const checkins = countOf({
  name: 'checkpoints.checkins',
  fact: 'scan',
  by: 'hour',
  rows: sql => sql`select id, unit_id, at, 1 as value from timeline.scan where direction = 'in'`,
  keptSince: sql => firstWholeDay(sql, 'timeline.scan'),
})
