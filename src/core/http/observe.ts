import type { FastifyInstance, FastifyRequest } from 'fastify'

/** What is to be known of each request, for metrics and traces: its route and how it went, never what it was about. */
interface Answered {
  readonly method: string
  /** As it is declared, `/api/places/:placeId`: an address would name somebody. */
  readonly route: string
  readonly status: number
  readonly seconds: number
}

export interface Observer {
  /** Answers what is to be told when the request was answered. */
  begun(request: FastifyRequest): (answered: Answered) => void
}

/** A stream that stays open for hours says nothing by its end. */
const STREAMS = new Set(['/api/live'])

export function observe(server: FastifyInstance, observers: readonly Observer[]): void {
  if (!observers.length) return
  const ends = new WeakMap<FastifyRequest, ((answered: Answered) => void)[]>()
  server.addHook('onRequest', (request, _reply, done) => {
    if (!STREAMS.has(request.routeOptions.url ?? ''))
      ends.set(
        request,
        observers.map(one => one.begun(request)),
      )
    done()
  })
  server.addHook('onResponse', (request, reply, done) => {
    const answered = {
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1000,
    }
    for (const end of ends.get(request) ?? []) end(answered)
    done()
  })
}
