import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { Client } from '#core/client.ts'
import type { Contract } from '#core/contract.ts'
import { Problem } from '#core/problem.ts'
import { uploadApi } from '#core/web/upload.ts'
import type { StoredFile } from '../contract.ts'
import { MOST_BYTES } from '../rules.ts'
import { shrunk } from './shrink.ts'

/** A file on its way. */
export interface Sent {
  readonly key: number
  readonly file: File
  /** From 0 to 1; undefined until it is sent. */
  readonly share?: number
  readonly stored?: StoredFile
  readonly problem?: unknown
}

export interface Uploads {
  readonly sent: readonly Sent[]
  readonly busy: boolean
  readonly add: (files: readonly File[]) => void
  readonly drop: (key: number) => void
  /** Sends what is not sent yet, one by one; answers all that are kept, or undefined when one failed and is shown so. */
  readonly send: () => Promise<readonly StoredFile[] | undefined>
  readonly clear: () => void
}

/**
 * Files chosen for a thing and sent to it: `useUploads({ work }, (api, file) => api.work.attach({ params, body: file as
 * never }))`. Nothing is sent before `send`, so that what was chosen by mistake never left the device.
 */
export function useUploads<C extends Readonly<Record<string, Contract>>>(
  contracts: C,
  attach: (api: Client<C>, file: File) => Promise<StoredFile>,
): Uploads {
  const cache = useQueryClient()
  const [sent, setSent] = useState<readonly Sent[]>([])
  const [busy, setBusy] = useState(false)
  const current = useRef(sent)
  const last = useRef(0)
  const change = (next: readonly Sent[]) => {
    current.current = next
    setSent(next)
  }
  const patch = (key: number, part: Partial<Sent>) =>
    change(current.current.map(one => (one.key === key ? { ...one, ...part } : one)))

  const sendOne = async ({ key, file }: Sent) => {
    patch(key, { share: 0, problem: undefined })
    try {
      const sent = await shrunk(file)
      const problem = tooLarge(sent)
      if (problem) throw problem
      const api = uploadApi(contracts, share => patch(key, { share }))
      patch(key, { stored: await attach(api, sent) })
    } catch (problem) {
      patch(key, { problem })
    }
  }
  return {
    sent,
    busy,
    add: files =>
      change([
        ...current.current,
        ...files.map(file => ({ key: ++last.current, file, problem: isPicture(file) ? undefined : tooLarge(file) })),
      ]),
    drop: key => change(current.current.filter(one => one.key !== key)),
    clear: () => change([]),
    async send() {
      setBusy(true)
      for (const one of current.current) if (!one.stored) await sendOne(one)
      setBusy(false)
      for (const name of Object.keys(contracts)) void cache.invalidateQueries({ queryKey: [name] })
      const stored = current.current.flatMap(one => one.stored ?? [])
      return stored.length === current.current.length ? stored : undefined
    },
  }
}

const isPicture = (file: File) => file.type.startsWith('image/')

/** Said at once, and not after minutes on a village's network. A picture is made smaller first. */
function tooLarge(file: File): Problem | undefined {
  const most = MOST_BYTES[isPicture(file) ? 'picture' : 'document']
  return file.size > most ? new Problem('files.too-large', { params: { most: most / 1024 / 1024 } }) : undefined
}
