import { useEffect, useRef, useState } from 'react'
import type { Me } from '#base/identity/web/session.tsx'
import { api } from './api.ts'

/** Hands on, once, what the provider put into the address; answers the problem, if there is one. */
export function useReturn(done: (me: Me) => void): unknown {
  const [problem, setProblem] = useState<unknown>()
  const sent = useRef(false)
  useEffect(() => {
    if (sent.current) return
    sent.current = true
    api.openid.finish({ body: { query: location.search.slice(1) } }).then(done, setProblem)
  }, [done])
  return problem
}
