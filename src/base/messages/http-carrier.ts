import { failure, NotNow } from './channel.ts'

const PATIENCE_MS = 15_000
const LONGEST_WAIT_MS = 3_600_000

/** Asks a carrier over HTTP, within bounds: no redirects, no cookies, a time limit. Errors keep a code and no address. */
export async function askCarrier(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) })
  } catch (error) {
    const { name, cause } = error as { name?: string; cause?: { code?: string } }
    throw failure(name === 'TimeoutError' ? 'ETIMEDOUT' : (cause?.code ?? 'ECONNECTION'))
  }
}

/** 429 and 5xx may pass: at the time that the carrier names, when it names one. */
export function mayPass(reply: Response, now: Date): Error | undefined {
  if (reply.status !== 429 && reply.status < 500) return undefined
  const afterMs = retryAfterMs(reply.headers.get('retry-after'), now)
  return afterMs === undefined && reply.status !== 429
    ? failure(String(reply.status))
    : new NotNow(String(reply.status), afterMs ?? 60_000)
}

/** `Retry-After`: seconds or a date (RFC 9110), never longer than an hour. */
export function retryAfterMs(header: string | null, now: Date): number | undefined {
  if (!header) return undefined
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now.getTime()
  return Number.isNaN(ms) ? undefined : Math.min(LONGEST_WAIT_MS, Math.max(1000, ms))
}
