import * as z from 'zod/mini'
import { policy } from '#base/policies/policy.ts'

const whole = z.int().check(z.gt(0))

/** How long the code is good with which an officer sets their own password: of a new account, and of one that was reset. */
export const activationTerm = policy({
  code: 'accounts.activation',
  schema: z.object({ days: whole, resetHours: whole }),
  defaults: [{ from: '2000-01-01', document: 'Saola', params: { days: 7, resetHours: 24 } }],
})
