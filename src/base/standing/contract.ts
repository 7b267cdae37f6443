import * as z from 'zod/mini'
import { endpoint, signedIn, wire } from '#core/contract.ts'
import { LEVELS } from './levels.ts'

export const standing = {
  mine: endpoint({
    method: 'GET',
    path: '/me/standing',
    reply: z.object({
      level: z.enum(LEVELS),
      /** Why, in the reader's language; gravest first. */
      reasons: z.array(z.object({ level: z.enum(LEVELS), text: z.string(), until: z.nullable(wire.instant) })),
    }),
    may: signedIn,
    summary: 'What the caller may do now, why, and until when',
  }),
}
