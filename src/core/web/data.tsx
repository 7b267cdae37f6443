import {
  hashKey,
  type InfiniteData,
  type Query,
  QueryClient,
  type QueryKey,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import { Problem } from '../problem.ts'
import type { Call } from './api.ts'
import { emptyVault, timesEmptied } from './vault-name.ts'

/** A problem that asking again will not change. */
const settled = (error: unknown): boolean => error instanceof Problem && error.status >= 400 && error.status < 500

export const makeQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        gcTime: 24 * 3_600_000,
        networkMode: 'always',
        retry: (count, error) => count < 2 && !settled(error),
      },
      mutations: { networkMode: 'always', retry: false },
    },
  })

export interface ReadOptions {
  /** False while its input is not known yet. */
  readonly when?: boolean
  /** Keep the answer on this device for the signed-in account, to be read without a network. Own data only. */
  readonly offline?: boolean
  /** Ask again every so many milliseconds while the page is seen. */
  readonly everyMs?: number
}

export const keyOf = (id: string, input: unknown): QueryKey => [...id.split('.'), input]

const thingOf = (input: unknown): QueryKey => [(input as { params?: unknown } | undefined)?.params]

/**
 * What is on the page stays while the same thing is asked for otherwise, by another filter or day; `isPlaceholderData`
 * says so. Another thing, at another path, never has this one stand in for it.
 */
export const keptFor =
  (input: unknown) =>
  <T,>(before: T | undefined, query?: { readonly queryKey: QueryKey }): T | undefined =>
    query?.queryKey.some(part => typeof part === 'object' && hashKey(thingOf(part)) === hashKey(thingOf(input)))
      ? before
      : undefined

/** Reads: `const place = useRead(api.places.get, { params: { placeId } })`. */
export function useRead<I, O>(call: Call<I, O>, input: I, options: ReadOptions = {}) {
  return useQuery({
    queryKey: keyOf(call.id, input),
    queryFn: ({ signal }) => call(input, { signal }),
    enabled: options.when ?? true,
    meta: { offline: options.offline ?? false },
    placeholderData: options.when === false ? undefined : keptFor(input),
    ...(options.everyMs ? { refetchInterval: options.everyMs } : {}),
  })
}

/** A page of a list as the wire has it; see `page()` in the contract. */
export interface Page<T> {
  readonly rows: readonly T[]
  readonly more: string | null
  readonly atLeast?: number | undefined
  readonly exact?: boolean | undefined
}

/**
 * Reads a list page by page: `const list = useList(api.work.inbox, after => ({ query: { ...filter, after } }))`.
 * Hand it to `DataList` as it is.
 */
export function useList<I, T, P extends Page<T> = Page<T>>(
  call: Call<I, P & Page<T>>,
  input: (after: string | undefined) => I,
  options: ReadOptions = {},
) {
  const query = useInfiniteQuery<P, Error, InfiniteData<P, string | undefined>, QueryKey, string | undefined>({
    // Of another shape than what `useRead` keeps of the same call.
    queryKey: [...keyOf(call.id, input(undefined)), 'pages'],
    queryFn: ({ pageParam, signal }) => call(input(pageParam), { signal }),
    initialPageParam: undefined,
    getNextPageParam: last => last.more ?? undefined,
    enabled: options.when ?? true,
    placeholderData: options.when === false ? undefined : keptFor(input(undefined)),
    ...(options.everyMs ? { refetchInterval: options.everyMs } : {}),
  })
  const pages = query.data?.pages ?? []
  return {
    rows: pages.flatMap(page => page.rows),
    /** All that came with the first page: what is said of the whole stands there. */
    first: pages[0],
    /** What is known of the whole: at least so many, and whether that is all of them. */
    atLeast: Math.max(
      pages[0]?.atLeast ?? 0,
      pages.reduce((sum, page) => sum + page.rows.length, 0),
    ),
    /** `atLeast` is all there are, also while some of them are still to be read. */
    exact: pages[0]?.exact ?? false,
    complete: !query.hasNextPage && !query.isPending,
    loading: query.isPending,
    /** What is there answers what was asked before, by another filter. */
    earlier: query.isPlaceholderData,
    loadingMore: query.isFetchingNextPage,
    problem: query.error,
    updatedAt: query.dataUpdatedAt,
    more: () => {
      if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage()
    },
    again: () => void query.refetch(),
  }
}

export type ListOf<T> = Omit<ReturnType<typeof useList<unknown, T>>, 'earlier' | 'updatedAt' | 'exact' | 'first'> & {
  readonly earlier?: boolean
  readonly updatedAt?: number
  readonly exact?: boolean
}

/** What is read in one go as a list: `wholeList(read, read.data?.teams)`. */
export const wholeList = <T,>(
  read: Pick<ReturnType<typeof useRead>, 'error' | 'isLoading' | 'isPlaceholderData' | 'refetch'>,
  rows: T[] = [],
): ListOf<T> => ({
  rows,
  atLeast: rows.length,
  complete: true,
  loading: read.isLoading,
  earlier: read.isPlaceholderData,
  loadingMore: false,
  problem: read.error,
  more: () => undefined,
  again: () => void read.refetch(),
})

