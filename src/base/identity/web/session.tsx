import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo } from 'react'
import type { ResultOf } from '#core/contract.ts'
import { Problem } from '#core/problem.ts'
import { browserApi, whenSignedOut } from '#core/web/api.ts'
import { forgetKept, keepFor } from '#core/web/data.tsx'
import { pruneVault } from '#core/web/vault-name.ts'
import { identity } from '../contract.ts'

const api = browserApi({ identity })

export type Me = ResultOf<typeof identity.me>

export interface Session {
  readonly status: 'loading' | 'out' | 'in'
  readonly me: Me | undefined
  /** Whether some grant gives the verb; where it holds is the server's to say. */
  readonly can: (verb: string) => boolean
  /** What signing in answered: the rest of the program learns of it here. */
  readonly enter: (me: Me) => void
  /** Asks the server again who this is, after a change of name or password. */
  readonly refresh: () => Promise<void>
  readonly signOut: () => Promise<void>
}

const KEY = ['identity', 'me']
const LEAVING_AGAIN_MS = 5_000
const SessionContext = createContext<Session | undefined>(undefined)

/** Who is signed in. Where nobody is, what was kept on this device for somebody is dropped. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const cache = useQueryClient()
  const query = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (leaving.is() ? leave() : api.identity.me({}, { signal }).catch(nobody)),
    staleTime: 5 * 60_000,
    // A phone may have no network and not know it, or have one again and not be told.
    refetchInterval: () => (leaving.is() ? LEAVING_AGAIN_MS : false),
    meta: { offline: true },
  })
  const me = query.data ?? undefined
  const status = query.isPending ? 'loading' : me ? 'in' : 'out'

  const become = useCallback(
    (next: Me | null) => {
      // Heard in the stream and answered to the one who left: what the door reads since the first time stays.
      if (!next && cache.getQueryData(KEY) === null) return
      // Nothing that was kept on this device for an account outlives its signing out.
      forgetKept()
      cache.removeQueries({ predicate: other => other.queryKey.join() !== KEY.join() })
      cache.setQueryData(KEY, next)
    },
    [cache],
  )
  const accountId = me?.accountId
  useEffect(() => (accountId ? keepFor(cache, accountId) : undefined), [cache, accountId])
  useEffect(() => {
    if (accountId) pruneVault(accountId)
  }, [accountId])
  useEffect(() => {
    if (query.data !== null) return
    forgetKept()
  }, [query.data])
  useEffect(
    () =>
      whenSignedOut(() => {
        if (cache.getQueryData(KEY)) become(null)
      }),
    [cache, become],
  )

  const session = useMemo<Session>(
    () => ({
      status,
      me,
      can: verb => me?.grants.some(grant => me.rights[grant.role]?.includes(verb)) ?? false,
      enter(next) {
        leaving.set(false)
        become(next)
      },
      refresh: () => cache.invalidateQueries({ queryKey: KEY }),
      async signOut() {
        leaving.set(true)
        // Without a network the device signs out now, and the server hears of it with the first call that reaches it.
        await leave().catch(() => undefined)
        become(null)
      },
    }),
    [status, me, become, cache],
  )
  return <SessionContext value={session}>{children}</SessionContext>
}

const LEAVING = 'saola.leaving'

/** Whether this device was signed out and the server does not know yet: nobody is signed in here until it does. */
const leaving = {
  is(): boolean {
    try {
      return localStorage.getItem(LEAVING) !== null
    } catch {
      return false
    }
  },
  set(on: boolean): void {
    try {
      if (on) localStorage.setItem(LEAVING, '1')
      else localStorage.removeItem(LEAVING)
    } catch {
      // A browser that keeps nothing has no signed-in account after a restart either.
    }
  },
}

async function leave(): Promise<null> {
  await api.identity.signOut({}).catch(nobody)
  leaving.set(false)
  return null
}

function nobody(reason: unknown): null {
  if (reason instanceof Problem && reason.status === 401) return null
  throw reason
}

export function useSession(): Session {
  const session = use(SessionContext)
  if (!session) throw new Error('There is no session outside of SessionProvider.')
  return session
}
