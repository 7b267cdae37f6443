import { createServer, type Server } from 'node:http'
import { collectDefaultMetrics, Gauge as Figure, Histogram, Registry } from 'prom-client'
import type { App } from './app.ts'
import { followerLags, freeBytes, type Gauge, queueOf } from './health.ts'
import type { Observer } from './http/observe.ts'

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export interface Metrics extends Observer {
  /** In the text form of Prometheus. */
  text(): Promise<string>
  readonly type: string
}

/** Figures of this process and of the installation: names, routes and numbers only. */
export function createMetrics(app: App): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'How long requests took, by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers: [registry],
  })
  const figure = <L extends string>(name: string, help: string, labelNames: L[] = []) =>
    new Figure({ name, help, labelNames, registers: [registry] })
  const up = figure('saola_database_up', 'Whether the database answers.')
  const lag = figure('saola_follower_lag_seconds', 'How long the oldest fact a follower has not read has waited.', [
    'follower',
  ])
  const jobs = figure('saola_jobs', 'Jobs of the queue that are due.', ['state'])
  const wait = figure('saola_job_wait_seconds', 'For how long the oldest job that is due has waited.')
  const connections = figure('saola_database_connections', 'Connections of Saola to the database.', ['state'])
  const disk = figure('saola_disk_free_bytes', 'Room on the disk of the data directory.')
  const declared = app.declared<Gauge>('gauge').map(one => ({ ...one, figure: figure(one.name, one.help) }))

  async function read(): Promise<void> {
    for (const [follower, seconds] of await followerLags(app)) lag.set({ follower }, seconds)
    const queue = await queueOf(app.db.sql)
    jobs.set({ state: 'waiting' }, queue.waiting)
    jobs.set({ state: 'failed' }, queue.failed)
    wait.set(queue.waitingS)
    connections.reset()
    const states = await app.db.sql<{ state: string; n: number }[]>`
      select coalesce(state, 'none') as state, count(*) as n from pg_stat_activity
      where datname = current_database() and application_name = 'saola' group by 1`
    for (const { state, n } of states) connections.set({ state }, n)
    for (const one of declared) {
      const value = await one.read(app)
      if (value !== undefined) one.figure.set(value)
    }
  }

  return {
    begun:
      () =>
      ({ method, route, status, seconds }) =>
        requests.observe({ method, route, status: String(status) }, seconds),
    type: registry.contentType,
    async text() {
      const free = await freeBytes(app)
      if (free !== undefined) disk.set(free)
      const isUp = await read().then(
        () => true,
        () => false,
      )
      up.set(isUp ? 1 : 0)
      return registry.metrics()
    },
  }
}

export interface MetricsPlace {
  readonly port: number
  readonly host: string
}

/** On a port of its own, which no proxy shows to the public. */
export async function serveMetrics(metrics: Metrics, { port, host }: MetricsPlace): Promise<Server> {
  const server = createServer((request, reply) => {
    if (request.method !== 'GET' || request.url !== '/metrics') return void reply.writeHead(404).end()
    metrics.text().then(
      text => reply.writeHead(200, { 'content-type': metrics.type }).end(text),
      () => reply.writeHead(500).end(),
    )
  })
  await new Promise<void>((done, failed) => server.once('error', failed).listen(port, host, done))
  return server
}
