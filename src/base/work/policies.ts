import * as z from 'zod/mini'
import { policy } from '#base/policies/policy.ts'

const amount = z.number().check(z.gt(0))
const term = z.union([
  z.strictObject({ workingDays: z.int().check(z.gt(0)) }),
  z.strictObject({ workingHours: amount }),
  z.strictObject({ hours: amount }),
  z.strictObject({ atOnce: z.literal(true) }),
])

/**
 * Deadlines (thời hạn) that differ from those of the flows, by `<kind>.<step>`, or `<kind>.open` for a new item; null
 * takes a deadline away.
 */
export const deadlines = policy({
  code: 'work.deadlines',
  schema: z.object({ terms: z.record(z.string(), z.nullable(term)) }),
  defaults: [{ from: '2000-01-01', document: 'Saola', params: { terms: {} } }],
})

/** No officer's browser is woken for work oftener than this. */
export const waking = policy({
  code: 'work.waking',
  schema: z.object({ minutes: z.int().check(z.gte(1)) }),
  defaults: [{ from: '2000-01-01', document: 'Saola', params: { minutes: 30 } }],
})

/**
 * How long after its deadline an item rises (báo lên): after the first term to the leaders of its unit's own area, after
 * the second to those of the area above, and so on.
 */
export const rising = policy({
  code: 'work.rising',
  schema: z.object({ after: z.array(term) }),
  defaults: [
    {
      from: '2000-01-01',
      document: 'Saola',
      params: { after: [{ workingHours: 4 }, { workingDays: 1 }, { workingDays: 3 }] },
    },
  ],
})
