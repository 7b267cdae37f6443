import * as z from 'zod/mini'
import { policy } from '#base/policies/policy.ts'
import { REASONS, type Weights } from './rules.ts'

const count = z.int().check(z.gte(1))
const weight = z.int().check(z.gte(-200), z.lte(200))

/** What speaks for one person and how much. No document says so: measured on simulated people with planted doubles. */
const WEIGHTS: Weights = {
  'name-same': 30,
  'name-order': 24,
  'name-near': 16,
  'birth-same': 30,
  'birth-swapped': 24,
  'birth-digit': 12,
  'birth-year': 12,
  'id-digit': 40,
  'id-swapped': 40,
  'phone-same': 22,
  'household-same': 14,
  'address-same': 12,
  'unit-same': 6,
  provisional: 14,
  'birth-differs': -45,
  'sex-differs': -30,
  'id-differs': -80,
}

/** Where an installation begins. */
export const MATCHING = { threshold: 72, mostInBlock: 60, weights: WEIGHTS } as const

const weights = Object.fromEntries(REASONS.map(reason => [reason, weight])) as Record<
  (typeof REASONS)[number],
  typeof weight
>

export const matchRule = policy({
  code: 'register.duplicates',
  schema: z.object({ threshold: count, mostInBlock: count, laterDays: count, ...weights }),
  defaults: [
    {
      from: '2021-05-29',
      document: 'Saola',
      params: { threshold: MATCHING.threshold, mostInBlock: MATCHING.mostInBlock, laterDays: 7, ...WEIGHTS },
    },
  ],
})

/** How soon who asks for a correction is answered, and how often one may ask. */
export const correctionRule = policy({
  code: 'register.corrections',
  schema: z.object({ answerDays: count, perMonth: count, mostPhotos: count }),
  defaults: [
    {
      from: '2021-05-29',
      document: 'Luật 91/2025/QH15',
      params: { answerDays: 2, perMonth: 5, mostPhotos: 4 },
    },
  ],
})

export const policies = [matchRule, correctionRule]
