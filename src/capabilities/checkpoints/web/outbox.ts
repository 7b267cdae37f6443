import { doubling, isPassing } from '#core/web/passing.ts'

/** What is being sent: with the id it keeps through all tries, so that it counts once however often it arrives. */
export interface Item {
  readonly id: string
}

/**
 * `sending`: the first try is under way. `waiting`: the network failed; it is being tried again. `answered` and
 * `refused`: the server has spoken.
 */
export type Entry<I extends Item, A> =
  | { readonly state: 'sending' | 'waiting'; readonly item: I }
  | { readonly state: 'answered'; readonly item: I; readonly answer: A }
  | { readonly state: 'refused'; readonly item: I; readonly problem: unknown }

export interface Outbox<I extends Item, A> {
  /** Sends until the server has spoken. */
  add(item: I): void
  /** Tries what waits at once. */
  again(): void
  /** The reader has seen what became of it, or waits no more: it is not tried again. */
  drop(id: string): void
  /** In the order of adding; the same array until something changes. */
  entries(): readonly Entry<I, A>[]
  subscribe(listener: () => void): () => void
}

export interface OutboxOptions<I, A> {
  readonly send: (item: I, signal: AbortSignal) => Promise<A>
  /** How long one try may take. */
  readonly timeoutMs?: number
  /** How long to wait before the try after the n-th, from 1. */
  readonly pauseMs?: (tries: number) => number
}

/**
 * Sends things one by one while somebody waits for the answer, until they are accepted, refused or dropped. In memory:
 * gone with the page.
 */
export function createOutbox<I extends Item, A>(options: OutboxOptions<I, A>): Outbox<I, A> {
  const { send, timeoutMs = 8_000, pauseMs = doubling } = options
  const listeners = new Set<() => void>()
  const wakers = new Set<() => void>()
  let entries: readonly Entry<I, A>[] = []

  const changed = (next: readonly Entry<I, A>[]) => {
    entries = next
    for (const listener of listeners) listener()
  }
  const put = (entry: Entry<I, A>) => changed(entries.map(old => (old.item.id === entry.item.id ? entry : old)))

  async function attempt(item: I): Promise<Entry<I, A>> {
    const limit = new AbortController()
    const timer = setTimeout(() => limit.abort(new DOMException('too slow', 'TimeoutError')), timeoutMs)
    try {
      return { state: 'answered', item, answer: await send(item, limit.signal) }
    } catch (problem) {
      return isPassing(problem) ? { state: 'waiting', item } : { state: 'refused', item, problem }
    } finally {
      clearTimeout(timer)
    }
  }

  const pause = (ms: number) =>
    new Promise<void>(resolve => {
      const wake = () => {
        clearTimeout(timer)
        wakers.delete(wake)
        resolve()
      }
      const timer = setTimeout(wake, ms)
      wakers.add(wake)
    })

  async function carry(item: I): Promise<void> {
    for (let tries = 1; ; tries++) {
      const outcome = await attempt(item)
      put(outcome)
      if (outcome.state !== 'waiting') return
      await pause(pauseMs(tries))
      if (!entries.some(entry => entry.item.id === item.id)) return
    }
  }

  return {
    add(item) {
      changed([...entries, { state: 'sending', item }])
      void carry(item)
    },
    again() {
      for (const wake of [...wakers]) wake()
    },
    drop: id => changed(entries.filter(({ item }) => item.id !== id)),
    entries: () => entries,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** What the server has not spoken about yet. */
export const isOpen = ({ state }: { readonly state: string }): boolean => state === 'sending' || state === 'waiting'
