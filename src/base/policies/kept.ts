import type { App, Context } from '#core/app.ts'
import { MINUTE_MS } from '#core/clock.ts'
import type { Sql } from '#core/db/db.ts'

/** A small table that is read on every decision: kept in memory until somebody says that it changed. */
export interface Kept<T> {
  get(ctx: Context): Promise<T>
  /** Says that it changed: here at once, in the other processes when the transaction commits. */
  changed(ctx: Context): Promise<void>
  /** For a module's `start`: forgets the value when another process changed it. */
  listen(app: App): void
}

interface Memory<T> {
  /** Counts forgettings, so that a reading begun before one is not kept after it. */
  generation: number
  value?: T
  readAt: number
}

/** A notification can be lost with its connection: a value is never older than this. */
const MAX_AGE_MS = MINUTE_MS

export function kept<T>(topic: string, read: (sql: Sql) => Promise<T>): Kept<T> {
  const memories = new WeakMap<App, Memory<T>>()
  const memoryOf = (app: App): Memory<T> => {
    const memory = memories.get(app) ?? { generation: 0, readAt: 0 }
    memories.set(app, memory)
    return memory
  }
  const forget = (app: App) => {
    const memory = memoryOf(app)
    memory.generation++
    delete memory.value
  }
  return {
    async get({ app, sql }) {
      const memory = memoryOf(app)
      const now = app.clock().getTime()
      if (memory.value !== undefined && Math.abs(now - memory.readAt) < MAX_AGE_MS) return memory.value
      const { generation } = memory
      const value = await read(sql)
      if (generation === memory.generation) {
        memory.value = value
        memory.readAt = now
      }
      return value
    },
    async changed({ app, sql }) {
      forget(app)
      await app.bus.publish(sql, topic)
    },
    listen: app => void app.bus.on(topic, () => forget(app)),
  }
}
