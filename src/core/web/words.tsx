import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react'
import { type Format, format } from '../format.ts'
import { addWords, type Catalogue, type Locale, say, type Values } from '../words.ts'

/** Finds a module's messages when they are needed. The shell says where they are; see `src/apps/words.ts`. */
export type WordsSource = (module: string, locale: Locale) => Promise<Catalogue> | undefined

export type Say = (id: string, values?: Values) => string

const KEY = 'saola.locale'
const loaded = new Map<string, Promise<void>>()
const ready = new Set<string>()
const modules = new Set<string>()
const listeners = new Set<() => void>()
let source: WordsSource = () => undefined
let snapshot: { readonly locale: Locale; readonly t: Say } = make(remembered())

function make(locale: Locale) {
  return { locale, t: (id: string, values?: Values) => say(locale, id, values) }
}

/** The cookie knows what was chosen last, on these pages or on those that the server writes; some browsers forget it. */
function remembered(): Locale {
  try {
    const chosen = /(?:^|; )lang=(vi|en)(?:;|$)/.exec(document.cookie)?.[1]
    return (chosen ?? localStorage.getItem(KEY)) === 'en' ? 'en' : 'vi'
  } catch {
    return 'vi'
  }
}

const COOKIE_S = 365 * 24 * 60 * 60

/** What the browser asks for by itself, a file or a page that the server writes, comes in the language of these pages. */
function tellServer(locale: Locale): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the cookie store is not in the browsers that are served.
  document.cookie = `lang=${locale}; path=/; max-age=${COOKIE_S}; samesite=lax`
}

function changed(locale: Locale): void {
  snapshot = make(locale)
  document.documentElement.lang = locale
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

const read = () => snapshot

function load(module: string, locale: Locale): Promise<void> {
  const key = `${locale}/${module}`
  const known = loaded.get(key)
  if (known) return known
  const loading = Promise.resolve(source(module, locale)).then(words => {
    if (words) addWords(locale, words)
    ready.add(key)
  })
  loaded.set(key, loading)
  loading.catch(() => loaded.delete(key))
  return loading
}

/** Makes the messages of some modules ready to be said: Vietnamese always, English when it is the language. */
export async function needWords(...names: readonly string[]): Promise<void> {
  for (const name of names) modules.add(name)
  const wanted = [...new Set<Locale>(['vi', snapshot.locale])].flatMap(locale => names.map(name => ({ name, locale })))
  if (wanted.every(({ name, locale }) => ready.has(`${locale}/${name}`))) return
  await Promise.all(wanted.map(({ name, locale }) => load(name, locale)))
  changed(snapshot.locale)
}

/**
 * For things that many modules declare: the module of each of their names (`tracing.cases`), its messages fetched. False
 * until they are there; without a network what is missing is said by its id rather than not at all.
 */
export function useWordsOf(names: readonly string[] | undefined): boolean {
  const [said, setSaid] = useState<string>()
  const wanted = names && [...new Set(names.map(name => name.split('.')[0] ?? ''))].join(' ')
  useEffect(() => {
    if (wanted === undefined) return
    let isGone = false
    void needWords(...wanted.split(' '))
      .catch(() => undefined)
      .then(() => {
        if (!isGone) setSaid(wanted)
      })
    return () => {
      isGone = true
    }
  }, [wanted])
  return wanted !== undefined && said === wanted
}

/** Starts the words of an app: those given are there at once, the others are fetched when a page needs them. */
export async function startWords(options: { static: readonly Catalogue[]; source: WordsSource }): Promise<void> {
  source = options.source
  for (const catalogue of options.static) {
    addWords('vi', catalogue)
    const name = Object.keys(catalogue)[0]?.split('.')[0]
    if (name) {
      modules.add(name)
      loaded.set(`vi/${name}`, Promise.resolve())
      ready.add(`vi/${name}`)
    }
  }
  document.documentElement.lang = snapshot.locale
  tellServer(snapshot.locale)
  if (snapshot.locale !== 'vi') await needWords(...modules).catch(() => undefined)
}

/** Switches the language and remembers it on this device. The page changes when the words have arrived. */
export async function setLocale(locale: Locale): Promise<void> {
  await Promise.all([...modules].map(name => load(name, locale)))
  tellServer(locale)
  try {
    localStorage.setItem(KEY, locale)
  } catch {
    // A browser that keeps nothing still switches for this visit.
  }
  changed(locale)
}

export const currentLocale = (): Locale => snapshot.locale

/** `const t = useWords()` → `t('checkpoints.scan.title', { count })` */
export const useWords = (): Say => useSyncExternalStore(subscribe, read, read).t

export function useLocale(): readonly [Locale, (locale: Locale) => Promise<void>] {
  return [useSyncExternalStore(subscribe, read, read).locale, setLocale]
}

/** Figures, days and hours in the reader's language. */
export const useFormat = (): Format => format(useSyncExternalStore(subscribe, read, read).locale)

/** Says one message inside markup. */
export function Words({ id, values }: { id: string; values?: Values }): ReactNode {
  return useWords()(id, values)
}
