import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

const heard = new Set<(topic: string) => void>()
let source: EventSource | undefined

/** One stream for the whole page, open while anything listens. */
function listen(listener: (topic: string) => void): () => void {
  heard.add(listener)
  source ??= open()
  return () => {
    heard.delete(listener)
    if (heard.size > 0) return
    source?.close()
    source = undefined
  }
}

function open(): EventSource {
  const stream = new EventSource('/api/live')
  stream.onmessage = event => {
    const topic = JSON.parse(event.data) as string
    for (const listener of heard) listener(topic)
  }
  return stream
}

/**
 * Reads again what changed on the server, as it changes: `useLive('indicators', 'work')`. A topic is a module or
 * `module.call`; answers whose key begins with it are read again. Changes are gathered for `gatherMs`.
 */
export function useLive(topics: readonly string[], gatherMs = 300): void {
  const cache = useQueryClient()
  const wanted = topics.join(' ')
  useEffect(() => {
    const due = new Set<string>()
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = listen(topic => {
      const match = wanted.split(' ').find(name => topic === name || topic.startsWith(`${name}.`))
      if (!match) return
      due.add(match)
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
  }, [cache, wanted, gatherMs])
}
