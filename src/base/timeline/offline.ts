import * as z from 'zod/mini'

/** What a device kept while it had no network: what is believed of its times, and for how long it can be sent. */
export const OfflineLimits = z.object({
  /** How old it may be. */
  oldHours: z.int().check(z.gt(0)),
  /** A clock that moved by more than this between the fact and its sending makes the time doubtful. */
  changedS: z.int().check(z.gt(0)),
  /** How long a device may deliver for who was signed in on it. */
  passDays: z.int().check(z.gt(0)),
})
