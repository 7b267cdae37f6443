import * as z from 'zod/mini'
import { policy } from '#base/policies/policy.ts'
import { ORIGINS } from './contract.ts'

const whole = z.int().check(z.gte(0))

/** When a case can pass it on. */
export const infectiousPeriod = policy({
  code: 'tracing.infectious',
  schema: z.object({ daysBefore: whole, daysAfter: whole }),
  defaults: [
    { from: '2020-12-03', document: 'QĐ 5053/QĐ-BYT', params: { daysBefore: 3, daysAfter: 14 } },
    { from: '2021-12-29', document: 'CV 11042/BYT-DP', params: { daysBefore: 2, daysAfter: 10 } },
  ],
})

/** How a meeting is weighed, for the tracer's order of work. A person decides, never the minutes. */
export const exposureWeight = policy({
  code: 'tracing.exposure',
  schema: z.object({ minutes: whole, latentHours: whole }),
  defaults: [{ from: '2020-01-01', document: 'QĐ 3638/QĐ-BYT', params: { minutes: 15, latentHours: 0 } }],
})

/** The classes of origin (nguồn phát hiện) in use, in the order of the report. What a case was given before stays. */
export const origins = policy({
  code: 'tracing.origins',
  schema: z.object({ classes: z.array(z.enum(ORIGINS)).check(z.minLength(1)) }),
  defaults: [{ from: '2020-01-01', document: 'Mẫu báo cáo nhanh hằng ngày', params: { classes: [...ORIGINS] } }],
})

/** What follows once somebody is a contact. */
export const followUp = policy({
  code: 'tracing.follow-up',
  schema: z.object({ reachHours: whole, standingDays: whole }),
  defaults: [
    { from: '2020-01-01', document: 'QĐ 3638/QĐ-BYT', params: { reachHours: 24, standingDays: 14 } },
    { from: '2021-12-16', document: 'CV 10696/BYT-MT', params: { reachHours: 24, standingDays: 14 } },
    { from: '2022-02-21', document: 'CV 762/BYT-DP', params: { reachHours: 24, standingDays: 10 } },
  ],
})

const shown = z.int().check(z.gte(1), z.lte(60))

/**
 * Urgent notices (thông báo khẩn): whether a leader approves them, for how many days after the last hour they are shown
 * (the incubation period), for how many days after that reports are kept, within how many hours the commune speaks with
 * who reports, the series of the numbers, and which number is to be called.
 */
export const noticeRule = policy({
  code: 'tracing.notices',
  schema: z.object({
    approval: z.boolean(),
    keepDays: shown,
    reportDays: shown,
    reachHours: whole,
    series: z.string().check(z.regex(/^[A-ZĐ][A-ZĐ0-9-]{1,20}$/)),
    phone: z.string().check(z.maxLength(60)),
  }),
  defaults: [
    {
      from: '2020-01-01',
      document: 'QĐ 5053/QĐ-BYT',
      params: { approval: false, keepDays: 14, reportDays: 28, reachHours: 24, series: 'TB-KSBT', phone: '' },
    },
    {
      from: '2021-05-01',
      document: 'Bộ Y tế, 5/2021',
      params: { approval: false, keepDays: 21, reportDays: 28, reachHours: 24, series: 'TB-KSBT', phone: '' },
    },
    {
      from: '2021-12-16',
      document: 'CV 10696/BYT-MT',
      params: { approval: false, keepDays: 14, reportDays: 28, reachHours: 24, series: 'TB-KSBT', phone: '' },
    },
  ],
})
