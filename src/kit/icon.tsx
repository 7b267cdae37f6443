/** One stroke, one grid of 24, drawn for Saola. Names say what is meant, not what is drawn. */
const PATHS = {
  home: 'M4 11.5 12 5l8 6.5V19a1 1 0 0 1-1 1h-4.5v-5.5h-5V20H5a1 1 0 0 1-1-1z',
  scan: 'M4 8.5V6a2 2 0 0 1 2-2h2.5M15.5 4H18a2 2 0 0 1 2 2v2.5M20 15.5V18a2 2 0 0 1-2 2h-2.5M8.5 20H6a2 2 0 0 1-2-2v-2.5M4 12h16',
  place:
    'M12 21s-6.5-5.6-6.5-11a6.5 6.5 0 0 1 13 0c0 5.4-6.5 11-6.5 11zM12 12.4a2.4 2.4 0 1 0 0-4.8 2.4 2.4 0 0 0 0 4.8z',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20c.8-3.4 3.8-5.5 7.5-5.5s6.7 2.1 7.5 5.5',
  people:
    'M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 19.5c.6-3 3.2-5 6.5-5s5.9 2 6.5 5M15.5 4.8a3.5 3.5 0 0 1 0 6.4M17.5 14.8c2.1.6 3.6 2.3 4 4.7',
  back: 'M19.5 12h-15M11 5.5 4.5 12l6.5 6.5',
  next: 'm9 5 7 7-7 7',
  down: 'm5 9 7 7 7-7',
  up: 'm5 15 7-7 7 7',
  rise: 'M12 19V5M6 11l6-6 6 6',
  fall: 'M12 5v14M6 13l6 6 6-6',
  same: 'M5 12h14',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  cross: 'm6 6 12 12M18 6 6 18',
  warning: 'M12 4 21.5 20h-19zM12 10v4.5M12 17.2v.1',
  stop: 'M8.3 3.5h7.4l4.8 4.8v7.4l-4.8 4.8H8.3l-4.8-4.8V8.3zM12 7.5v5.5M12 16.3v.1',
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5.5M12 7.6v.1',
  question: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.5 9.6a2.5 2.5 0 1 1 3.7 2.2c-.8.4-1.2 1-1.2 2M12 16.8v.1',
  bell: 'M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.7a2.2 2.2 0 0 0 4 0',
  qr: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.5v2.5M20 14v2.5M14 20h2.5M20 19.5v.5',
  phone:
    'M6.5 3.5h3L11 8 9 9.5a12 12 0 0 0 5.5 5.5l1.5-2 4.5 1.5v3a2 2 0 0 1-2.2 2A16.5 16.5 0 0 1 4.5 5.7a2 2 0 0 1 2-2.2z',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  key: 'M8 20a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM11 13.2 19.5 4.5M16 8l3 3M13.5 10.5l2 2',
  shield: 'm12 3.5 7.5 3V12c0 4.5-3.2 7.3-7.5 8.5C7.7 19.3 4.5 16.5 4.5 12V6.5zM8.7 12l2.4 2.4 4.3-4.3',
  calendar: 'M4.5 6h15v14h-15zM4.5 10.5h15M8.5 3.5V7M15.5 3.5V7',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.5 2',
  document: 'M6 3.5h8l4.5 4.5v12.5H6zM14 3.5V8h4.5M9 13h6.5M9 16.5h6.5',
  share: 'M12 15V4M8 7.5l4-4 4 4M7 11.5H5V20h14v-8.5h-2',
  download: 'M12 4v11M7.5 11 12 15.5 16.5 11M5 20h14',
  upload: 'M12 16V5M7.5 9.5 12 5l4.5 4.5M5 20h14',
  attach: 'm19.5 11.5-7.6 7.6a4.6 4.6 0 0 1-6.5-6.5l8.1-8.1a3 3 0 0 1 4.3 4.3L9.7 16.9a1.5 1.5 0 0 1-2.1-2.1l7.3-7.3',
  turn: 'M4 12a8 8 0 1 0 2.3-5.7L4 8.5M4 4v4.5h4.5',
  print: 'M7 8V4h10v4M7 16H4V8h16v8h-3M7 13.5h10V20H7z',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM20.5 20.5 16 16',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  edit: 'm4.5 19.5 1-4.5L16.5 4l3.5 3.5L9 18.5zM14 6.5l3.5 3.5',
  trash: 'M5 7h14M9.5 7V4.5h5V7M7 7l1 13h8l1-13M10.5 11v5.5M13.5 11v5.5',
  refresh: 'M20 12a8 8 0 1 1-2.3-5.7L20 8.5M20 4v4.5h-4.5',
  undo: 'M9 5 4.5 9.5 9 14M4.5 9.5H14a5 5 0 0 1 0 10H9',
  offline:
    'm4 4 16 16M2.5 9.5a14 14 0 0 1 5-3.1M11 5a14 14 0 0 1 10.5 4.5M5.8 13a9 9 0 0 1 3.8-2.2M15 11.2a9 9 0 0 1 3.2 1.8M9 16.3a4.5 4.5 0 0 1 5.5-.2M12 19.5v.1',
  signout: 'M14 4.5H5.5v15H14M10 12h10.5M17 8.5l3.5 3.5-3.5 3.5',
  enter: 'M10 4.5h8.5v15H10M3.5 12H14M10.5 8.5 14 12l-3.5 3.5',
  exit: 'M14 4.5H5.5v15H14M10 12h10.5M17 8.5l3.5 3.5-3.5 3.5',
  torch: 'M8 3h8v4l-2 3v11h-4V10L8 7zM8 6.5h8M12 12.5v2.5',
  camera: 'M4 7.5h3.5L9 5h6l1.5 2.5H20V19H4zM12 16.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z',
  keyboard: 'M3 7h18v11H3zM7 11v.1M10.3 11v.1M13.7 11v.1M17 11v.1M8 14.5h8',
  health: 'M9.5 4h5v5.5H20v5h-5.5V20h-5v-5.5H4v-5h5.5z',
  globe:
    'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3.2 12h17.6M12 3c2.5 2.6 3.7 5.6 3.7 9s-1.2 6.4-3.7 9c-2.5-2.6-3.7-5.6-3.7-9S9.5 5.6 12 3z',
  sun: 'M12 16.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z',
  inbox: 'M4 13.5 6.5 5h11L20 13.5V19H4zM4 13.5h4.5L10 16h4l1.5-2.5H20',
  chart: 'M4 20h16M7 16.5v-4M12 16.5V6M17 16.5V9',
  map: 'M3.5 6.5 9 4l6 2.5L20.5 4v13.5L15 20l-6-2.5L3.5 20zM9 4v13.5M15 6.5V20',
  trace:
    'M6 9a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM18 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM7.5 20.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM8.3 7.5l7.4 3.5M9.8 16.9l6-3.4',
  filter: 'M4 6.5h16M7 12h10M10 17.5h4',
  columns: 'M4 5h16v14H4zM9.5 5v14M14.5 5v14',
  settings:
    'M4 7h8.5M17.5 7H20M4 12h2.5M11.5 12H20M4 17h6.5M15.5 17H20M15 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM9 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM13 19.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  office: 'M5 20V4.5h9V20M14 9.5h5V20M3 20h18M8 8.5h3M8 12h3M8 15.5h3',
  message: 'M4 5h16v11H10.5L6 20v-4H4z',
  send: 'M4 12 20.5 4.5 15 20l-3.5-6zM11.5 14l9-9.5',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z',
  more: 'M5 11.6a.4.4 0 1 0 0 .8.4.4 0 0 0 0-.8zM12 11.6a.4.4 0 1 0 0 .8.4.4 0 0 0 0-.8zM19 11.6a.4.4 0 1 0 0 .8.4.4 0 0 0 0-.8z',
  menu: 'M4 7h16M4 12h16M4 17h16',
  external: 'M9 6H5v13h13v-4M13 4.5h6.5V11M19 5l-8 8',
  panel: 'M4 5h16v14H4zM10 5v14',
} as const

export type IconName = keyof typeof PATHS

export interface IconProps {
  readonly name: IconName
  /** In pixels; 24 unless told. */
  readonly size?: number
  /** What it says, when no word beside it does. */
  readonly label?: string
}

export function Icon({ name, size = 24, label }: IconProps) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={size < 20 ? 2 : 1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden={label ? undefined : true}
      role={label ? 'img' : undefined}
      aria-label={label}
      style={{ flex: 'none' }}
    >
      <path d={PATHS[name]} />
    </svg>
  )
}

export const ICONS = Object.keys(PATHS) as readonly IconName[]
