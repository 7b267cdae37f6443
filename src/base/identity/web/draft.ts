import { useEffect, useRef, useState } from 'react'
import { DAY_MS } from '#core/clock.ts'
import { vault } from '#core/web/vault.ts'
import { timesEmptied } from '#core/web/vault-name.ts'
import { useSession } from './session.tsx'

const KEPT_FOR_MS = 2 * DAY_MS

export interface SealedDraft<T> {
  /** False until the device was asked what it holds. */
  readonly opened: boolean
  readonly draft: T | undefined
  readonly keep: (draft: T) => void
  readonly forget: () => void
}

/**
 * An unfinished form, kept on this device for two days or until the account signs out, sealed: also one that was begun
 * without a network. Where nobody is signed in, or there is no cryptography (a page without HTTPS), it lives as long as the
 * page.
 */
export function useSealedDraft<T extends object>(name: string): SealedDraft<T> {
  const { status, me } = useSession()
  const account = me?.accountId
  const isKnown = status !== 'loading'
  const [opened, setOpened] = useState(false)
  const [draft, setDraft] = useState<T>()
  const last = useRef(Promise.resolve())
  const isForgotten = useRef(false)
  const era = useRef(0)
  useEffect(() => {
    if (!isKnown) return
    era.current = timesEmptied()
    let gone = false
    const found = account ? vault.get<T>(account, name) : Promise.resolve(undefined)
    void found.then(kept => {
      if (gone) return
      setDraft(now => now ?? kept?.value)
      setOpened(true)
    })
    return () => {
      gone = true
    }
  }, [account, isKnown, name])
  // One after the other: what was answered last is what stays.
  const then = (step: () => Promise<void>) => {
    last.current = last.current.then(step)
  }
  return {
    opened,
    draft,
    keep(next) {
      setDraft(next)
      if (account)
        then(async () => {
          // A page that is left because the account signs out still has something to keep.
          if (!isForgotten.current && era.current === timesEmptied())
            await vault.put(account, name, next, new Date(Date.now() + KEPT_FOR_MS))
        })
    },
    forget() {
      isForgotten.current = true
      then(() => vault.drop(name))
    },
  }
}
