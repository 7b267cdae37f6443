import { policy } from '#base/policies/policy.ts'
import { OfflineLimits } from '#base/timeline/offline.ts'

/** What a scanner kept while it had no network: how old it may be to be believed as it is, and for how long it can be sent. */
export const offlineScans = policy({
  code: 'checkpoints.offline',
  schema: OfflineLimits,
  defaults: [{ from: '2000-01-01', document: 'Saola', params: { oldHours: 72, changedS: 300, passDays: 30 } }],
})
