/** The part of a frame to look at, and the size to shrink it to. Pixels. */
export interface Region {
  x: number
  y: number
  width: number
  height: number
  toWidth: number
  toHeight: number
}

/** Longest side that is decoded: enough for a code held up to the phone, little enough for a cheap one. */
export const TARGET = 640

/**
 * What to decode of a frame. By turns: the whole frame shrunk (a code anywhere, close by) and its middle unshrunk (the
 * small code of a chip card, or a poster far away).
 */
export function regionOf(frame: { width: number; height: number }, turn: number, target = TARGET): Region {
  const { width, height } = frame
  if (turn % 2 === 1 && Math.max(width, height) > target) {
    const [w, h] = [Math.min(width, target), Math.min(height, target)]
    return { x: (width - w) >> 1, y: (height - h) >> 1, width: w, height: h, toWidth: w, toHeight: h }
  }
  const scale = Math.min(1, target / Math.max(width, height, 1))
  const shrunk = (length: number) => Math.max(1, Math.round(length * scale))
  return { x: 0, y: 0, width, height, toWidth: shrunk(width), toHeight: shrunk(height) }
}

/**
 * Says once that a code came into view. A code that stays in view stays old; it is new again after it was away for
 * `awayMs`. Times in milliseconds of any one clock.
 */
export function sightings(awayMs: number): (text: string, now: number) => boolean {
  const lastSeen = new Map<string, number>()
  return (text, now) => {
    for (const [known, at] of lastSeen) if (now - at >= awayMs) lastSeen.delete(known)
    const fresh = !lastSeen.has(text)
    lastSeen.set(text, now)
    return fresh
  }
}
