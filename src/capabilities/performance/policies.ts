import * as z from 'zod/mini'
import { policy } from '#base/policies/policy.ts'

const points = z.number().check(z.gte(0), z.lte(100))

/** How many points each group of the index gives. The national portal says the official ones. */
export const index = policy({
  code: 'performance.index',
  schema: z.object({
    publicity: points,
    progress: points,
    digitisation: points,
    online: points,
    satisfaction: points,
  }),
  defaults: [
    {
      from: '2020-01-01',
      document: 'QĐ 766/QĐ-TTg ngày 23/6/2022',
      params: { publicity: 18, progress: 20, digitisation: 22, online: 22, satisfaction: 18 },
    },
  ],
})
