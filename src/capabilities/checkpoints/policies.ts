import * as z from 'zod/mini'
import { policy } from '#base/policies/policy.ts'

/** What a scanner kept while it had no network: how old it may be to be believed as it is, and for how long it can be sent. */
export const offlineScans = policy({
  code: 'checkpoints.offline',
  schema: z.object({
    oldHours: z.int().check(z.gt(0)),
    /** A clock that moved by more than this between scan and sending makes the time doubtful. */
    changedS: z.int().check(z.gt(0)),
    /** How long a device may deliver for who was signed in on it. */
    passDays: z.int().check(z.gt(0)),
  }),
  defaults: [{ from: '2000-01-01', document: 'Saola', params: { oldHours: 72, changedS: 300, passDays: 30 } }],
})
