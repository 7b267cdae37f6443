import {
  type AnchorHTMLAttributes,
  createContext,
  type MouseEvent,
  type ReactNode,
  use,
  useCallback,
  useEffect,
  useMemo,
  useSyncExternalStore,
} from 'react'

/**
 * The address bar as a store: one hook, one link, one matcher. A page says its own path; nothing else in the program
 * knows the list of pages, so a typed route tree would have nothing to type.
 */
export interface Place {
  /** Below the app's base: `/console/inbox` is `/inbox` in the console. */
  readonly path: string
  readonly search: string
  /** How many steps this visit has taken: 0 on the page it opened with. */
  readonly step: number
  /** Only something beside or within the page changed: a filter, the thing beside a list. */
  readonly quiet: boolean
}

export type Params = Readonly<Record<string, string>>

export interface GoOptions {
  readonly replace?: boolean
  /** Keep the scroll position and the focus: for filters and for the thing beside a list. */
  readonly quiet?: boolean
}

let base = ''
let step = 0
let quiet = false
let place = readPlace()
const listeners = new Set<() => void>()
const blockers = new Set<() => boolean>()

function readPlace(): Place {
  if (typeof location === 'undefined') return { path: '/', search: '', step: 0, quiet }
  const below = location.pathname.startsWith(base) ? location.pathname.slice(base.length) : location.pathname
  return { path: below.replace(/(.)\/+$/, '$1') || '/', search: location.search, step, quiet }
}

function changed(): void {
  place = readPlace()
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Sets what every path of this app begins with, once, before anything is shown. */
export function startRouter(appBase: string): void {
  base = appBase
  place = readPlace()
  addEventListener('popstate', () => {
    quiet = false
    step = (history.state as { step?: number } | null)?.step ?? 0
    changed()
  })
}

export const hrefOf = (path: string): string => `${base}${path === '/' && base ? '' : path}`

/** Goes to a path of this app, with its query string when it has one. */
export function go(to: string, options: GoOptions = {}): void {
  if (isBlocked()) return
  quiet = options.quiet ?? false
  const href = hrefOf(to)
  if (!options.replace) step += 1
  history[options.replace ? 'replaceState' : 'pushState']({ step }, '', href)
  if (!options.quiet) scrollTo(0, 0)
  changed()
}

const isBlocked = (): boolean => [...blockers].some(blocks => blocks())

/** Back to where the reader was, or up to `parent` when this page was opened by its address. */
export function goBack(parent: string): void {
  if (place.step === 0) go(parent, { replace: true })
  else if (!isBlocked()) history.back()
}

export const usePlace = (): Place => useSyncExternalStore(subscribe, () => place)

/** Asks before leaving while `unsaved`; the question is the caller's, in the reader's language. */
export function useUnsaved(unsaved: boolean, question: string): void {
  useEffect(() => {
    if (!unsaved) return
    const blocks = () => !confirm(question)
    const leaving = (event: BeforeUnloadEvent) => event.preventDefault()
    blockers.add(blocks)
    addEventListener('beforeunload', leaving)
    return () => {
      blockers.delete(blocks)
      removeEventListener('beforeunload', leaving)
    }
  }, [unsaved, question])
}

/** `/places/:placeId` against `/places/7` → `{ placeId: '7' }`; null when it is another page. `*` ends a prefix. */
export function matchPath(pattern: string, path: string): Params | null {
  const wanted = pattern.split('/').filter(Boolean)
  const given = path.split('/').filter(Boolean)
  const open = wanted.at(-1) === '*'
  if (open) wanted.pop()
  if (open ? given.length < wanted.length : given.length !== wanted.length) return null
  const params: Record<string, string> = {}
  for (const [i, part] of wanted.entries()) {
    const value = decodeURIComponent(given[i] ?? '')
    if (part.startsWith(':')) params[part.slice(1)] = value
    else if (part !== value) return null
  }
  return params
}

/** The page for a path: fixed words win over `:params`, whatever their order in the list. */
export function findPage<P extends { readonly path: string }>(
  pages: readonly P[],
  path: string,
): { page: P; params: Params } | undefined {
  const loose = (page: P) => page.path.split('/').filter(part => part.startsWith(':') || part === '*').length
  return pages
    .flatMap(page => {
      const params = matchPath(page.path, path)
      return params ? [{ page, params }] : []
    })
    .sort((a, b) => loose(a.page) - loose(b.page))[0]
}

const ParamsContext = createContext<Params>({})

export function ParamsProvider({ params, children }: { params: Params; children: ReactNode }) {
  return <ParamsContext value={params}>{children}</ParamsContext>
}

/** The `:name` parts of the page's path. */
export const useParams = (): Params => use(ParamsContext)

/** The query string: `const [search, setSearch] = useSearch()`; `setSearch({ q: 'an', page: undefined })`. */
export function useSearch(): readonly [URLSearchParams, (patch: Readonly<Record<string, string | undefined>>) => void] {
  const { search } = usePlace()
  const current = useMemo(() => new URLSearchParams(search), [search])
  const set = useCallback((patch: Readonly<Record<string, string | undefined>>) => {
    const next = new URLSearchParams(place.search)
    for (const [key, value] of Object.entries(patch)) value ? next.set(key, value) : next.delete(key)
    const text = next.toString()
    go(`${place.path}${text ? `?${text}` : ''}`, { replace: true, quiet: true })
  }, [])
  return [current, set]
}

export interface LinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  readonly to: string
  readonly replace?: boolean
  readonly quiet?: boolean
}

/** A link inside the app. Opens elsewhere as any link does: with ⌘, the middle button, or `target`. */
export function Link({ to, replace = false, quiet = false, onClick, ...rest }: LinkProps) {
  const click = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event)
    const elsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0
    if (event.defaultPrevented || elsewhere || rest.target) return
    event.preventDefault()
    go(to, { replace, quiet })
  }
  return <a {...rest} href={hrefOf(to)} onClick={click} />
}
