import * as z from 'zod/mini'
import { policy } from '#base/policies/policy.ts'
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

const Daily = z.object({
  hour: z.int().check(z.gte(0), z.lte(23)),
  lateHours: whole,
  symptoms,
  worrying: symptoms,
  temperature: z.number().check(z.gt(30), z.lt(45)),
  spo2Below: z.int().check(z.gt(50), z.lte(100)),
})
export type Reports = z.infer<typeof Daily>

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
