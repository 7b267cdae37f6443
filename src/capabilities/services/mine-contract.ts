import * as z from 'zod/mini'
import { endpoint, signedIn, wire } from '#core/contract.ts'
import { STATES } from './rules.ts'

/*
 * Apart from the contract, since the citizen's first page asks for no more than this.
 */
const MyLine = z.object({
  id: wire.id,
  code: z.string(),
  procedureName: z.string(),
  applicant: z.string(),
  state: z.enum(STATES),
  filedAt: wire.instant,
  promisedAt: z.nullable(wire.instant),
  /** The citizen has to do something. */
  waits: z.nullable(z.enum(['supplement', 'payment', 'rating'])),
})
export type MyLine = z.infer<typeof MyLine>

export const mine = endpoint({
  method: 'GET',
  path: '/me/services',
  reply: z.object({
    dossiers: z.array(MyLine),
    drafts: z.array(z.object({ id: wire.id, procedureCode: z.string(), procedureName: z.string(), at: wire.instant })),
  }),
  may: signedIn,
  summary: 'The dossiers of the caller and the household, and those the caller filed for others',
})
