import * as z from 'zod/mini'
import { policy } from '#base/policies/policy.ts'
import { OfflineLimits } from '#base/timeline/offline.ts'
import { METHODS, SYMPTOMS } from './contract.ts'

const whole = z.int().check(z.gte(0))
const symptoms = z.array(z.enum(SYMPTOMS))

/** On which days those who are followed are tested, and which tests make a case. */
export const testing = policy({
  code: 'followup.testing',
  schema: z.object({ days: z.array(z.int().check(z.gt(0))), confirms: z.array(z.enum(METHODS)) }),
  defaults: [
    { from: '2020-01-01', document: 'QĐ 3638/QĐ-BYT', params: { days: [1, 7, 14], confirms: ['pcr'] } },
    { from: '2021-12-16', document: 'CV 10696/BYT-MT', params: { days: [1, 7], confirms: ['pcr'] } },
    { from: '2021-12-29', document: 'CV 11042/BYT-DP', params: { days: [1, 7], confirms: ['pcr', 'rapid'] } },
    { from: '2022-02-21', document: 'CV 762/BYT-DP', params: { days: [7], confirms: ['pcr', 'rapid'] } },
  ],
})

const signs = {
  worrying: symptoms,
  temperature: z.number().check(z.gt(30), z.lt(45)),
  spo2Below: z.int().check(z.gt(50), z.lte(100)),
}
/** What of an answer is worrying. */
export type Signs = z.infer<z.ZodMiniObject<typeof signs>>

const Daily = z.object({
  hour: z.int().check(z.gte(0), z.lte(23)),
  lateHours: whole,
  symptoms,
  ...signs,
})

/** What is asked every day, from which hour, how long an answer may take, and what of it is worrying. */
export const reports = policy({
  code: 'followup.reports',
  schema: Daily,
  defaults: [
    {
      from: '2020-01-01',
      document: 'QĐ 3638/QĐ-BYT',
      params: {
        hour: 7,
        lateHours: 8,
        symptoms: ['fever', 'cough', 'sore-throat', 'breathless', 'chest-pain', 'no-smell', 'tired'],
        worrying: ['fever', 'cough', 'sore-throat', 'breathless', 'chest-pain', 'no-smell'],
        temperature: 37.5,
        spo2Below: 95,
      },
    },
  ],
})

/**
 * Cases that are treated at home (F0 điều trị tại nhà): on which days they are tested, and what is worrying with people of
 * whom a fever is expected. They are asked the same as everybody.
 */
export const casesAtHome = policy({
  code: 'followup.cases',
  schema: z.object({ tests: z.array(z.int().check(z.gt(0))), ...signs }),
  defaults: [
    {
      from: '2020-01-01',
      document: 'QĐ 5525/QĐ-BYT',
      params: { tests: [10], worrying: ['breathless', 'chest-pain'], temperature: 39, spo2Below: 97 },
    },
    {
      from: '2022-02-21',
      document: 'CV 762/BYT-DP',
      params: { tests: [7], worrying: ['breathless', 'chest-pain'], temperature: 39, spo2Below: 97 },
    },
  ],
})

/** For how many days arrivals from epidemic areas are followed, and how soon the commune speaks with who is not a contact. */
export const beginning = policy({
  code: 'followup.beginning',
  schema: z.object({ arrivalDays: z.int().check(z.gte(0), z.lte(90)), reachHours: z.int().check(z.gt(0), z.lte(240)) }),
  defaults: [{ from: '2020-01-01', document: 'Saola', params: { arrivalDays: 14, reachHours: 24 } }],
})

/** What a team kept of its visits while it had no network. A doubtful time is noted, the answer counts all the same. */
export const offlineVisits = policy({
  code: 'followup.offline',
  schema: OfflineLimits,
  defaults: [{ from: '2000-01-01', document: 'Saola', params: { oldHours: 72, changedS: 300, passDays: 30 } }],
})
