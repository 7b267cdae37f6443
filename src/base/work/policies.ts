import * as z from 'zod/mini'
import { policy } from '#base/policies/policy.ts'

const amount = z.number().check(z.gt(0))
const term = z.nullable(
  z.union([
    z.strictObject({ workingDays: z.int().check(z.gt(0)) }),
    z.strictObject({ workingHours: amount }),
    z.strictObject({ hours: amount }),
    z.strictObject({ atOnce: z.literal(true) }),
  ]),
)

/**
 * Deadlines (thời hạn) that differ from those of the flows, by `<kind>.<step>`, or `<kind>.open` for a new item; null
 * takes a deadline away.
 */
export const deadlines = policy({
  code: 'work.deadlines',
  schema: z.object({ terms: z.record(z.string(), term) }),
  defaults: [{ from: '2000-01-01', document: 'Saola', params: { terms: {} } }],
})
