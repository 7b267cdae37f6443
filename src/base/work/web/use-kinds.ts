import { useEffect, useState } from 'react'
import { useRead } from '#core/web/data.tsx'
import { needWords } from '#core/web/words.tsx'
import type { WorkKind } from '../contract.ts'
import { api } from './api.ts'

/** The kinds of work the officer may see, once the words of their modules are there. */
export function useKinds(): {
  readonly kinds: readonly WorkKind[]
  readonly ready: boolean
  readonly problem: unknown
} {
  const { data, error } = useRead(api.work.kinds, {})
  const [ready, setReady] = useState(false)
  useEffect(() => {
    if (!data) return
    let isGone = false
    const modules = new Set(data.kinds.map(({ kind }) => kind.split('.')[0] as string))
    // Without a network what is not loaded yet is said by its id rather than not at all.
    void needWords(...modules)
      .catch(() => undefined)
      .then(() => {
        if (!isGone) setReady(true)
      })
    return () => {
      isGone = true
    }
  }, [data])
  return { kinds: data?.kinds ?? [], ready, problem: error }
}
