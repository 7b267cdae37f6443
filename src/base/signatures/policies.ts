import * as z from 'zod/mini'
import { policy } from '#base/policies/policy.ts'

/** From how many days before its end a certificate is to be renewed. */
export const renewal = policy({
  code: 'signatures.renewal',
  schema: z.object({ days: z.int().check(z.gte(1), z.lte(365)) }),
  defaults: [{ from: '2000-01-01', document: 'Nghị định 68/2024/NĐ-CP', params: { days: 30 } }],
})
