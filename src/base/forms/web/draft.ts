import { useEffect, useRef, useState } from 'react'
import { browserApi } from '#core/web/api.ts'
import { keptDrafts } from '#core/web/draft.ts'
import { type Seal, sealerFor } from '#core/web/seal.ts'
import { serverNow } from '#core/web/server-clock.ts'
import { forms, type KeptDraft } from '../contract.ts'

const api = browserApi({ forms })

interface Opened<T> {
  readonly draft: T | undefined
  readonly keep: (draft: T) => void
}

export interface SealedDraft<T> {
  /** False until the device was asked what it holds. */
  readonly opened: boolean
  readonly draft: T | undefined
  readonly keep: (draft: T) => void
  readonly forget: () => void
}

/**
 * An unfinished form, kept on this device for two days or until the account signs out, sealed: the phone itself cannot
 * read it, the server opens it for the account that wrote it. Where there is no cryptography (a page without HTTPS) or no
 * network to begin with, it lives as long as the page.
 */
export function useSealedDraft<T extends object>(name: string): SealedDraft<T> {
  const [from, setFrom] = useState<Opened<T>>()
  const [draft, setDraft] = useState<T>()
  const isForgotten = useRef(false)
  useEffect(() => {
    let gone = false
    void openDraft<T>(name, () => isForgotten.current).then(found => {
      if (gone) return
      setFrom(found)
      setDraft(now => now ?? found.draft)
    })
    return () => {
      gone = true
    }
  }, [name])
  return {
    opened: from !== undefined,
    draft,
    keep(next) {
      setDraft(next)
      from?.keep(next)
    },
    forget() {
      isForgotten.current = true
      keptDrafts.drop(name)
    },
  }
}

async function openDraft<T>(name: string, isForgotten: () => boolean): Promise<Opened<T>> {
  const sealed = keptDrafts.get(name)
  try {
    const { key, about, text } = await api.forms.draft({ body: { name, sealed } })
    if (sealed !== null && text === null) keptDrafts.drop(name)
    const seal = await sealerFor(key)
    let last = Promise.resolve()
    return {
      draft: text === null ? undefined : (JSON.parse(text) as T),
      // One after the other: what was answered last is what stays.
      keep(draft) {
        last = last.then(() => write(name, about, seal, draft, isForgotten))
      },
    }
  } catch {
    return { draft: undefined, keep: () => undefined }
  }
}

async function write(name: string, about: string, seal: Seal, draft: unknown, isForgotten: () => boolean) {
  const kept: KeptDraft = { at: serverNow().getTime(), draft }
  const sealed = await seal(JSON.stringify(kept), about)
  if (!isForgotten()) keptDrafts.set(name, sealed)
}
