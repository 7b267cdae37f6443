import { expect, test } from 'vitest'
import { pageHeaders } from './headers.ts'

test.each(['https://saola.example.vn', 'http://localhost:8080'])(
  'a page of %s loads itself alone, runs nothing written into it and stands in no frame',
  origin => {
    const { contentSecurityPolicy: policy } = pageHeaders(origin)
    const directives = typeof policy === 'object' ? policy.directives : undefined
    expect(directives).toMatchObject({
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
      connectSrc: ["'self'"],
      frameAncestors: ["'none'"],
      upgradeInsecureRequests: origin.startsWith('https') ? [] : null,
    })
  },
)
