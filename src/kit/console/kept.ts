import { useState } from 'react'

const PREFIX = 'saola.'

/** A choice of how things look, remembered on this device. Never data. */
export function useKept<T>(name: string, fallback: T): readonly [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => {
    try {
      const kept = localStorage.getItem(PREFIX + name)
      return kept === null ? fallback : (JSON.parse(kept) as T)
    } catch {
      return fallback
    }
  })
  return [
    value,
    next => {
      setValue(next)
      try {
        localStorage.setItem(PREFIX + name, JSON.stringify(next))
      } catch {
        // A browser that keeps nothing still shows it for this visit.
      }
    },
  ]
}
