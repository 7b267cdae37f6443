import { createHash } from 'node:crypto'
import { nameKey } from '#core/text.ts'
import type { Ending } from './contract.ts'
import type { Period } from './rules.ts'

export const OUTCOMES = ['recovered', 'died'] as const
export type Outcome = (typeof OUTCOMES)[number]

export interface Told {
  readonly id: string | undefined
  readonly name: string | undefined
  readonly birth: string | undefined
  readonly age: number | undefined
  readonly unit: string
  readonly onset: string | undefined
  readonly sampled: string | undefined
  readonly confirmed: string | undefined
  readonly isolated: string | undefined
  readonly outcome: Outcome | 'ongoing' | undefined
  readonly outcomeOn: string | undefined
  readonly diedOn: string | undefined
}

/** The day a case counts from: that of its confirmation, or the first that the list knows of it. */
export const caseDay = ({ confirmed, sampled, onset, isolated, diedOn, outcomeOn }: Told): string | undefined =>
  confirmed ?? sampled ?? onset ?? isolated ?? diedOn ?? outcomeOn

export interface Ended {
  readonly outcome: Outcome
  readonly on: string | null
}

/** How a file says that its case ended. */
export interface Standing {
  readonly outcome: Ending | null
  readonly outcomeOn: string | null
  readonly confirmedOn: string
  /** Nobody but this source has said so. */
  readonly isOwn: boolean
}

/** What becomes of a file when a list that is sent again says how its case ended. */
export function whatFollows(
  file: Standing,
  end: Ended | 'ongoing',
): 'nothing' | 'write' | 'correct' | 'differs' | 'impossible' {
  // Who is transferred is still ill.
  const isOpen = file.outcome === null || file.outcome === 'transferred'
  if (end === 'ongoing') return isOpen ? 'nothing' : 'differs'
  // Lists call both by one word.
  const was = file.outcome === 'discharged' ? 'recovered' : file.outcome
  if (was === end.outcome && (end.on === null || end.on === file.outcomeOn)) return 'nothing'
  // Who died may be confirmed afterwards.
  if (end.on && end.on < file.confirmedOn && end.outcome !== 'died') return 'impossible'
  if (isOpen) return 'write'
  return file.isOwn ? 'correct' : 'differs'
}

/** How it ended; a day of death says it, too. Null while it goes on. */
export function endOf({ outcome, outcomeOn, diedOn }: Told): Ended | null {
  if (diedOn) return { outcome: 'died', on: diedOn }
  return outcome && outcome !== 'ongoing' ? { outcome, on: outcomeOn ?? null } : null
}

/** Born in that year, by an age in years on a day. */
export const birthOf = ({ birth, age }: Told, day: string): string | null =>
  birth ?? (age === undefined ? null : String(Number(day.slice(0, 4)) - Math.floor(age)))

/**
 * The id of a case within its source: the list's own, or, where it has none, a digest of what it says, so that the same row
 * sent again is the same case. Undefined for a row that names nobody.
 */
export function externalId(told: Told): string | undefined {
  if (told.id) return told.id
  if (!told.name) return undefined
  const said = [nameKey(told.name), told.birth ?? told.age, told.unit, told.onset, caseDay(told)].join('|')
  return `#${createHash('sha256').update(said).digest('base64url').slice(0, 22)}`
}

/** Whether it may pass it on at a moment: then who has it is under orders. */
export const mayInfect = ({ until }: Period, now: Date): boolean => until === null || until > now
