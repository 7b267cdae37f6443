import * as z from 'zod/mini'
import { policy } from '#base/policies/policy.ts'

/**
 * From when on another officer has to approve a text to many (duyệt trước khi gửi): with all that the same officer sent
 * unapproved within a day, so that nothing is cut into pieces that nobody looks at.
 */
export const approval = policy({
  code: 'broadcasts.approval',
  schema: z.object({ dong: z.int().check(z.gte(0)), people: z.int().check(z.gte(0)) }),
  defaults: [{ from: '2000-01-01', document: 'Saola', params: { dong: 2_000_000, people: 10_000 } }],
})
