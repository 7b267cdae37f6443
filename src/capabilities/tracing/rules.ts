import { DAY_MS, startOf } from '#core/clock.ts'

export interface Period {
  readonly from: Date
  /** Null while the case is not isolated and no end is known. */
  readonly until: Date | null
}

export interface Illness {
  /** Day of the first symptoms, `YYYY-MM-DD`; null without symptoms. */
  readonly onsetOn: string | null
  readonly sampledAt: Date | null
  readonly confirmedAt: Date
  readonly isolatedAt: Date | null
}

/**
 * When a case could pass it on: from `daysBefore` days before the first symptoms (before sampling where there are none)
 * until isolation, and at the latest `daysAfter` days after.
 */
export function infectiousPeriodOf(
  illness: Illness,
  policy: { readonly daysBefore: number; readonly daysAfter: number },
): Period {
  const began = illness.onsetOn ? startOf(illness.onsetOn) : (illness.sampledAt ?? illness.confirmedAt)
  const from = new Date(began.getTime() - policy.daysBefore * DAY_MS)
  const latest = new Date(began.getTime() + policy.daysAfter * DAY_MS)
  const { isolatedAt } = illness
  return { from, until: isolatedAt && isolatedAt < latest ? isolatedAt : latest }
}

export type Exposure = 'high' | 'medium' | 'low'

/** For the order of the list only: long and in the same area (same hall, same class) first. */
export function weigh(
  meeting: { readonly minutes: number; readonly sameArea: boolean },
  policy: { readonly minutes: number },
): Exposure {
  const long = meeting.minutes >= policy.minutes
  return long && meeting.sameArea ? 'high' : long ? 'medium' : 'low'
}
