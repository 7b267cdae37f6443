import * as z from 'zod/mini'
import { anyone, endpoint } from './contract.ts'

/** What anybody may know of this installation before signing in. */
export const installation = {
  about: endpoint({
    method: 'GET',
    path: '/installation',
    reply: z.object({
      mode: z.enum(['demo', 'production']),
      /** In a demo, who one may be; empty in production. */
      accounts: z.array(z.object({ role: z.string(), login: z.string(), password: z.string() })),
    }),
    may: anyone,
    summary: 'Whether this is a demo, and its accounts when it is',
  }),
}
