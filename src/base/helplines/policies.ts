import * as z from 'zod/mini'
import { policy } from '#base/policies/policy.ts'

/** Who is called for help (trạm y tế, đường dây nóng): who answers, and the number as it is written. */
export const helpline = policy({
  code: 'helplines.number',
  schema: z.object({
    name: z.string().check(z.trim(), z.minLength(1), z.maxLength(100)),
    phone: z.string().check(z.trim(), z.regex(/^\+?\d[\d .]{1,18}\d$/)),
  }),
  defaults: [
    { from: '2020-01-01', document: 'Bộ Y tế', params: { name: 'Đường dây nóng Bộ Y tế', phone: '1900 9095' } },
  ],
})
