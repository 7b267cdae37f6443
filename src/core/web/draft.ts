import { useState } from 'react'

function read<T extends object>(key: string): Partial<T> {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? '{}') as Partial<T>
  } catch {
    return {}
  }
}

/**
 * Answers of a form of several pages, kept in this tab while it is being filled in: nothing is asked twice after a
 * reload. Name it with the account, so that the next person at a shared phone finds it empty.
 */
export function useDraft<T extends object>(name: string) {
  const key = `saola.draft.${name}`
  const [draft, setDraft] = useState<Partial<T>>(() => read(key))
  const answer = (patch: Partial<T>): Partial<T> => {
    const next = { ...draft, ...patch }
    try {
      sessionStorage.setItem(key, JSON.stringify(next))
    } catch {
      // A browser that keeps nothing still lets one finish without a reload.
    }
    setDraft(next)
    return next
  }
  const forget = () => {
    sessionStorage.removeItem(key)
    setDraft({})
  }
  return { draft, answer, forget }
}
