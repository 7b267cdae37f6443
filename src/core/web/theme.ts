import { useSyncExternalStore } from 'react'

export type Theme = 'system' | 'light' | 'dark'

const KEY = 'saola.theme'
const listeners = new Set<() => void>()
const dark = typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: dark)') : undefined
let chosen: Theme = remembered()

function remembered(): Theme {
  try {
    const kept = localStorage.getItem(KEY)
    return kept === 'light' || kept === 'dark' ? kept : 'system'
  } catch {
    return 'system'
  }
}

const shown = (): 'light' | 'dark' => (chosen === 'system' ? (dark?.matches ? 'dark' : 'light') : chosen)

function apply(): void {
  document.documentElement.dataset.theme = shown()
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Puts the theme on the document before the first paint and follows the system while nobody chose. */
export function startTheme(): void {
  dark?.addEventListener('change', apply)
  apply()
}

export function setTheme(theme: Theme): void {
  chosen = theme
  try {
    if (theme === 'system') localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, theme)
  } catch {
    // A browser that keeps nothing still switches for this visit.
  }
  apply()
}

/** What was chosen, and what is shown because of it. */
export function useTheme(): { readonly theme: Theme; readonly shown: 'light' | 'dark' } {
  return {
    theme: useSyncExternalStore(subscribe, () => chosen),
    shown: useSyncExternalStore(subscribe, shown),
  }
}
