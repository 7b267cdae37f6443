import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { App } from '#core/app.ts'

const IDLE_MS = 1000
/** What comes in this while is worked on together. */
const REST_MS = 25
/** After something went wrong that is not a partner's fault. */
const BREATH_MS = 3000

/** Does `work` again and again until there is nothing to do, then waits until a topic is heard or a second is over. */
export async function pump(app: App, until: AbortSignal, topic: string, work: (app: App) => Promise<number>) {
  const heard = new EventTarget()
  let isAwake = false
  const deaf = app.bus.on(topic, () => {
    isAwake = true
    heard.dispatchEvent(new Event('heard'))
  })
  while (!until.aborted) {
    isAwake = false
    const done = await work(app).catch((error: unknown) => {
      if (!until.aborted) app.log.error({ err: error, topic }, 'the exchange of messages failed and will try again')
      return undefined
    })
    if (done) await sleep(REST_MS, undefined, { signal: until }).catch(() => undefined)
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
