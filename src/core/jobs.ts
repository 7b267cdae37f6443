import { EventEmitter } from 'node:events'
import {
  parseCronItems,
  type Runner,
  run,
  type TaskList,
  type WorkerEvents,
  Logger as WorkerLogger,
} from 'graphile-worker'
import pg from 'pg'
import { freeAbandoned } from './abandoned.ts'
import type { App } from './app.ts'
import type { Address } from './db/db.ts'
import { keepDelivering } from './deliveries.ts'
import { type Delivery, deliver } from './outbox.ts'

export interface Worker {
  stop(): Promise<void>
}

/** Runs deliveries and schedules until stopped. */
export async function startWorker(app: App, address: Address): Promise<Worker> {
  const pool = workerPool(address, error => app.log.warn({ err: error }, 'a job connection was lost'))
  const tasks: TaskList = {
    // Servers of a version before have their deliveries here.
    deliver: payload => app.run(ctx => deliver(ctx, payload as Delivery)),
  }
  const schedules = app.modules.flatMap(m => Object.entries(m.every ?? {}))
  for (const [name, schedule] of schedules) tasks[name] = () => app.run(schedule.run)
  let name = ''
  const events = new EventEmitter() as WorkerEvents
  events.on('pool:create', ({ workerPool }) => {
    name = workerPool.id
  })
  const runner: Runner = await run({
    pgPool: pool,
    taskList: tasks,
    parsedCronItems: parseCronItems(
      schedules.map(([name, { cron }]) => ({ task: name, match: cron, identifier: name, options: { maxAttempts: 3 } })),
    ),
    concurrency: 2,
    pollInterval: 1000,
    noHandleSignals: true,
    events,
    logger: new WorkerLogger(() => (level, message) => {
      if (level === 'error') app.log.error(message)
    }),
  })
  const stopFreeing = await freeAbandoned(pool, name, error =>
    app.log.warn({ err: error }, 'jobs of those who are gone could not be freed yet'),
  )
  const end = new AbortController()
  const delivering = keepDelivering(app, end.signal)
  return {
    async stop() {
      end.abort()
      await Promise.all([delivering, runner.stop()])
      await stopFreeing()
      await pool.end()
    },
  }
}

/** A lost connection is told, never thrown: the pool makes another. */
export function workerPool(address: Address, onLost: (error: Error) => void = () => {}): pg.Pool {
  const { url, host, port, user, database } = address
  const pool = new pg.Pool({ max: 5, ...(url ? { connectionString: url } : { host, port, user, database }) })
  pool.on('error', onLost)
  pool.on('connect', client => client.on('error', onLost))
  return pool
}
