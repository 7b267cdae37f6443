import { useRead } from '#core/web/data.tsx'
import { useWordsOf } from '#core/web/words.tsx'
import type { ExtractView, KindView } from '../contract.ts'
import { api } from './api.ts'

/** The lists the officer may load and take out, once the words of their modules are there. */
export function useListKinds(): {
  readonly kinds: readonly KindView[]
  readonly extracts: readonly ExtractView[]
  readonly ready: boolean
  readonly problem: unknown
} {
  const { data, error } = useRead(api.lists.kinds, {})
  const names = data && [...data.kinds.map(({ kind }) => kind), ...data.extracts.map(({ name }) => name), 'lists.web']
  const ready = useWordsOf(names)
  return { kinds: data?.kinds ?? [], extracts: data?.extracts ?? [], ready, problem: error }
}
