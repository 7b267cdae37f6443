import { places } from '#base/places/contract.ts'
import type { ResultOf } from '#core/contract.ts'
import { browserApi } from '#core/web/api.ts'
import { tracing } from '../contract.ts'

export const api = browserApi({ tracing, places })

export type Suggestion = ResultOf<typeof tracing.suggestPlaces>['places'][number]
export type Decision = 'contact' | 'dismissed' | 'review'
