import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { App } from './app.ts'

const IDLE_MS = 1000
/** After something went wrong. */
const BREATH_MS = 3000

export interface Pumped {
  /** Heard, there may be something to do. */
  readonly topic: string
  /** What comes in this while is worked on together. */
  readonly restMs: number
  /** Does what there is to do; answers how much that was. */
  readonly work: (app: App) => Promise<number>
}

/** Works again and again until there is nothing to do, then waits until a topic is heard or a second is over. */
export async function pump(app: App, until: AbortSignal, { topic, restMs, work }: Pumped): Promise<void> {
  const heard = new EventTarget()
  let isAwake = false
  const deaf = app.bus.on(topic, () => {
    isAwake = true
    heard.dispatchEvent(new Event('heard'))
  })
  while (!until.aborted) {
    isAwake = false
    const done = await work(app).catch((error: unknown) => {
      if (!until.aborted) app.log.error({ err: error, topic }, 'what waits could not be worked on, and will be again')
      return undefined
    })
    if (done) await sleep(restMs, undefined, { signal: until }).catch(() => undefined)
    if (done || isAwake || until.aborted) continue
    const rest = new AbortController()
    const signal = AbortSignal.any([until, rest.signal])
    await Promise.race([
      sleep(done === undefined ? BREATH_MS : IDLE_MS, undefined, { signal }),
      once(heard, 'heard', { signal }),
    ]).catch(() => undefined)
    rest.abort()
  }
  deaf()
}
