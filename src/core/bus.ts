import type { Logger } from 'pino'
import { type Db, notify, type Sql } from './db/db.ts'

/**
 * Tells every process of the installation, and through them the open pages, that something changed: a topic and
 * nothing else. What changed is then read through the ordinary, permitted way.
 */
export interface Bus {
  /** Sent when the transaction commits, once. */
  publish(sql: Sql, topic: string): Promise<void>
  /** Answers a function that stops listening. */
  on(topic: string, heard: () => void): () => void
  onAny(heard: (topic: string) => void): () => void
  start(): Promise<void>
}

const CHANNEL = 'saola'

export function createBus(db: Db, log: Logger): Bus {
  const listeners = new Set<(topic: string) => void>()
  const onAny = (heard: (topic: string) => void) => {
    listeners.add(heard)
    return () => void listeners.delete(heard)
  }
  return {
    publish: (sql, topic) => notify(sql, CHANNEL, topic),
    on: (topic, heard) => onAny(t => (t === topic ? heard() : undefined)),
    onAny,
    start: () =>
      db.listen(CHANNEL, topic => {
        for (const heard of listeners)
          try {
            heard(topic)
          } catch (error) {
            log.error({ err: error, topic }, 'a listener failed')
          }
      }),
  }
}
