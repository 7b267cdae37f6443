import type { ReactNode } from 'react'
import { createContext, use } from 'react'

export interface Session {
  readonly status: 'loading' | 'out' | 'in'
  readonly name: string
  readonly can: (verb: string) => boolean
  readonly signOut: () => Promise<void>
}

const OUT: Session = { status: 'out', name: '', can: () => false, signOut: async () => undefined }
const SessionContext = createContext<Session>(OUT)

export function SessionProvider({ children }: { children: ReactNode }) {
  return <SessionContext value={OUT}>{children}</SessionContext>
}

export const useSession = (): Session => use(SessionContext)
