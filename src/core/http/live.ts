import type { FastifyInstance } from 'fastify'
import type { App } from '../app.ts'
import { Problem } from '../problem.ts'
import { SESSION_COOKIE } from './server.ts'

const HEARTBEAT_MS = 25_000
/** A topic is told at most four times a second, however often it changes. */
const GATHER_MS = 250

/**
 * `GET /api/live`: server-sent events that name topics which changed, and nothing else; an open page then reads
 * again through the ordinary, permitted way.
 */
export function liveRoute(api: FastifyInstance, app: App): void {
  api.get('/live', async (request, reply) => {
    const token = request.cookies[SESSION_COOKIE]
    const who = token ? await app.authenticate(token) : null
    if (!who) throw new Problem('core.refused.sign-in', { status: 401 })
    reply.hijack()
    const { raw } = reply
    raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
    raw.write(': open\n\n')
    const due = new Set<string>()
    let gathering: NodeJS.Timeout | undefined
    const silence = app.bus.onAny(topic => {
      due.add(topic)
      gathering ??= setTimeout(() => {
        gathering = undefined
        for (const changed of due) raw.write(`data: ${JSON.stringify(changed)}\n\n`)
        due.clear()
      }, GATHER_MS)
    })
    const heartbeat = setInterval(async () => {
      // A revoked session must not go on listening.
      if (token && (await app.authenticate(token).catch(() => null))) raw.write(': still here\n\n')
      else raw.end()
    }, HEARTBEAT_MS)
    raw.on('close', () => {
      silence()
      clearTimeout(gathering)
      clearInterval(heartbeat)
    })
  })
}
