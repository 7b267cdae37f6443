import * as z from 'zod/mini'
import { policy } from '#base/policies/policy.ts'

/**
 * How many of those who work on a day may be at the office (tỷ lệ làm việc tại trụ sở): a share, for teams of at least so
 * many. 1 is everybody; in the epidemic a province sets half.
 */
export const officeShare = policy({
  code: 'rosters.office-share',
  schema: z.object({
    largestShare: z.number().check(z.gt(0), z.lte(1)),
    teamFrom: z.int().check(z.gte(1), z.lte(1000)),
  }),
  defaults: [{ from: '2000-01-01', document: 'Saola', params: { largestShare: 1, teamFrom: 4 } }],
})
