import { forms } from '#base/forms/contract.ts'
import { people } from '#base/people/contract.ts'
import type { ResultOf } from '#core/contract.ts'
import { browserApi } from '#core/web/api.ts'
import type { Tone } from '#kit/tone.ts'
import { declarations, type Risk } from '../contract.ts'

export const api = browserApi({ declarations, people, forms })

export type MyPerson = ResultOf<typeof people.mine>['people'][number]

export const TONES: Readonly<Record<Risk, Tone>> = { low: 'green', medium: 'yellow', high: 'orange' }
