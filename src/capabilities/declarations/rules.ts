import { type Answers, speaks } from '#base/forms/shape.ts'
import { HOUR_MS } from '#core/clock.ts'
import { type Method, RISKS, type Risk } from './contract.ts'

export interface RiskParams {
  readonly high: readonly string[]
  readonly medium: readonly string[]
  readonly validHours: number
}

export interface Assessed {
  readonly risk: Risk
  /** Names of the answers that made it so, the gravest first. */
  readonly reasons: readonly string[]
  readonly validUntil: Date
}

/** Whether somebody comes from a listed area: an answer that nobody gives, so the list gives it. */
export const FROM_LISTED = 'epidemicArea'

/** What the answers mean under a policy; `listed` says that they come from an area on the list. */
export function assess(answers: Answers, listed: boolean, params: RiskParams, at: Date): Assessed {
  const says = (name: string) => speaks(answers[name]) || (listed && name === FROM_LISTED)
  const high = params.high.filter(says)
  const medium = params.medium.filter(says)
  return {
    risk: high.length ? 'high' : medium.length ? 'medium' : 'low',
    reasons: [...high, ...medium],
    validUntil: new Date(at.getTime() + params.validHours * HOUR_MS),
  }
}

export interface Said {
  readonly at: Date
  readonly risk: Risk
  readonly validUntil: Date
  readonly method: Method
}

/**
 * Which of somebody's declarations holds now: the gravest that is still valid. Nobody becomes harmless by declaring again;
 * what staff entered in their presence replaces what was said before.
 */
export function holding<T extends Said>(said: readonly T[], now: Date): T | undefined {
  const latest = said.toSorted((a, b) => b.at.getTime() - a.at.getTime())
  const staff = latest.findIndex(one => one.method === 'staff')
  const counting = (staff < 0 ? latest : latest.slice(0, staff + 1)).filter(one => one.validUntil > now)
  const weight = (one: T) => RISKS.indexOf(one.risk)
  return counting.toSorted((a, b) => weight(b) - weight(a) || b.validUntil.getTime() - a.validUntil.getTime())[0]
}

/** `self` and `family` by who the caller answers for; of others a paper has its own time. */
export function methodOf(
  personId: string,
  who: { readonly personId?: string | undefined; readonly personIds: readonly string[] },
  isPaper: boolean,
): Method {
  if (isPaper) return 'paper'
  if (who.personId === personId) return 'self'
  return who.personIds.includes(personId) ? 'family' : 'staff'
}
