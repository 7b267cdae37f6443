import { useSyncExternalStore } from 'react'
import type { Problem } from '../problem.ts'
import { noteHeld } from './held.ts'
import { doubling, isPassing } from './passing.ts'
import { openStore, type Store } from './queue-store.ts'

/** Something that was done on this device and has still to be delivered, in the name of who did it. */
export interface Queued<B = unknown> {
  readonly id: string
  /** In the order of adding; given by the queue. */
  readonly n: number
  readonly owner: { readonly id: string; readonly name: string }
  /** What it concerns, such as a place. */
  readonly about: { readonly id: string; readonly name: string }
  /** What proves whose it is: items with the same one go together. */
  readonly pass: string
  readonly addedAt: number
  readonly body: B
  /** It needs nobody's network any more, but somebody's eyes: what the server did with it, or why it would not have it. */
  readonly told?: { readonly what: 'parked' | 'refused'; readonly word: string }
}

export type NewQueued<B> = Omit<Queued<B>, 'n' | 'told'>

export interface QueueState<B = unknown> {
  /** Whether the device has been asked what it holds. */
  readonly ready: boolean
  /** In the order of adding. */
  readonly items: readonly Queued<B>[]
  readonly busy: boolean
  /** When the last try failed. */
  readonly failedAt?: number | undefined
}

export interface Queue<B> {
  /** Resolves when the item is on the disk of this device. A held one is not sent until it is let go. */
  add(item: NewQueued<B>, options?: { readonly hold?: boolean }): Promise<void>
  letGo(id: string): void
  /** It was delivered another way, or has been seen. */
  drop(id: string): Promise<void>
  /** Tries what waits at once. */
  again(): void
  /** A newer pass of the owner for the same thing: for what is waiting, and what an old one was refused for. */
  renew(ownerId: string, aboutId: string, pass: string): Promise<void>
  state(): QueueState<B>
  subscribe(listener: () => void): () => void
}

export interface QueueOptions<B> {
  readonly name: string
  /** Delivers items of one pass. Answers a word for each that a person on this device has to hear of. */
  readonly send: (items: readonly Queued<B>[], signal: AbortSignal) => Promise<ReadonlyMap<string, string>>
  readonly store?: Store
  readonly most?: number
  readonly timeoutMs?: number
  readonly pauseMs?: (tries: number) => number
}

const MOST = 100
const TIMEOUT_MS = 30_000

/** Where items wait that need no more than a network. */
export const isWaiting = (item: Queued): boolean => item.told === undefined

/**
 * Keeps what was done on this device until the server has it: through restarts, sign-outs and days without a network.
 * Items go in the order in which they were made, in batches of one pass; what the server refuses stays, with its word.
 */
export function createQueue<B>(options: QueueOptions<B>): Queue<B> {
  const { name, send, most = MOST, timeoutMs = TIMEOUT_MS, pauseMs = doubling } = options
  const store = options.store ?? openStore(`saola.${name}`)
  const listeners = new Set<() => void>()
  const held = new Set<string>()
  let state: QueueState<B> = { ready: false, items: [], busy: false }
  let running: Promise<void> | undefined
  let wanted = false
  let tries = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const change = (patch: Partial<QueueState<B>>) => {
    state = { ...state, ...patch }
    for (const listener of listeners) listener()
  }
  const read = async () => {
    const items = (await store.all()) as readonly Queued<B>[]
    noteHeld(name, items.length)
    change({ ready: true, items })
  }
  const put = async (items: readonly Queued<B>[]) => {
    await store.put(items)
    await read()
  }

  function nextBatch(): readonly Queued<B>[] {
    const waiting = state.items.filter(item => isWaiting(item) && !held.has(item.id))
    return waiting.filter(item => item.pass === waiting[0]?.pass).slice(0, most)
  }

  /** Sends a batch; answers false when there is no use in going on now. */
  async function deliver(batch: readonly Queued<B>[]): Promise<boolean> {
    const limit = new AbortController()
    const late = setTimeout(() => limit.abort(new DOMException('too slow', 'TimeoutError')), timeoutMs)
    try {
      const told = await send(batch, limit.signal)
      const parked = batch.flatMap(item => {
        const word = told.get(item.id)
        return word === undefined ? [] : [{ ...item, body: undefined as B, told: { what: 'parked' as const, word } }]
      })
      await store.remove(batch.filter(item => !told.has(item.id)).map(item => item.n))
      await put(parked)
      tries = 0
      return true
    } catch (problem) {
      if (isPassing(problem)) return false
      return refused(batch, problem as Problem)
    } finally {
      clearTimeout(late)
    }
  }

  /** One bad item must not hold the others: a batch that is refused for what is in it is halved until it stands alone. */
  async function refused(batch: readonly Queued<B>[], problem: Problem): Promise<boolean> {
    const blamesContent = [400, 413, 422].includes(problem.status)
    if (blamesContent && batch.length > 1) {
      const middle = batch.length >> 1
      return (await deliver(batch.slice(0, middle))) && (await deliver(batch.slice(middle)))
    }
    const told = { what: 'refused' as const, word: problem.code }
    await put(batch.map(item => ({ ...item, told })))
    return true
  }

  async function run(): Promise<void> {
    change({ busy: true })
    await read()
    let batch = nextBatch()
    while (batch.length && (await deliver(batch))) batch = nextBatch()
    change({ busy: false, failedAt: batch.length ? Date.now() : undefined })
    if (batch.length) later()
  }

  function later(): void {
    tries += 1
    clearTimeout(timer)
    timer = setTimeout(go, pauseMs(tries))
  }

  /** Another page of this device is at it: what it leaves is looked at again. */
  async function watch(): Promise<void> {
    await read()
    if (state.items.some(isWaiting)) later()
    else change({ failedAt: undefined })
  }

  function go(): void {
    if (running) {
      wanted = true
      return
    }
    wanted = false
    running = alone(`saola.${name}`, run, watch)
      .catch(() => change({ busy: false }))
      .finally(() => {
        running = undefined
        if (wanted) go()
      })
  }

  return {
    async add(item, { hold = false } = {}) {
      if (hold) held.add(item.id)
      await store.add(item)
      await read()
      if (!hold) go()
    },
    letGo(id) {
      if (held.delete(id)) go()
    },
    async drop(id) {
      held.delete(id)
      await store.remove(state.items.filter(item => item.id === id).map(item => item.n))
      await read()
    },
    again() {
      tries = 0
      clearTimeout(timer)
      go()
    },
    async renew(ownerId, aboutId, pass) {
      const old = state.items.filter(
        item =>
          item.owner.id === ownerId && item.about.id === aboutId && item.pass !== pass && item.told?.what !== 'parked',
      )
      if (!old.length) return
      await put(old.map(({ told: _, ...item }) => ({ ...item, pass })))
      go()
    },
    state: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** One page of this device at a time does the work; the others watch. */
async function alone(name: string, work: () => Promise<void>, watch: () => Promise<void>): Promise<void> {
  if (!globalThis.navigator?.locks) return work()
  await navigator.locks.request(name, { ifAvailable: true }, lock => (lock ? work() : watch()))
}

export const useQueue = <B>(queue: Queue<B>): QueueState<B> => useSyncExternalStore(queue.subscribe, queue.state)
