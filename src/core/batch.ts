/**
 * Turns look-ups of one key into look-ups of many: keys asked for in the same turn of the event loop, or while a
 * query is running, go in one query. `load` answers in the order of its keys.
 */
export function batched<K, V>(load: (keys: readonly K[]) => Promise<readonly V[]>, max = 500): (key: K) => Promise<V> {
  let waiting: { key: K; done: (value: V) => void; failed: (error: unknown) => void }[] = []
  let running = false
  const pump = async () => {
    while (waiting.length) {
      const batch = waiting.slice(0, max)
      waiting = waiting.slice(max)
      try {
        const values = await load(batch.map(one => one.key))
        batch.forEach((one, i) => {
          one.done(values[i] as V)
        })
      } catch (error) {
        for (const one of batch) one.failed(error)
      }
    }
    running = false
  }
  return key =>
    new Promise((done, failed) => {
      waiting.push({ key, done, failed })
      if (running) return
      running = true
      setImmediate(() => void pump())
    })
}
