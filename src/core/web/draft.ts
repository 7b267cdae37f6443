import { useState } from 'react'

export interface Draft<T extends object> {
  readonly answers: Partial<T>
  /** Keeps some answers and tells all there are. */
  readonly answer: (patch: Partial<T>) => Partial<T>
  readonly forget: () => void
}

const PREFIX = 'saola.draft.'

/**
 * Answers of a form of several pages, kept while it is being filled in, as long as its tab: nothing is asked twice after a
 * reload. Name it with the account, so that the next person at a shared phone finds it empty.
 */
export function useDraft<T extends object>(name: string): Draft<T> {
  const key = PREFIX + name
  const [answers, setAnswers] = useState<Partial<T>>(() => read(key))
  return {
    answers,
    answer(patch) {
      const next = { ...answers, ...patch }
      try {
        sessionStorage.setItem(key, JSON.stringify(next))
      } catch {
        // A browser that keeps nothing still lets one finish without a reload.
      }
      setAnswers(next)
      return next
    },
    forget() {
      try {
        sessionStorage.removeItem(key)
      } catch {
        // Nothing was kept where nothing can be.
      }
      setAnswers({})
    },
  }
}

function read<T extends object>(key: string): Partial<T> {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? '{}') as Partial<T>
  } catch {
    return {}
  }
}