export interface WriteOptions<O> {
  /** Modules or calls whose answers change with this one, besides the call's own module: `['work', 'places.get']`. */
  readonly refreshes?: readonly string[]
  readonly done?: (reply: O) => void
}

/**
 * Writes: `const scan = useWrite(api.checkpoints.scan)`; `scan.mutate({ … })`; `scan.error`, `scan.isPending`. The latter
 * is true at once: the library says so by a timer, and a second press would be faster on a slow phone.
 */
export function useWrite<I, O>(call: Call<I, O>, options: WriteOptions<O> = {}) {
  const cache = useQueryClient()
  const [pressed, setPressed] = useState(false)
  const writing = useMutation({
    mutationFn: (input: I) => call(input),
    onSuccess: reply => {
      for (const name of [call.id.split('.')[0] ?? '', ...(options.refreshes ?? [])])
        void cache.invalidateQueries({ queryKey: name.split('.') })
      options.done?.(reply)
    },
    onSettled: () => setPressed(false),
  })
  const { mutate, mutateAsync } = writing
  return {
    ...writing,
    isPending: pressed || writing.isPending,
    mutate: useCallback(
      (...args: Parameters<typeof mutate>) => {
        setPressed(true)
        mutate(...args)
      },
      [mutate],
    ),
    mutateAsync: useCallback(
      (...args: Parameters<typeof mutateAsync>) => {
        setPressed(true)
        return mutateAsync(...args)
      },
      [mutateAsync],
    ),
  }
}

function subscribeOnline(listener: () => void): () => void {
  addEventListener('online', listener)
  addEventListener('offline', listener)
  return () => {
    removeEventListener('online', listener)
    removeEventListener('offline', listener)
  }
}

export const useOnline = (): boolean => useSyncExternalStore(subscribeOnline, () => navigator.onLine)

/** The present, ticking every `everyMs`, for ages on the screen. */
export function useNow(everyMs = 30_000): Date {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}

/** When the oldest of what the open page shows was true; undefined when it shows no answers. */
export function useOldest(): number | undefined {
  const cache = useQueryClient().getQueryCache()
  return useSyncExternalStore(
    listener => cache.subscribe(listener),
    () => {
      const times = cache
        .findAll({ type: 'active' })
        .map(query => query.state.dataUpdatedAt)
        .filter(at => at > 0)
      return times.length > 0 ? Math.min(...times) : undefined
    },
  )
}

/** Whose answers lie on this device: the account, and nothing of what they say. */
const KEPT = 'saola.kept'
const ANSWER = 'answer.'
/** What nobody has looked at for so long is not worth reading any more. */
const KEPT_FOR_MS = 14 * 24 * 3_600_000

interface Answer {
  readonly key: QueryKey
  readonly data: unknown
  /** When it was true, in milliseconds by this device. */
  readonly at: number
}

function keptAccount(): string | undefined {
  try {
    const account = localStorage.getItem(KEPT) ?? undefined
    // Until the answers were sealed they lay here themselves.
    if (account?.startsWith('{')) localStorage.removeItem(KEPT)
    else return account
  } catch {
    // Nothing is kept where nothing can be.
  }
  return undefined
}

const loadVault = () => import('./vault.ts').then(({ vault }) => vault)

/** Puts the kept answers back, each with the time at which it was true; however young, they are asked for anew. */
export async function restoreKept(cache: QueryClient): Promise<void> {
  const account = keptAccount()
  if (!account) return
  const answers = await loadVault()
    .then(vault => vault.all<Answer>(account, ANSWER))
    .catch(() => [])
  for (const { key, data, at } of answers) cache.setQueryData(key, data, { updatedAt: at })
  void cache.invalidateQueries({ refetchType: 'none' })
}

/**
 * Keeps the answers marked `offline` for one account, sealed, and only for it: another account's are dropped first. Stops and
 * returns nothing behind when called back.
 */
export function keepFor(cache: QueryClient, account: string): () => void {
  const before = keptAccount()
  if (before !== undefined && before !== account) forgetKept()
  const waiting = new Map<string, Answer>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const save = async () => {
    const answers = [...waiting]
    waiting.clear()
    const era = timesEmptied()
    const vault = await loadVault()
    if (era !== timesEmptied()) return
    localStorage.setItem(KEPT, account)
    for (const [hash, answer] of answers)
      await vault.put(account, ANSWER + hash, answer, new Date(answer.at + KEPT_FOR_MS))
  }
  const note = (query: Query) => {
    if (query.meta?.offline !== true || query.state.status !== 'success') return
    const { data, dataUpdatedAt: at } = query.state
    waiting.set(query.queryHash, { key: query.queryKey, data, at })
    clearTimeout(timer)
    // A full or closed store only costs reading offline.
    timer = setTimeout(() => void save().catch(() => undefined), 500)
  }
  cache.getQueryCache().getAll().forEach(note)
  const stop = cache.getQueryCache().subscribe(event => {
    if (event.type === 'updated') note(event.query)
  })
  return () => {
    clearTimeout(timer)
    stop()
  }
}

export function forgetKept(): void {
  emptyVault()
  try {
    localStorage.removeItem(KEPT)
  } catch {
    // Nothing was kept where nothing can be.
  }
}
