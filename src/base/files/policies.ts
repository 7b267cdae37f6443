import * as z from 'zod/mini'
import { policy } from '#base/policies/policy.ts'

/** For how many hours a file may be taken back, and after how many days its content is forgotten. */
export const keeping = policy({
  code: 'files.keeping',
  schema: z.object({ removableHours: z.number().check(z.gte(0)), days: z.int().check(z.gt(0)) }),
  defaults: [{ from: '2000-01-01', document: 'Saola', params: { removableHours: 72, days: 1825 } }],
})
