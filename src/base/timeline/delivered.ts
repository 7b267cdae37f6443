import type { Placed } from './moment.ts'

/** Who delivers what was done at a place without a network, and where, as they are now. */
export interface Bearer {
  /** Whether the account may do it at the place. */
  readonly onStaff: boolean
  /** When the device was signed out of the account, if it was. */
  readonly endedAt: Date | null
  readonly placeClosedAt: Date | null
}

export const DOUBTS = [
  'in-future',
  'too-old',
  'clock-changed',
  'not-on-staff',
  'after-sign-out',
  'place-closed',
] as const
export type DeliveryDoubt = (typeof DOUBTS)[number]

const OF_TIME = { future: 'in-future', old: 'too-old', changed: 'clock-changed' } as const

/** Why a person has to look at something that was delivered later; undefined where nobody has to. */
export function doubtOf({ at, doubt }: Placed, bearer: Bearer): DeliveryDoubt | undefined {
  if (doubt) return OF_TIME[doubt]
  if (!bearer.onStaff) return 'not-on-staff'
  if (bearer.endedAt && at > bearer.endedAt) return 'after-sign-out'
  if (bearer.placeClosedAt && at >= bearer.placeClosedAt) return 'place-closed'
  return undefined
}
