import type { FastifyHelmetOptions } from '@fastify/helmet'

const YEAR_S = 365 * 24 * 3600

/** Whether the public reaches the installation by HTTPS. */
export const isSecure = (origin: string): boolean => origin.startsWith('https:')

/** What a page may load: itself alone. `wasm-unsafe-eval` is for the reader of QR codes. */
export function pageHeaders(origin: string): FastifyHelmetOptions {
  return {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
        workerSrc: ["'self'", 'blob:'],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        connectSrc: ["'self'"],
        frameAncestors: ["'none'"],
        upgradeInsecureRequests: isSecure(origin) ? [] : null,
      },
    },
    hsts: isSecure(origin) && { maxAge: YEAR_S, includeSubDomains: true },
    crossOriginOpenerPolicy: isSecure(origin) ? { policy: 'same-origin' } : false,
    originAgentCluster: false,
  }
}

/** An answer of the API is data for one reader: not kept, not framed, not guessed at. Fixed, since it goes with each one. */
const API_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const

/** Those of an installation that is reached by HTTPS say so, too. */
export const apiHeaders = (origin: string): Readonly<Record<string, string>> =>
  isSecure(origin)
    ? { ...API_HEADERS, 'strict-transport-security': `max-age=${YEAR_S}; includeSubDomains` }
    : API_HEADERS

/** Opened all the same, a file that somebody sent runs nothing and belongs to no site. */
export const ATTACHMENT_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
