import * as z from 'zod/mini'
import { policy } from '#base/policies/policy.ts'

const whole = z.int().check(z.gte(0))
const names = z.array(z.string().check(z.maxLength(40))).check(z.maxLength(40))
const FORM = 'QĐ 2666/QĐ-BYT'

/** Which answers are of which risk: names of questions of the forms. A rule of the design, not of the law. */
export const riskRule = policy({
  code: 'declarations.risk',
  schema: z.object({ high: names, medium: names, validHours: z.int().check(z.gte(1)) }),
  defaults: [
    {
      from: '2021-05-29',
      document: FORM,
      params: {
        high: ['positive', 'contactCase'],
        medium: ['symptoms', 'epidemicArea', 'contactCountry', 'contactSick', 'animals'],
        validHours: 24,
      },
    },
  ],
})

/** Whose arrival the commune of stay confirms: after which answers, and all who declare on which forms. */
export const arrivalRule = policy({
  code: 'declarations.arrivals',
  schema: z.object({ answers: names, forms: names, confirmHours: z.int().check(z.gte(1)) }),
  defaults: [
    {
      from: '2021-05-29',
      document: FORM,
      params: { answers: ['epidemicArea'], forms: ['entry'], confirmHours: 24 },
    },
  ],
})

/** How long after it was filled in a paper form may be entered. */
export const paperRule = policy({
  code: 'declarations.paper',
  schema: z.object({ daysBack: whole }),
  defaults: [{ from: '2021-05-29', document: FORM, params: { daysBack: 14 } }],
})

/** How often staff of agencies declare. */
export const staffRule = policy({
  code: 'declarations.staff',
  schema: z.object({ days: z.int().check(z.gte(1)) }),
  defaults: [{ from: '2021-05-29', document: FORM, params: { days: 7 } }],
})

/** How long declarations are kept. */
export const keepRule = policy({
  code: 'declarations.keep',
  schema: z.object({ days: z.int().check(z.gte(1)) }),
  defaults: [{ from: '2021-05-29', document: 'Luật 91/2025/QH15', params: { days: 90 } }],
})

export const policies = [riskRule, arrivalRule, paperRule, staffRule, keepRule]
