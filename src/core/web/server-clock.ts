/**
 * What the server's clock shows, learned from the date of its answers. Ids of facts are time-ordered and must agree with
 * the server even on a phone whose clock is days off.
 */
let offsetMs = 0
/** The header tells whole seconds, so that a smaller difference says nothing. */
const NOISE_MS = 2_000

/** The server's time as far as this device knows it. */
export const serverNow = (): Date => new Date(Date.now() + offsetMs)

/** Takes the `date` of an answer, asked for at `sentAt` and received at `receivedAt` by this device's clock. */
export function learnServerTime(date: string | null, sentAt: number, receivedAt: number): void {
  const told = date ? Date.parse(date) : Number.NaN
  if (Number.isNaN(told)) return
  const difference = told + 500 - (sentAt + receivedAt) / 2
  offsetMs = Math.abs(difference) < NOISE_MS + (receivedAt - sentAt) / 2 ? 0 : difference
}

/** `fetch` that learns the server's time by the way. */
export async function clockedFetch(...request: Parameters<typeof fetch>): Promise<Response> {
  const sentAt = Date.now()
  const reply = await fetch(...request)
  learnServerTime(reply.headers.get('date'), sentAt, Date.now())
  return reply
}
