/** What a browser says of itself, in words an officer knows: `Chrome`, `Android`. Undefined where it says neither. */
export interface Device {
  readonly browser: string | undefined
  readonly system: string | undefined
  readonly phone: boolean
}

/** The first that fits: browsers name those they are like after themselves. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/coc_coc_browser|CocCoc/i, 'Cốc Cốc'],
  [/Edg(?:A|iOS)?\//, 'Edge'],
  [/SamsungBrowser/, 'Samsung Internet'],
  [/OPR\/|Opera/, 'Opera'],
  [/Firefox|FxiOS/, 'Firefox'],
  [/Chrome|CriOS/, 'Chrome'],
  [/Safari/, 'Safari'],
]
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux|X11/, 'Linux'],
]

export const deviceOf = (agent: string): Device => ({
  browser: BROWSERS.find(([says]) => says.test(agent))?.[1],
  system: SYSTEMS.find(([says]) => says.test(agent))?.[1],
  phone: /Android|iPhone|Mobile/.test(agent),
})

const NEW_MS = 7 * 86_400_000

/** Signed in within the last days, and not here. */
export const isNewDevice = (session: { readonly createdAt: string; readonly current: boolean }, now: Date): boolean =>
  !session.current && now.getTime() - Date.parse(session.createdAt) < NEW_MS
