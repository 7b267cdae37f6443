import { useEffect, useState } from 'react'
import type { ResultOf } from '#core/contract.ts'
import { useOnline, useRead } from '#core/web/data.tsx'
import { serverNow } from '#core/web/server-clock.ts'
import { needWords } from '#core/web/words.tsx'
import type { attestation, Known } from '../contract.ts'
import { type Verdict, verify } from '../verify.ts'
import { api } from './api.ts'

const KEPT = 'saola.attestation'

/** Public keys and kinds: the last ones that were read lie on the device, so that papers can be checked anywhere. */
function useKnown() {
  const { data, error, isFetching } = useRead(api.attestation.known, {})
  const [kept] = useState(read)
  useEffect(() => {
    if (data) keep(data)
  }, [data])
  return { known: data ?? kept, fresh: data !== undefined, problem: isFetching ? null : error }
}

function read(): Known | undefined {
  try {
    return (JSON.parse(localStorage.getItem(KEPT) ?? 'null') as Known | null) ?? undefined
  } catch {
    return undefined
  }
}

function keep(known: Known): void {
  try {
    localStorage.setItem(KEPT, JSON.stringify(known))
  } catch {
    // A full or closed store only costs checking without a network.
  }
}

type Status = ResultOf<typeof attestation.status>

/** What a text turned out to be, the register asked where it could be asked. */
export type Checked =
  | { readonly is: 'checking' }
  /** This browser cannot check signatures: the page came without HTTPS. */
  | { readonly is: 'unable' }
  /** No keys on this device yet, and none to be had. */
  | { readonly is: 'no-keys'; readonly problem: unknown; readonly again: () => void }
  | (Verdict & { readonly status?: Status | undefined; readonly asked: 'yes' | 'no' | 'asking' })

export function useChecked(text: string): Checked {
  const { known, fresh, problem } = useKnown()
  const [verdict, setVerdict] = useState<Verdict & { readonly text: string }>()
  const online = useOnline()
  const able = globalThis.crypto?.subtle !== undefined
  useEffect(() => {
    let isGone = false
    if (able && known)
      void check(text, known).then(found => {
        if (!isGone) setVerdict({ ...found, text })
      })
    return () => {
      isGone = true
    }
  }, [able, known, text])
  const statementId = verdict && 'statement' in verdict ? verdict.statement.id : undefined
  const status = useRead(
    api.attestation.status,
    { params: { statementId: statementId ?? '' } },
    { when: !!statementId },
  )
  if (!able) return { is: 'unable' }
  if (!known) return problem ? { is: 'no-keys', problem, again: () => location.reload() } : { is: 'checking' }
  if (verdict?.text !== text) return { is: 'checking' }
  // A key that came after these were kept is not unknown yet.
  if (verdict.is === 'unknown-key' && !fresh && !problem) return { is: 'checking' }
  const answer = status.data && !status.isPlaceholderData ? status.data : undefined
  return { ...verdict, status: answer, asked: answer ? 'yes' : status.error || !online ? 'no' : 'asking' }
}

async function check(text: string, known: Known): Promise<Verdict> {
  const verdict = await verify(text, known, serverNow())
  const module = 'statement' in verdict ? verdict.statement.kind.split('.')[0] : undefined
  if (module) await needWords(module).catch(() => undefined)
  return verdict
}
