import { event } from '#core/event.ts'
import type { State } from './rules.ts'

/** Where a parcel is has changed; with the thing it belongs to. */
export const parcelMoved = event<{
  readonly parcelId: string
  readonly unitId: string
  readonly way: 'out' | 'in'
  readonly state: State
  readonly subjectKind: string | null
  readonly subjectId: string | null
}>('parcels.moved')
