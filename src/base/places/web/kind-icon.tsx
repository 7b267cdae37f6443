import type { PlaceKindName } from '../kinds.ts'

/** One stroke on a grid of 24, as all icons of the house. */
const PATHS: Readonly<Record<PlaceKindName, string>> = {
  office: 'M5 20V4.5h9V20M14 9.5h5V20M3 20h18M8 8.5h3M8 12h3M8 15.5h3',
  workplace: 'M3.5 20v-9l5.5 3.5V11l5.5 3.5V5h5.5v15zM8 17h1.5M13 17h1.5M17.3 8.5v3',
  shop: 'M5 8.5h14l1 11.5H4zM8.5 8.5V7a3.5 3.5 0 0 1 7 0v1.5',
  market: 'M4 10 5.5 4.5h13L20 10a2.7 2.7 0 0 1-5.3 0 2.7 2.7 0 0 1-5.4 0A2.7 2.7 0 0 1 4 10zM5.5 13v7h13v-7',
  restaurant:
    'M3.5 11h17a8.5 8.5 0 0 1-5.5 7.5V20H9v-1.5A8.5 8.5 0 0 1 3.5 11zM9 8c-1-1.3 1-2.2 0-3.5M13.5 8c-1-1.3 1-2.2 0-3.5',
  school: 'm12 4.5 9.5 4.5-9.5 4.5L2.5 9zM6.5 11v5c3 2.5 8 2.5 11 0v-5M21.5 9v5.5',
  'health-station': 'M3.5 11 12 4l8.5 7M5.5 9.5V20h13V9.5M12 11v6M9 14h6',
  hospital: 'M5 20V8.5h4V4h6v4.5h4V20M3 20h18M12 6v4M10 8h4M8 12.5v.1M16 12.5v.1M10 20v-4h4v4',
  transport: 'M5 5h14v12H5zM5 11.5h14M7.5 17v2.5M16.5 17v2.5M8.5 14.3v.1M15.5 14.3v.1M2.8 8v3M21.2 8v3',
  lodging: 'M3.5 5v14.5M3.5 16h17v3.5M20.5 16v-2.5a3 3 0 0 0-3-3h-7V16M7 13.5a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6z',
  worship: 'M3 10c3.5 0 7-2.5 9-5.5 2 3 5.5 5.5 9 5.5M5.5 10v10M18.5 10v10M3 20h18M10 20v-5h4v5M12 2.5v2',
  isolation: 'M3.5 11.5 12 4.5l8.5 7M5.5 10v10h13V10M10 14.5v-1a2 2 0 0 1 4 0v1M9 14.5h6v4H9z',
  roadblock: 'M3 8.5h18v5H3zM6.5 13.5V20M17.5 13.5V20M8 8.5l-3 5M13 8.5l-3 5M18 8.5l-3 5M6.5 5v3.5M17.5 5v3.5',
  other:
    'M12 21s-6.5-5.6-6.5-11a6.5 6.5 0 0 1 13 0c0 5.4-6.5 11-6.5 11zM12 12.4a2.4 2.4 0 1 0 0-4.8 2.4 2.4 0 0 0 0 4.8z',
}

/** What kind of place it is, beside its name or its word. */
export function KindIcon({ kind, size = 24 }: { kind: PlaceKindName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      style={{ flex: 'none' }}
    >
      <path d={PATHS[kind]} />
    </svg>
  )
}
