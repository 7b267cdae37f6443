/** Answers what was found for each key, in their order. */
export type Load<K, V> = (keys: readonly K[]) => Promise<readonly V[]>

interface Asked<K, V> {
  readonly keys: readonly K[]
  readonly done: (values: readonly V[]) => void
  readonly failed: (error: unknown) => void
}

/**
 * Turns look-ups of a few keys into look-ups of many: what is asked for in the same turn of the event loop, or while a
 * query is running, goes in one query, of more than `max` keys only where one asks for more.
 */
export function batched<K, V>(load: Load<K, V>, max = 500): Load<K, V> {
  const waiting: Asked<K, V>[] = []
  let running = false
  const pump = async () => {
    while (waiting.length) await answer(load, waiting.splice(0, fitting(waiting, max)))
    running = false
  }
  return keys =>
    new Promise((done, failed) => {
      waiting.push({ keys, done, failed })
      if (running) return
      running = true
      setImmediate(() => void pump())
    })
}

/** Of those who wait, the first ones, who ask for `max` keys at most; the first one always. */
function fitting(waiting: readonly { readonly keys: readonly unknown[] }[], max: number): number {
  let [n, keys] = [0, 0]
  for (const one of waiting) {
    keys += one.keys.length
    if (n > 0 && keys > max) break
    n++
  }
  return n
}

async function answer<K, V>(load: Load<K, V>, asked: readonly Asked<K, V>[]): Promise<void> {
  try {
    const values = await load(asked.flatMap(one => one.keys))
    let at = 0
    for (const { keys, done } of asked) {
      done(values.slice(at, at + keys.length))
      at += keys.length
    }
  } catch (error) {
    for (const one of asked) one.failed(error)
  }
}
