import { useState } from 'react'
import { DAY_MS } from '../clock.ts'

export interface Draft<T extends object> {
  readonly answers: Partial<T>
  /** Keeps some answers and tells all there are. */
  readonly answer: (patch: Partial<T>) => Partial<T>
  readonly forget: () => void
}

export interface DraftOptions {
  /**
   * Also when the page is closed: for two days, or until the account signs out. Otherwise it lives as long as its tab.
   */
  readonly outlives?: boolean
}

const PREFIX = 'saola.draft.'
const KEPT_FOR_MS = 2 * DAY_MS

/**
 * Answers of a form of several pages, kept while it is being filled in: nothing is asked twice after a reload. Name it
 * with the account, so that the next person at a shared phone finds it empty.
 */
export function useDraft<T extends object>(name: string, { outlives = false }: DraftOptions = {}): Draft<T> {
  const key = PREFIX + name
  const [answers, setAnswers] = useState<Partial<T>>(() => read(key, outlives))
  return {
    answers,
    answer(patch) {
      const next = { ...answers, ...patch }
      try {
        storeOf(outlives).setItem(key, JSON.stringify({ at: Date.now(), answers: next }))
      } catch {
        // A browser that keeps nothing still lets one finish without a reload.
      }
      setAnswers(next)
      return next
    },
    forget() {
      try {
        storeOf(outlives).removeItem(key)
      } catch {
        // Nothing was kept where nothing can be.
      }
      setAnswers({})
    },
  }
}

const storeOf = (outlives: boolean): Storage => (outlives ? localStorage : sessionStorage)

function read<T extends object>(key: string, outlives: boolean): Partial<T> {
  try {
    const kept = JSON.parse(storeOf(outlives).getItem(key) ?? '{}') as { at?: number; answers?: Partial<T> }
    return Date.now() - (kept.at ?? 0) < KEPT_FOR_MS ? (kept.answers ?? {}) : {}
  } catch {
    return {}
  }
}

/** Drops what outlives its page: the account that wrote it has left this device. */
export function forgetDrafts(): void {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key)
  } catch {
    // Nothing was kept where nothing can be.
  }
}
