import * as z from 'zod/mini'
import { policy } from '#base/policies/policy.ts'

/**
 * How a result is signed. A digital signature of who decides is preferred: whoever has no certificate yet attests it by the
 * code alone, and the paper says so. The seal likewise, by the clerk who keeps it.
 */
export const resultSigning = policy({
  code: 'services.result-signing',
  schema: z.object({
    signature: z.enum(['required', 'preferred', 'attestation']),
    seal: z.enum(['required', 'preferred', 'none']),
  }),
  defaults: [
    {
      from: '2020-05-22',
      document: 'NĐ 30/2020/NĐ-CP, NĐ 45/2020/NĐ-CP',
      params: { signature: 'preferred', seal: 'preferred' },
    },
  ],
})
