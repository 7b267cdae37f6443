import type { IconName } from './icon.tsx'

/** The reserved colours: epidemic levels and risk. `none` is "unknown" and "does not apply". */
export type Tone = 'green' | 'yellow' | 'orange' | 'red' | 'none'

/** A tone never comes alone: this is its icon where a page does not choose a better one. */
export const TONE_ICON: Readonly<Record<Tone, IconName>> = {
  green: 'check',
  yellow: 'info',
  orange: 'warning',
  red: 'stop',
  none: 'question',
}
