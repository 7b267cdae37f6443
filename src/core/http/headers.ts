import type { FastifyHelmetOptions } from '@fastify/helmet'

/** What a page may load: itself alone. `wasm-unsafe-eval` is for the reader of QR codes. */
export function pageHeaders(origin: string): FastifyHelmetOptions {
  const isSecure = origin.startsWith('https:')
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
        upgradeInsecureRequests: isSecure ? [] : null,
      },
    },
    hsts: isSecure,
    crossOriginOpenerPolicy: isSecure ? { policy: 'same-origin' } : false,
    originAgentCluster: false,
  }
}

/** An answer of the API is data for one reader: not kept, not framed, not guessed at. Fixed, since it goes with each one. */
export const API_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const

/** Opened all the same, a file that somebody sent runs nothing and belongs to no site. */
export const ATTACHMENT_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
