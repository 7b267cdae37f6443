import * as z from 'zod/mini'
import { policy } from '#base/policies/policy.ts'

/**
 * Whether every document is signed by certificates (NĐ 30/2020/NĐ-CP, Art. 5: a document that is signed so is the original).
 * Where it is not, an office whose signers or seal have none yet signs by an act in the system, and the paper's page says so.
 */
export const signing = policy({
  code: 'documents.signing',
  schema: z.object({ required: z.boolean() }),
  defaults: [{ from: '2000-01-01', document: 'Nghị định 30/2020/NĐ-CP', params: { required: false } }],
})
