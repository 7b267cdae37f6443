/** What carriers tell of a parcel on its way. */
export const STATUSES = [
  'accepted',
  'picked-up',
  'in-transit',
  'out-for-delivery',
  'failed-attempt',
  'delivered',
  'returned',
  'lost',
] as const
export type Status = (typeof STATUSES)[number]

export const STATES = ['ordered', 'accepted', 'moving', 'out', 'delivered', 'returned', 'lost', 'refused'] as const
export type State = (typeof STATES)[number]
/** Nothing more is expected of it. */
export const ENDED: readonly State[] = ['delivered', 'returned', 'lost', 'refused']

const MEANS: Readonly<Record<Status, State>> = {
  accepted: 'accepted',
  'picked-up': 'moving',
  'in-transit': 'moving',
  'out-for-delivery': 'out',
  'failed-attempt': 'moving',
  delivered: 'delivered',
  returned: 'returned',
  lost: 'lost',
}

export interface Told {
  readonly id: string
  readonly status: Status
  readonly at: Date
}

/**
 * Where a parcel is, from all that was told of it in whatever order: the latest word counts, and what was delivered stays
 * so. A lost one that is found moves again.
 */
export function stateOf(told: readonly Told[]): State {
  if (told.some(one => one.status === 'delivered')) return 'delivered'
  const latest = told.toSorted((a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1)).at(-1)
  return latest ? MEANS[latest.status] : 'ordered'
}

/** How often nobody was at the door. */
export const attemptsOf = (told: readonly Told[]): number => told.filter(one => one.status === 'failed-attempt').length

/** `BP` and ten digits: what is written on the parcel where nobody reads codes. */
export const referenceOf = (n: number): string => `BP${String(n).padStart(10, '0')}`
