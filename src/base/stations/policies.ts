import * as z from 'zod/mini'
import { policy } from '#base/policies/policy.ts'

const whole = z.int().check(z.gt(0))

/** How long an officer stays signed in at a shared machine (máy dùng chung). */
export const stationSession = policy({
  code: 'stations.session',
  schema: z.object({ idleMinutes: whole, hours: whole }),
  defaults: [{ from: '2000-01-01', document: 'Saola', params: { idleMinutes: 5, hours: 9 } }],
})

/**
 * What wrong codes cost: so many in a row and the person waits; still more and the code is gone, the password alone lets
 * them in. A machine waits, too, whoever is tried.
 */
export const codeTries = policy({
  code: 'stations.tries',
  schema: z.object({ waitAfter: whole, waitMinutes: whole, blockAfter: whole, deviceWaitAfter: whole }),
  defaults: [
    {
      from: '2000-01-01',
      document: 'Saola',
      params: { waitAfter: 5, waitMinutes: 15, blockAfter: 10, deviceWaitAfter: 20 },
    },
  ],
})

/** How long the code that registers a machine is good. */
export const pairing = policy({
  code: 'stations.pairing',
  schema: z.object({ minutes: whole }),
  defaults: [{ from: '2000-01-01', document: 'Saola', params: { minutes: 15 } }],
})
