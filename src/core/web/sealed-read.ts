import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Call } from './api.ts'
import { keyOf, useRead } from './data.tsx'
import { vault } from './vault.ts'

/**
 * `useRead` of what others may not find on this device: the answer lies sealed on its disk until `until`, to be read without
 * a network by the account that read it. Says when what is shown was true.
 */
export function useSealedRead<I, O>(call: Call<I, O>, input: I, account: string | undefined, until: Date) {
  const cache = useQueryClient()
  const name = JSON.stringify(keyOf(call.id, input))
  const [asked, setAsked] = useState(false)
  useEffect(() => {
    let gone = false
    const found = account ? vault.get<O>(account, name) : Promise.resolve(undefined)
    void found.then(kept => {
      if (gone) return
      const key = JSON.parse(name)
      if (kept && cache.getQueryData(key) === undefined) {
        cache.setQueryData(key, kept.value, { updatedAt: kept.at })
        void cache.invalidateQueries({ queryKey: key })
      }
      setAsked(true)
    })
    return () => {
      gone = true
    }
  }, [cache, account, name])
  const read = useRead(call, input, { when: account !== undefined })
  const { data, dataUpdatedAt, isFetchedAfterMount } = read
  const untilMs = until.getTime()
  useEffect(() => {
    if (account && isFetchedAfterMount && data !== undefined && dataUpdatedAt > 0)
      void vault.put(account, name, data, new Date(untilMs))
  }, [account, name, data, dataUpdatedAt, isFetchedAfterMount, untilMs])
  return { ...read, error: asked ? read.error : null }
}
