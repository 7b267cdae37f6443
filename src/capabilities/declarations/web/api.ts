import { forms } from '#base/forms/contract.ts'
import { browserApi } from '#core/web/api.ts'
import type { Tone } from '#kit/tone.ts'
import { declarations, type Risk } from '../contract.ts'

export const api = browserApi({ declarations, forms })

export const TONES: Readonly<Record<Risk, Tone>> = { low: 'green', medium: 'yellow', high: 'orange' }
