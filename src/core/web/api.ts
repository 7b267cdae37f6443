import { type Client, client } from '../client.ts'
import type { Contract } from '../contract.ts'
import { PROOF_WANTED, Problem } from '../problem.ts'
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

/** Says that nobody is signed in any more: the server did, in an answer or in the stream of what changes. */
export function signedOut(): void {
  for (const listener of onSignedOut) listener()
}

/** Asks whoever sits here to prove once more who they are; answers whether they did. */
type Prover = () => Promise<boolean>
let prover: Prover | undefined
let proving: Promise<boolean> | undefined

/** Who asks for a proof when the server wants a fresh one: one at a time, however many calls wait for it. */
export function proveBy(ask: Prover): () => void {
  prover = ask
  return () => {
    if (prover === ask) prover = undefined
  }
}

function prove(): Promise<boolean> {
  proving ??= (prover?.() ?? Promise.resolve(false)).finally(() => {
    proving = undefined
  })
  return proving
}

/** Calls; where a fresh proof is wanted, asks for it and calls once more. */
async function called<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (reason) {
    if (reason instanceof Problem && reason.code === PROOF_WANTED && (await prove())) return call()
    if (reason instanceof Problem && reason.status === 401) signedOut()
    throw reason
  }
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
        Object.assign((...args: unknown[]) => called(() => call(...args)), { id: `${module}.${name}` }),
      ]),
    ),
  ])
  return Object.fromEntries(named) as unknown as Api<C>
}
