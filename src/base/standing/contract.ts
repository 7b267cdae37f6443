import * as z from 'zod/mini'
import { endpoint, signedIn, wire } from '#core/contract.ts'
import { LEVELS } from './levels.ts'

/**
 * What the code proves. `verified`: signed by this system. `agrees`: unsigned, but agrees with the register.
 * `unverified`: unsigned and too little to compare. `differs`: contradicts the register. `new`: not in the register.
 */
export const Identity = z.enum(['verified', 'agrees', 'unverified', 'differs', 'new'])

export type Identity = z.infer<typeof Identity>

/** What holds for somebody, in the reader's language. */
export const StandingReason = z.object({ level: z.enum(LEVELS), text: z.string(), until: z.nullable(wire.instant) })
export type StandingReason = z.infer<typeof StandingReason>

export const standing = {
  mine: endpoint({
    method: 'GET',
    path: '/me/standing',
    reply: z.object({
      level: z.enum(LEVELS),
      /** Why, in the reader's language; gravest first. */
      reasons: z.array(StandingReason),
    }),
    may: signedIn,
    summary: 'What the caller may do now, why, and until when',
  }),
}
