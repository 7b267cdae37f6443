import type { FastifyInstance } from 'fastify'
import type { App } from '../app.ts'
import { Problem } from '../problem.ts'
import { SESSION_COOKIE } from './server.ts'

const HEARTBEAT_MS = 25_000
/** Four times a second are enough for eyes. */
const PAUSE_MS = 250

/** Tells a topic at once, and what changes within the pause after it together at the end of the pause. */
export function paced(tell: (topic: string) => void, pauseMs = PAUSE_MS) {
  const due = new Set<string>()
  let pause: NodeJS.Timeout | undefined
  const flush = () => {
    pause = due.size ? setTimeout(flush, pauseMs) : undefined
    for (const topic of due) tell(topic)
    due.clear()
  }
  return {
    changed(topic: string) {
      due.add(topic)
      if (!pause) flush()
    },
    stop: () => clearTimeout(pause),
  }
}

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
    const pace = paced(topic => raw.write(`data: ${JSON.stringify(topic)}\n\n`))
    const silence = app.bus.onAny(pace.changed)
    const heartbeat = setInterval(async () => {
      // A revoked session must not go on listening.
      if (token && (await app.authenticate(token).catch(() => null))) raw.write(': still here\n\n')
      else raw.end()
    }, HEARTBEAT_MS)
    raw.on('close', () => {
      silence()
      pace.stop()
      clearInterval(heartbeat)
    })
  })
}
