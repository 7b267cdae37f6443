import { readFileSync } from 'node:fs'

const EVERY = 500

/**
 * npm passes SIGINT and SIGTERM on, but not its own death by `kill -9`: then this process is handed to another parent,
 * and asks itself to end. Started by hand it has no such tie: `nohup` and a closed terminal are the user's own choice.
 */
export function endWithNpm() {
  if (!process.env.npm_lifecycle_script?.includes('saola')) return
  const before = parents()
  const watch = setInterval(() => {
    if (parents() === before) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, EVERY)
  watch.unref()
}

/** The parent, and the one above it where npx has left a shell between itself and this process. */
function parents() {
  const { ppid } = process
  const stat = read(`/proc/${ppid}/stat`)
  const above = stat.match(/^\d+ \(sh\) \S+ (\d+)/)?.[1]
  return [ppid, above].join()
}

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
