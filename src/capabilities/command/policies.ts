import * as z from 'zod/mini'
import { policy } from '#base/policies/policy.ts'

/** When cases of a unit are said to rise fast: no decree has such a rule, so a province sets its own. */
export const rising = policy({
  code: 'command.rising',
  schema: z.object({ minCases: z.int().check(z.gte(1)), factor: z.number().check(z.gt(1)) }),
  defaults: [{ from: '2020-01-01', document: 'Saola', params: { minCases: 5, factor: 2 } }],
})
