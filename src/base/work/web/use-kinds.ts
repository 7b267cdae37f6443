import { useRead } from '#core/web/data.tsx'
import { useWordsOf } from '#core/web/words.tsx'
import type { WorkKind } from '../contract.ts'
import { api } from './api.ts'

/** The kinds of work the officer may see, once the words of their modules are there. */
export function useKinds(): {
  readonly kinds: readonly WorkKind[]
  readonly ready: boolean
  readonly problem: unknown
} {
  const { data, error } = useRead(api.work.kinds, {})
  const ready = useWordsOf(data?.kinds.map(({ kind }) => kind))
  return { kinds: data?.kinds ?? [], ready, problem: error }
}
