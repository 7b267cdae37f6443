import { identity } from '#base/identity/contract.ts'
import { places } from '#base/places/contract.ts'
import type { ResultOf } from '#core/contract.ts'
import { browserApi } from '#core/web/api.ts'
import { useRead } from '#core/web/data.tsx'
import { checkpoints } from '../contract.ts'

export const api = browserApi({ checkpoints, identity, places })

/** A place where I am on the staff. */
export type MyPlace = ResultOf<typeof checkpoints.mine>['places'][number]

export const useMyPlaces = () => useRead(api.checkpoints.mine, {}, { offline: true })
