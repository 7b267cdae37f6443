const EVERY = 500

/**
 * npm passes SIGINT and SIGTERM on, but not its own death by `kill -9`: then this process is handed to another parent,
 * and asks itself to end. Started by hand it has no such tie: `nohup` and a closed terminal are the user's own choice.
 */
export function endWithNpm() {
  if (!process.env.npm_lifecycle_script?.includes('saola')) return
  const { ppid } = process
  const watch = setInterval(() => {
    if (process.ppid === ppid) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, EVERY)
  watch.unref()
}
