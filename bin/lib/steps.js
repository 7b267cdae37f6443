const out = process.stdout

/** The line of the step that is running, if there is one; notes go above it. */
let running = ''

/**
 * One line a step: what is done, how far it is, and how long it has taken. On a terminal the line changes as it goes;
 * in a file the tenths are written one after the other.
 *
 * @template T
 * @param {string} text
 * @param {(report: (share: number) => void) => Promise<T>} work may report how far it is, from 0 to 1
 * @param {() => string} [detail] what to add while it runs
 * @returns {Promise<T>}
 */
export async function step(text, work, detail = () => '') {
  const began = Date.now()
  const progress = out.isTTY ? onTerminal(text, began, detail) : inFile(text)
  try {
    const result = await work(progress.report)
    progress.end(seconds(began))
    return result
  } catch (error) {
    progress.end('failed')
    throw error
  }
}

/**
 * Something that happened at once.
 *
 * @param {string} text
 */
export function note(text) {
  if (out.isTTY) out.write(`\r\x1b[K• ${text}\n${running}`)
  else out.write(`${running && '\n'}• ${text}\n`)
}

const EVERY = 500

/**
 * @param {string} text
 * @param {number} began
 * @param {() => string} detail
 */
function onTerminal(text, began, detail) {
  /** @type {number | undefined} */
  let done
  const draw = () => {
    const parts = [`• ${text} …`, done === undefined ? '' : bar(done), seconds(began), detail()]
    running = parts
      .filter(Boolean)
      .join(' ')
      .slice(0, (out.columns || 80) - 1)
    out.write(`\r${running}\x1b[K`)
  }
  draw()
  const clock = setInterval(draw, EVERY)
  return {
    report(/** @type {number} */ share) {
      const before = done
      done = share
      if (before === undefined || percent(before) !== percent(share)) draw()
    },
    end(/** @type {string} */ how) {
      clearInterval(clock)
      running = ''
      out.write(`\r• ${text} … ${how}\x1b[K\n`)
    },
  }
}

/** @param {string} text */
function inFile(text) {
  const line = `• ${text} …`
  running = line
  out.write(line)
  let written = 0
  let last = Date.now()
  return {
    report(/** @type {number} */ share) {
      const tenth = Math.floor(share * 10) * 10
      if (tenth <= written || Date.now() - last < 2_000) return
      written = tenth
      last = Date.now()
      out.write(` ${tenth}%`)
    },
    end(/** @type {string} */ how) {
      running = ''
      out.write(` ${how}\n`)
    },
  }
}

const WIDTH = 20

/**
 * @param {number} share from 0 to 1
 * @returns {string}
 */
export function bar(share) {
  const full = Math.min(WIDTH, Math.max(0, Math.round(share * WIDTH)))
  return `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${percent(share)}%`
}

/** @param {number} share */
const percent = share => Math.floor(share * 100)

/** @param {number} began */
export function seconds(began) {
  return `${Math.round((Date.now() - began) / 1000)} s`
}
