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
import type { Address, Sql } from './db/db.ts'
import { type Delivery, deliver, type Jobs } from './outbox.ts'

const MAX_ATTEMPTS = 25
/** Lower is sooner. */
const URGENT = -10

/** Jobs in graphile-worker: enqueued by SQL in the caller's transaction, retried with growing pauses. */
export const queuedJobs: Jobs = {
  async enqueue(sql: Sql, deliveries: readonly Delivery[]) {
    if (!deliveries.length) return
    await sql`
      select count(*) from graphile_worker.add_jobs(array(
        select row('deliver', payload::json, null, null, ${MAX_ATTEMPTS}::int2, null, priority, null)::graphile_worker.job_spec
        from unnest(${deliveries.map(d => JSON.stringify(d))}::text[],
          ${deliveries.map(d => (d.urgent ? URGENT : 0))}::int2[]) as t (payload, priority)))`
  },
}

export interface Worker {
  stop(): Promise<void>
}

/** Runs deliveries and schedules until stopped. */
export async function startWorker(app: App, address: Address): Promise<Worker> {
  const pool = workerPool(address, error => app.log.warn({ err: error }, 'a job connection was lost'))
  const tasks: TaskList = {
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
  return {
    async stop() {
      await runner.stop()
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
