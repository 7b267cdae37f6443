/**
 * Kinds of places. `stayMinutes` is how long people are taken to stay when they did not scan out (marked “ước tính”);
 * `open` kinds never turn anybody away: who is under orders is led to the health staff, not refused.
 */
export interface PlaceKind {
  readonly stayMinutes: number
  readonly open: boolean
}

export const PLACE_KINDS = {
  office: { stayMinutes: 240, open: false },
  school: { stayMinutes: 240, open: false },
  workplace: { stayMinutes: 480, open: false },
  market: { stayMinutes: 45, open: false },
  shop: { stayMinutes: 30, open: false },
  restaurant: { stayMinutes: 60, open: false },
  'health-station': { stayMinutes: 60, open: true },
  hospital: { stayMinutes: 180, open: true },
  worship: { stayMinutes: 60, open: false },
  transport: { stayMinutes: 60, open: false },
  lodging: { stayMinutes: 720, open: false },
  isolation: { stayMinutes: 1440, open: true },
  roadblock: { stayMinutes: 10, open: true },
  other: { stayMinutes: 60, open: false },
} as const satisfies Record<string, PlaceKind>

export type PlaceKindName = keyof typeof PLACE_KINDS
export const PLACE_KIND_NAMES = Object.keys(PLACE_KINDS) as [PlaceKindName, ...PlaceKindName[]]
/** Those that whoever answers for one registers: a post on a road is set up by those with a right. */
export const OWN_KIND_NAMES = PLACE_KIND_NAMES.filter(kind => kind !== 'roadblock') as [
  Exclude<PlaceKindName, 'roadblock'>,
  ...Exclude<PlaceKindName, 'roadblock'>[],
]
export const kindOf = (name: string): PlaceKind => PLACE_KINDS[name as PlaceKindName] ?? PLACE_KINDS.other
