import type { App } from '#core/app.ts'
import { liveHalls } from '#simulation/halls.ts'
import { liveOn } from '#simulation/live.ts'
import type { Loaded } from '#simulation/load.ts'

const EVERY_MS = 15_000

/** Lets the demo go on living: what the simulated people do today happens while the server runs. Answers how to stop it. */
export function keepLiving(app: App): () => Promise<void> {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  const begin = async () => {
    const [row] = await app.db.sql<{ facts: Partial<Loaded> }[]>`select facts from core.installation`
    const { recipe, state } = row?.facts ?? {}
    if (!recipe || !state || stopped) return
    const tick = liveOn(app, { recipe, state })
    const again = () => {
      running = tick()
        .then(() => liveHalls(app))
        .catch((error: unknown) => app.log.error({ err: error }, 'the demo stumbled'))
        .then(() => {
          if (!stopped) timer = setTimeout(again, EVERY_MS)
        })
    }
    timer = setTimeout(again, EVERY_MS)
  }
  running = begin()
  return async () => {
    stopped = true
    clearTimeout(timer)
    await running
  }
}
