import { useEffect } from 'react'

/** Keeps the screen on while something is held up to be seen or scanned, where the browser can. */
export function useAwake(on = true): void {
  useEffect(() => {
    if (!on) return
    let lock: WakeLockSentinel | undefined
    let gone = false
    const hold = () => {
      if (document.hidden) return
      navigator.wakeLock
        ?.request('screen')
        .then(held => {
          if (gone) void held.release()
          else lock = held
        })
        .catch(() => undefined)
    }
    hold()
    // The browser lets go of it whenever the page is left for another.
    document.addEventListener('visibilitychange', hold)
    return () => {
      gone = true
      document.removeEventListener('visibilitychange', hold)
      void lock?.release()
    }
  }, [on])
}
