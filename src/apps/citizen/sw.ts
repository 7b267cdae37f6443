/**
 * The citizen's service worker: the app's own files, and nothing else. It never touches the API, so it can never
 * serve one account's data to another; answers to be read offline are kept by the page for the signed-in account
 * (`keepFor` in `src/core/web/data.tsx`) and dropped at sign-out.
 */
export {}

declare const __PRECACHE__: {
  readonly version: string
  readonly urls: readonly string[]
  /** What reads codes: only where codes are scanned. */
  readonly scanner: readonly string[]
}

const sw = globalThis as unknown as ServiceWorkerLike
const { version, urls, scanner } = __PRECACHE__
const CACHE = `saola-${version}`
const SHELL = '/'
/** Pages under the same address that are not the citizen's app. */
const OTHERS = /^\/(api|console|site|assets)(\/|$)/

interface ExtendableLike extends Event {
  waitUntil(work: Promise<unknown>): void
}
interface FetchLike extends ExtendableLike {
  readonly request: Request
  respondWith(reply: Promise<Response>): void
}
interface PushLike extends ExtendableLike {
  readonly data: { json(): unknown } | null
}
interface ClickLike extends ExtendableLike {
  readonly notification: { readonly data: unknown; close(): void }
}
interface PageLike {
  readonly url: string
  focus(): Promise<PageLike>
  navigate(url: string): Promise<unknown>
}
interface ServiceWorkerLike {
  readonly location: Location
  readonly clients: {
    claim(): Promise<void>
    matchAll(options: { type: 'window' }): Promise<readonly PageLike[]>
    openWindow(url: string): Promise<unknown>
  }
  readonly registration: { showNotification(title: string, options: object): Promise<void> }
  skipWaiting(): Promise<void>
  addEventListener(type: 'install' | 'activate', listener: (event: ExtendableLike) => void): void
  addEventListener(type: 'fetch', listener: (event: FetchLike) => void): void
  addEventListener(type: 'push', listener: (event: PushLike) => void): void
  addEventListener(type: 'notificationclick', listener: (event: ClickLike) => void): void
  addEventListener(type: 'message', listener: (event: ExtendableLike & MessageEvent) => void): void
}

sw.addEventListener('install', event => {
  event.waitUntil(keep())
})

/** The whole app; and the reader of codes, when the version before had it: a guard's phone must not lose it by an update. */
async function keep(): Promise<void> {
  const cache = await caches.open(CACHE)
  await cache.addAll([SHELL, '/manifest.webmanifest', '/icon.svg', ...urls])
  if (await someCacheHasReader()) await cache.addAll([...scanner])
}

async function someCacheHasReader(): Promise<boolean> {
  for (const name of await caches.keys())
    for (const { url } of await (await caches.open(name)).keys()) if (url.endsWith('.wasm')) return true
  return false
}

// A new version waits until the reader agrees: the old page still needs its own files.
sw.addEventListener('message', event => {
  if (event.data === 'take-over') void sw.skipWaiting()
  if (event.data === 'keep-scanner') event.waitUntil(Promise.all(scanner.map(fromCache)))
})

sw.addEventListener('activate', event => {
  event.waitUntil(
    caches
      .keys()
      .then(names => Promise.all(names.filter(name => name !== CACHE).map(name => caches.delete(name))))
      .then(() => sw.clients.claim()),
  )
})

sw.addEventListener('fetch', event => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== sw.location.origin) return
  if (request.mode === 'navigate') {
    if (!OTHERS.test(url.pathname)) event.respondWith(fromCache(SHELL))
  } else if (url.pathname.startsWith('/assets/') || url.pathname === '/manifest.webmanifest') {
    event.respondWith(fromCache(request))
  }
})

interface Told {
  readonly id: string
  readonly title: string
  readonly body: string
  /** A page of this site. */
  readonly url: string
}

// What it says is read after signing in: the lock screen only hears that there is something.
sw.addEventListener('push', event => {
  const told = event.data?.json() as Told | undefined
  if (!told) return
  const { id, title, body, url } = told
  event.waitUntil(
    sw.registration.showNotification(title, { body, tag: id, icon: '/icon-192.png', lang: 'vi', data: url }),
  )
})

sw.addEventListener('notificationclick', event => {
  event.notification.close()
  event.waitUntil(show(new URL(String(event.notification.data), sw.location.origin)))
})

/** The citizen's app, or one of the others under the same address: officers are woken, too. */
const faceOf = (path: string): string => OTHERS.exec(path)?.[1] ?? ''

/** In the app where it is open already, else in a new window; never elsewhere than here. */
async function show(url: URL): Promise<void> {
  if (url.origin !== sw.location.origin) return
  const pages = await sw.clients.matchAll({ type: 'window' })
  const face = faceOf(url.pathname)
  const open = pages.find(page => faceOf(new URL(page.url).pathname) === face)
  if (!open) return void (await sw.clients.openWindow(url.href))
  await open.navigate(url.href)
  await open.focus()
}

/** The app's files carry their content in their names: what is kept is right, what is not kept is fetched and kept. */
async function fromCache(request: Request | string): Promise<Response> {
  const cache = await caches.open(CACHE)
  const kept = await cache.match(request)
  if (kept) return kept
  const fresh = await fetch(request)
  if (fresh.ok) await cache.put(request, fresh.clone())
  return fresh
}
