import { type Client, client } from '../client.ts'
import type { Contract } from '../contract.ts'
import { Problem } from '../problem.ts'
import { clockedFetch } from './server-clock.ts'
import { currentLocale } from './words.tsx'

/** A call of the API that knows its own name, `places.get`: the name is its key in the cache of answers. */
export interface Call<I, O> {
  (call: I, options?: { signal?: AbortSignal }): Promise<O>
  readonly id: string
}

export type Api<C extends Readonly<Record<string, Contract>>> = {
  readonly [M in keyof C]: {
    readonly [E in keyof C[M]]: Client<C>[M][E] extends (
      call: infer I,
      options?: { signal?: AbortSignal },
    ) => Promise<infer O>
      ? Call<I, O>
      : never
  }
}

type SignedOutListener = () => void
const onSignedOut = new Set<SignedOutListener>()

/** Told when the server says that nobody is signed in any more. */
export function whenSignedOut(listener: SignedOutListener): () => void {
  onSignedOut.add(listener)
  return () => onSignedOut.delete(listener)
}

function watch(reason: unknown): never {
  if (reason instanceof Problem && reason.status === 401) for (const listener of onSignedOut) listener()
  throw reason
}

/** The typed client of a page: `const api = browserApi({ places, checkpoints })`. */
export function browserApi<C extends Readonly<Record<string, Contract>>>(contracts: C): Api<C> {
  const headers = () => ({ 'accept-language': currentLocale(), 'x-page': location.pathname })
  const plain = client(contracts, { headers, fetch: clockedFetch })
  const named = Object.entries(plain).map(([module, calls]) => [
    module,
    Object.fromEntries(
      Object.entries(calls as Record<string, (...args: unknown[]) => Promise<unknown>>).map(([name, call]) => [
        name,
        Object.assign((...args: unknown[]) => call(...args).catch(watch), { id: `${module}.${name}` }),
      ]),
    ),
  ])
  return Object.fromEntries(named) as unknown as Api<C>
}
