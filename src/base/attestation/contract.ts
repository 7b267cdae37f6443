import * as z from 'zod/mini'
import { anyone, endpoint, wire } from '#core/contract.ts'

/** All that is needed to check papers without a network. */
export const Known = z.object({
  /** `point` is the public key, uncompressed, in base 64. */
  keys: z.array(z.object({ id: z.string(), point: z.string() })),
  kinds: z.array(
    z.object({
      kind: z.string(),
      fields: z.array(z.object({ name: z.string(), type: z.enum(['text', 'day', 'word']) })),
    }),
  ),
})
export type Known = z.infer<typeof Known>

export const attestation = {
  known: endpoint({
    method: 'GET',
    path: '/attestation/known',
    reply: Known,
    may: anyone,
    summary: 'The public keys that papers are signed with, and what each kind of paper states',
  }),
  status: endpoint({
    method: 'GET',
    path: '/attestation/statements/:statementId',
    params: z.object({ statementId: wire.id }),
    reply: z.object({
      state: z.enum(['issued', 'revoked', 'unknown']),
      revokedAt: z.nullable(wire.instant),
      /** Why, in the reader's language. */
      reason: z.nullable(z.string()),
    }),
    may: anyone,
    summary: 'Whether a paper was issued here and still holds; nothing of what it says',
  }),
}
