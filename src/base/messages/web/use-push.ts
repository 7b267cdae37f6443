import { useEffect, useState } from 'react'
import { type PushState, pushState, turnOff, turnOn } from './push.ts'

export interface Push {
  /** Undefined until the browser said. */
  readonly state: PushState | undefined
  readonly failed: boolean
  readonly busy: boolean
  readonly set: (on: boolean) => void
}

/** Whether this browser is woken for messages, and the switch for it. */
export function usePush(pushKey: string | null): Push {
  const [state, setState] = useState<PushState>()
  const [failed, setFailed] = useState(false)
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    void pushState().then(setState)
  }, [])
  const set = (on: boolean) => {
    if (!pushKey || busy) return
    setBusy(true)
    setFailed(false)
    void (on ? turnOn(pushKey) : turnOff())
      .then(setState)
      .catch(() => setFailed(true))
      .finally(() => setBusy(false))
  }
  return { state, failed, busy, set }
}
