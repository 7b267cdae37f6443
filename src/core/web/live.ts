import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { signedOut } from './api.ts'

/** Told a topic, or nothing after a gap in which anything may have changed. */
type Listener = (topic: string | undefined) => void

const RETRY_MS = 5_000
const heard = new Set<Listener>()
let source: EventSource | undefined
let retry: ReturnType<typeof setTimeout> | undefined

/** One stream for the whole page, open while anything listens. */
function listen(listener: Listener): () => void {
  heard.add(listener)
  source ??= open(false)
  return () => {
    heard.delete(listener)
    if (heard.size > 0) return
    clearTimeout(retry)
    source?.close()
    source = undefined
  }
}

const tell = (topic: string | undefined) => {
  for (const listener of heard) listener(topic)
}

function open(again: boolean): EventSource {
  const stream = new EventSource('/api/live')
  let missed = again
  stream.onopen = () => {
    if (missed) tell(undefined)
    missed = true
  }
  stream.onmessage = event => tell(JSON.parse(event.data) as string)
  stream.addEventListener('out', () => {
    stream.close()
    signedOut()
  })
  stream.onerror = () => {
    // A broken connection is mended by the browser; a refusal, as of a server that is starting, is not.
    if (stream.readyState !== EventSource.CLOSED) return
    clearTimeout(retry)
    retry = setTimeout(() => {
      if (source === stream) source = open(true)
    }, RETRY_MS)
  }
  return stream
}

/** Keeps the stream open while a page is, to hear at once that this device was signed out elsewhere. */
export function useHearing(): void {
  useEffect(() => listen(() => {}), [])
}

export interface LiveOptions {
  /** What is read again instead of the topics themselves: a page made of another module's figures. */
  readonly reads?: readonly string[]
  /** Changes are gathered for so long. */
  readonly gatherMs?: number
}

/**
 * Reads again what changed on the server, as it changes: `useLive(['indicators', 'work'])`. A topic is a module or
 * `module.call`; answers whose key begins with it are read again.
 */
export function useLive(topics: readonly string[], { reads, gatherMs = 100 }: LiveOptions = {}): void {
  const cache = useQueryClient()
  const wanted = topics.join(' ')
  const named = reads?.join(' ')
  useEffect(() => {
    const due = new Set<string>()
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = listen(topic => {
      const matches = wanted
        .split(' ')
        .filter(name => topic === undefined || topic === name || topic.startsWith(`${name}.`))
      if (!matches.length) return
      for (const name of named?.split(' ') ?? matches) due.add(name)
      timer ??= setTimeout(() => {
        timer = undefined
        for (const name of due) void cache.invalidateQueries({ queryKey: name.split('.') })
        due.clear()
      }, gatherMs)
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [cache, wanted, named, gatherMs])
}
