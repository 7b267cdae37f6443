/**
 * What the server's clock shows, learned from the date of its answers. Ids of facts are time-ordered and must agree with
 * the server even on a phone whose clock is days off. Kept on the device, so that it is known after a restart too.
 */
const KEPT = 'saola.clock'
/** The header tells whole seconds, so that a smaller difference says nothing. */
const NOISE_MS = 2_000

let behindMs = readKept()

function readKept(): number | undefined {
  try {
    const kept = localStorage.getItem(KEPT)
    return kept === null ? undefined : Number(kept)
  } catch {
    return undefined
  }
}

/** How far this device's clock is behind the server's, in milliseconds; undefined before anything was learned. */
export const clockBehind = (): number | undefined => behindMs

/** The server's time as far as this device knows it. */
export const serverNow = (): Date => new Date(Date.now() + (behindMs ?? 0))

/** Takes the `date` of an answer, asked for at `sentAt` and received at `receivedAt` by this device's clock. */
export function learnServerTime(date: string | null, sentAt: number, receivedAt: number): void {
  const told = date ? Date.parse(date) : Number.NaN
  if (Number.isNaN(told)) return
  const difference = told + 500 - (sentAt + receivedAt) / 2
  const learned = Math.abs(difference) < NOISE_MS + (receivedAt - sentAt) / 2 ? 0 : difference
  // Every answer differs by some milliseconds: only what is more than that is worth writing down.
  const news = behindMs === undefined || Math.abs(learned - behindMs) > NOISE_MS
  behindMs = learned
  if (news) keep(learned)
}

function keep(learned: number): void {
  try {
    localStorage.setItem(KEPT, String(Math.round(learned)))
  } catch {
    // A browser that keeps nothing learns anew with the next answer.
  }
}

/** `fetch` that learns the server's time by the way. */
export async function clockedFetch(...request: Parameters<typeof fetch>): Promise<Response> {
  const sentAt = Date.now()
  const reply = await fetch(...request)
  learnServerTime(reply.headers.get('date'), sentAt, Date.now())
  return reply
}
