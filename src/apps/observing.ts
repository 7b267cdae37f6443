import { PROGRAM } from '#base/backups/write.ts'
import type { App } from '#core/app.ts'
import type { Observer } from '#core/http/observe.ts'
import { StartupError } from '#core/startup-error.ts'

/** Metrics and traces, each where the environment asks for it; what nobody asked for is not even loaded. */
export async function observing(app: App, env: NodeJS.ProcessEnv) {
  const observers: Observer[] = []
  const undo: (() => Promise<void>)[] = []
  if (env.SAOLA_METRICS_PORT) {
    const { createMetrics, serveMetrics } = await import('#core/metrics.ts')
    const metrics = createMetrics(app)
    const server = await serveMetrics(metrics, placeOf(env))
    observers.push(metrics)
    undo.push(() => new Promise(done => server.close(() => done())))
  }
  if (env.OTEL_EXPORTER_OTLP_ENDPOINT || env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) {
    const { startTracing } = await import('#core/tracing.ts')
    const tracing = startTracing(PROGRAM)
    observers.push(tracing)
    undo.push(() => tracing.stop().catch(() => {}))
  }
  return { observers, close: async () => void (await Promise.all(undo.map(one => one()))) }
}

function placeOf({ SAOLA_METRICS_PORT, SAOLA_METRICS_HOST }: NodeJS.ProcessEnv) {
  const port = Number(SAOLA_METRICS_PORT)
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new StartupError(`SAOLA_METRICS_PORT is to be a number from 1 to 65535, and not '${SAOLA_METRICS_PORT}'.`)
  return { port, host: SAOLA_METRICS_HOST ?? '127.0.0.1' }
}
