import * as z from 'zod/mini'
import { policy } from '#base/policies/policy.ts'
import { DECISIONS, PURPOSES, VEHICLE_KINDS } from './rules.ts'

const whole = z.int().check(z.gte(1))
const Decision = z.enum(DECISIONS)

/**
 * What the rules propose at a post. That arrivals from an epidemic area show a test is of the document; the hours and the
 * decisions are a province's own, and these are where it begins.
 */
export const proposalRule = policy({
  code: 'roadblocks.proposal',
  schema: z.object({
    pcrHours: whole,
    rapidHours: whole,
    positive: Decision,
    listedTested: Decision,
    untestedHome: Decision,
    untestedThrough: Decision,
    intoListed: Decision,
    exempt: z.array(z.enum(PURPOSES)),
  }),
  defaults: [
    {
      from: '2021-10-12',
      document: 'QĐ 4800/QĐ-BYT',
      params: {
        pcrHours: 72,
        rapidHours: 24,
        positive: 'isolate',
        listedTested: 'pass',
        untestedHome: 'isolate',
        untestedThrough: 'turn-back',
        intoListed: 'turn-back',
        exempt: ['emergency', 'duty'],
      },
    },
  ],
})

/**
 * Transport permits with a code: where their links lead, who is asked for one, and what is proposed without one that is
 * plausible. Nobody is asked until a province says so; the hosts are those of 2021 and a province's to keep.
 */
export const permitRule = policy({
  code: 'roadblocks.permit',
  schema: z.object({
    hosts: z.array(z.string().check(z.regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/))),
    vehicles: z.array(z.enum(VEHICLE_KINDS)),
    purposes: z.array(z.enum(PURPOSES)),
    without: Decision,
  }),
  defaults: [
    {
      from: '2021-05-29',
      document: 'Saola',
      params: { hosts: ['drvn.gov.vn'], vehicles: [], purposes: ['goods'], without: 'turn-back' },
    },
  ],
})

/** How soon the commune of destination says whether somebody came. */
export const arrivalRule = policy({
  code: 'roadblocks.arrivals',
  schema: z.object({ confirmHours: whole }),
  defaults: [{ from: '2021-05-29', document: 'Saola', params: { confirmHours: 24 } }],
})

/** For how long the posts of a province remember who was in a vehicle, to fill it in. */
export const memoryRule = policy({
  code: 'roadblocks.memory',
  schema: z.object({ hours: whole }),
  defaults: [{ from: '2021-05-29', document: 'Saola', params: { hours: 72 } }],
})

/** What a device recorded without a network: how old it may be to be believed, and for how long it can be sent. */
export const offlineRule = policy({
  code: 'roadblocks.offline',
  schema: z.object({ oldHours: whole, changedS: whole, passDays: whole }),
  defaults: [{ from: '2021-05-29', document: 'Saola', params: { oldHours: 72, changedS: 300, passDays: 30 } }],
})

/** How long it is kept who passed. */
export const keepRule = policy({
  code: 'roadblocks.keep',
  schema: z.object({ days: whole }),
  defaults: [{ from: '2021-05-29', document: 'Luật 91/2025/QH15', params: { days: 28 } }],
})

export const policies = [proposalRule, permitRule, arrivalRule, memoryRule, offlineRule, keepRule]
