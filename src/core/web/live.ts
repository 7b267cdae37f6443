import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { signedOut } from './api.ts'

/** Told a topic, or nothing after a gap in which anything may have changed. */
type Listener = (topic: string | undefined) => void

const RETRY_MS = 5_000

/** One stream of the server for the whole page, open while anything listens. */
function streamOf(path: string): (listener: Listener) => () => void {
  const heard = new Set<Listener>()
  let source: EventSource | undefined
  let retry: ReturnType<typeof setTimeout> | undefined
  const tell = (topic: string | undefined) => {
    for (const listener of heard) listener(topic)
  }
  function open(again: boolean): EventSource {
    const stream = new EventSource(path)
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
  return listener => {
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
}

const listen = streamOf('/api/live')
/** Of a page that knows nobody: it hears what modules open to all. */
const listenOpenly = streamOf('/api/live/open')

/** Keeps the stream open while a page is, to hear at once that this device was signed out elsewhere. */
export function useHearing(): void {
  useEffect(() => listen(() => {}), [])
}

export interface LiveOptions {
  /** What is read again instead of the topics themselves: a page made of another module's figures. */
  readonly reads?: readonly string[]
  /** Changes are gathered for so long. */
  readonly gatherMs?: number
  /** On a page that is open to all: the topics are of those that their module opens. */
  readonly open?: boolean
}

/**
 * Reads again what changed on the server, as it changes: `useLive(['indicators', 'work'])`. A topic is a module or
 * `module.call`; answers whose key begins with it are read again.
 */
export function useLive(topics: readonly string[], { reads, gatherMs = 100, open = false }: LiveOptions = {}): void {
  const cache = useQueryClient()
  const wanted = topics.join(' ')
  const named = reads?.join(' ')
  useEffect(() => {
    const due = new Set<string>()
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = (open ? listenOpenly : listen)(topic => {
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
  }, [cache, wanted, named, gatherMs, open])
}
