import * as z from 'zod/mini'
import { policy } from '#base/policies/policy.ts'

const clock = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/))
const quiet = z.nullable(z.object({ from: clock, until: clock }))

/** When people are left in peace (khung giờ không gửi), in Vietnam's time, by urgency; null is never. */
export const quietHours = policy({
  code: 'messages.quiet-hours',
  schema: z.object({ urgent: quiet, ordinary: quiet }),
  defaults: [
    {
      from: '2020-10-01',
      document: 'NĐ 91/2020/NĐ-CP',
      params: { urgent: null, ordinary: { from: '22:00', until: '07:00' } },
    },
  ],
})
export type Quiet = z.infer<typeof quiet>

/** How long to wait before each new attempt after a failure that may pass; after the last one the delivery failed. */
export const retries = policy({
  code: 'messages.retries',
  schema: z.object({ pausesMinutes: z.array(z.number().check(z.gt(0))) }),
  defaults: [{ from: '2000-01-01', document: 'Saola', params: { pausesMinutes: [1, 5, 15, 60, 240] } }],
})

/** For how many days it stays known what was sent. What it said is forgotten as soon as it is gone. */
export const retention = policy({
  code: 'messages.retention',
  schema: z.object({ days: z.int().check(z.gt(0)) }),
  defaults: [{ from: '2000-01-01', document: 'Saola', params: { days: 365 } }],
})
