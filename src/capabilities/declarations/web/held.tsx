import type { StandingReason } from '#base/standing/contract.ts'
import { useFormat, useWords } from '#core/web/words.tsx'
import type { Tone } from '#kit/tone.ts'
import type { Risk } from '../contract.ts'
import { TONES } from './api.ts'

type Held = readonly StandingReason[]

/** What somebody keeps to, and until when. */
export function useHeldText() {
  const t = useWords()
  const f = useFormat()
  return ({ text, until }: StandingReason): string =>
    until ? t('declarations.web.held.until', { text, day: f.day(until) }) : text
}

/** Answers of no concern are no green light for who is held by an order: they get no colour then. */
export const toneOf = (risk: Risk, held: Held): Tone => (risk === 'low' && held.length > 0 ? 'none' : TONES[risk])
