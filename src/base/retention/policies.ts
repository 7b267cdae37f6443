import * as z from 'zod/mini'
import { policy } from '#base/policies/policy.ts'

const LAW = 'Luật 91/2025/QH15, NĐ 356/2025/NĐ-CP'
const days = z.int().check(z.gte(1), z.lte(36_500))

/** Where a table is kept for another time than the program says: days by the name of the table. */
export const termsRule = policy({
  code: 'retention.terms',
  schema: z.object({ days: z.record(z.string(), days) }),
  defaults: [{ from: '2000-01-01', document: LAW, params: { days: {} } }],
})

/** For how many days a copy can be downloaded, and how many may be asked for in that time. */
export const rightsRule = policy({
  code: 'retention.rights',
  schema: z.object({ exportDays: days, exports: z.int().check(z.gte(1)) }),
  defaults: [{ from: '2000-01-01', document: LAW, params: { exportDays: 7, exports: 3 } }],
})
