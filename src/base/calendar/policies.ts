import * as z from 'zod/mini'
import { policy } from '#base/policies/policy.ts'
import { HOLIDAY_RULES, OFFICE_HOURS } from './calendar.ts'

const clock = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/))

/** Opening times of a working day (giờ làm việc); an agency may keep its own. */
export const officeHours = policy({
  code: 'calendar.office-hours',
  schema: z.object({ hours: z.array(z.tuple([clock, clock])).check(z.minLength(1)) }),
  defaults: [
    {
      from: '2000-01-01',
      document: 'Saola',
      params: { hours: OFFICE_HOURS.map(([opens, closes]): [string, string] => [opens, closes]) },
    },
  ],
})

/** What the law leaves open about the days off of a year. */
export const holidays = policy({
  code: 'calendar.holidays',
  schema: z.object({
    secondNationalDayFrom: z.int(),
    secondNationalDay: z.array(z.union([z.literal(1), z.literal(-1)])).check(z.length(7)),
    annual: z.array(
      z.object({ monthDay: z.string().check(z.regex(/^\d{2}-\d{2}$/)), from: z.int(), name: z.string() }),
    ),
  }),
  defaults: [
    {
      from: '2000-01-01',
      document: 'BLLĐ 2019, Điều 112',
      params: {
        secondNationalDayFrom: HOLIDAY_RULES.secondNationalDayFrom,
        secondNationalDay: [...HOLIDAY_RULES.secondNationalDay],
        annual: [...HOLIDAY_RULES.annual],
      },
    },
  ],
})
