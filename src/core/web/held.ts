/**
 * How many things a queue of this device holds, as the queue last wrote it down: to be asked by pages that do not load
 * the queue itself.
 */
export function heldIn(queue: string): number {
  try {
    return Number(localStorage.getItem(`saola.held.${queue}`) ?? 0)
  } catch {
    return 0
  }
}

export function noteHeld(queue: string, count: number): void {
  try {
    if (count > 0) localStorage.setItem(`saola.held.${queue}`, String(count))
    else localStorage.removeItem(`saola.held.${queue}`)
  } catch {
    // A browser that keeps nothing holds nothing.
  }
}
