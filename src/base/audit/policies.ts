import * as z from 'zod/mini'
import { policy } from '#base/policies/policy.ts'

const count = z.int().check(z.gte(1))
const hour = z.int().check(z.gte(0), z.lte(23))
const LAW = 'Luật 91/2025/QH15'

/** What citizens are shown of those who looked at their data, since when, and in how many working days who asks is answered. */
export const looksRule = policy({
  code: 'audit.looks',
  schema: z.object({ days: count, names: z.boolean(), answerDays: count }),
  defaults: [{ from: '2021-05-29', document: LAW, params: { days: 90, names: false, answerDays: 2 } }],
})

/** Ten full pages of different people. */
const LISTED_PER_HOUR = 500

/** What is unusual looking. A limit holds for the people an officer looked at, and not for how often. */
export const unusualRule = policy({
  code: 'audit.unusual',
  schema: z.object({
    perHour: count,
    /** Of those whom lists showed, which is less than opening them. What was set before there was one has the default. */
    listedPerHour: z._default(count, LISTED_PER_HOUR),
    timesUsual: z.number().check(z.gte(1)),
    nightFrom: hour,
    nightUntil: hour,
    nightPeople: count,
    nightsUsual: count,
    strangers: count,
    family: z.boolean(),
    officers: count,
    units: count,
  }),
  defaults: [
    {
      from: '2021-05-29',
      document: 'Saola',
      params: {
        perHour: 40,
        listedPerHour: LISTED_PER_HOUR,
        timesUsual: 3,
        nightFrom: 23,
        nightUntil: 5,
        nightPeople: 5,
        nightsUsual: 3,
        strangers: 15,
        family: true,
        officers: 8,
        units: 3,
      },
    },
  ],
})

/** How long the audit is kept; the law asks for three months at least. */
export const keepRule = policy({
  code: 'audit.keep',
  schema: z.object({ months: z.int().check(z.gte(3), z.lte(600)) }),
  defaults: [{ from: '2000-01-01', document: LAW, params: { months: 24 } }],
})

/** Whereto the newest head goes every day, and after how many minutes without a seal somebody is told. */
export const headsRule = policy({
  code: 'audit.heads',
  schema: z.object({
    emails: z.array(z.string().check(z.maxLength(200))).check(z.maxLength(20)),
    hook: z.union([z.literal(''), z.url({ protocol: /^https$/ })]),
    gapMinutes: count,
  }),
  defaults: [{ from: '2000-01-01', document: 'Saola', params: { emails: [], hook: '', gapMinutes: 15 } }],
})

export type Unusual = (typeof unusualRule)['defaults'][number]['params']
export const policies = [looksRule, unusualRule, keepRule, headsRule]
