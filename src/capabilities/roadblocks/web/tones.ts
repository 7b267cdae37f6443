import type { IconName } from '#kit/icon.tsx'
import type { Tone } from '#kit/tone.ts'
import type { Decision } from '../rules.ts'

export const TONES: Readonly<Record<Decision, Tone>> = { pass: 'green', 'turn-back': 'orange', isolate: 'red' }
export const ICONS: Readonly<Record<Decision, IconName>> = { pass: 'check', 'turn-back': 'turn', isolate: 'health' }
