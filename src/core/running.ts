import type { App } from './app.ts'

/** Starts what the modules have going on beside requests; answers how it is stopped. */
export function keepRunning(app: App): () => Promise<void> {
  const end = new AbortController()
  const going = app.modules
    .flatMap(module => Object.entries(module.runs ?? {}))
    .map(([name, run]) =>
      run(app, end.signal).catch((error: unknown) => {
        if (!end.signal.aborted) app.log.error({ err: error, run: name }, 'what runs beside requests has ended')
      }),
    )
  return async () => {
    end.abort()
    await Promise.all(going)
  }
}
