import * as z from 'zod/mini'
import { policy } from '#base/policies/policy.ts'
import { ROLE_NAMES } from './roles.ts'

const whole = z.int().check(z.gt(0))

/**
 * Who must have a second factor: Luật An ninh mạng 116/2025 asks it of administrators. From a day, and asked for at the
 * next sign-in, so that no installation is locked out.
 */
export const factorDuty = policy({
  code: 'identity.second-factor',
  schema: z.object({ roles: z.array(z.enum(ROLE_NAMES)) }),
  defaults: [
    { from: '2000-01-01', document: 'Saola', params: { roles: [] } },
    { from: '2027-01-01', document: 'Luật 116/2025/QH15', params: { roles: ['administrator'] } },
  ],
})

/** Numbers are given to somebody else after a while: on a device it does not know, the program asks who holds the phone. */
export const holderQuestion = policy({
  code: 'identity.holder',
  schema: z.object({ ask: z.boolean() }),
  defaults: [{ from: '2000-01-01', document: 'Saola', params: { ask: true } }],
})

/** What codes by SMS may cost: who makes an installation send them spends its money. */
export const codeCeilings = policy({
  code: 'identity.codes',
  schema: z.object({ perPhoneADay: whole, priceVnd: whole, perDayVnd: whole, keptForKnownPercent: whole }),
  defaults: [
    {
      from: '2000-01-01',
      document: 'Saola',
      params: { perPhoneADay: 10, priceVnd: 800, perDayVnd: 20_000_000, keptForKnownPercent: 20 },
    },
  ],
})
