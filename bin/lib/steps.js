const out = process.stdout

/**
 * One line a step: what is done, and how long it has taken; on a terminal the time runs.
 *
 * @template T
 * @param {string} text
 * @param {() => Promise<T>} work
 * @param {() => string} [progress] what to add while it runs
 * @returns {Promise<T>}
 */
export async function step(text, work, progress = () => '') {
  const began = Date.now()
  const line = () => `• ${text} … ${seconds(began)}`
  out.write(out.isTTY ? line() : `• ${text} …`)
  const clock = setInterval(() => out.isTTY && out.write(`\r${line()} ${progress()}\x1b[K`), 500)
  try {
    const result = await work()
    out.write(out.isTTY ? `\r${line()}\x1b[K\n` : ` ${seconds(began)}\n`)
    return result
  } catch (error) {
    out.write(' failed\n')
    throw error
  } finally {
    clearInterval(clock)
  }
}

/** @param {number} began */
export function seconds(began) {
  return `${Math.round((Date.now() - began) / 1000)} s`
}
