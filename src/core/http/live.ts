import type { FastifyInstance, FastifyReply } from 'fastify'
import type { App } from '../app.ts'
import { Problem } from '../problem.ts'
import { SESSION_COOKIE } from './server.ts'

/** Published when somebody may no longer do what they could, or more. It is not for pages. */
export const SESSION_TOPIC = 'identity.session'

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
 * again through the ordinary, permitted way. Who is signed out elsewhere hears `out` within the second.
 */
export function liveRoute(api: FastifyInstance, app: App): void {
  const open = openStreams(app)
  api.addHook('onClose', async () => open.stop())
  api.get('/live', async (request, reply) => {
    const token = request.cookies[SESSION_COOKIE]
    const who = token ? await app.authenticate(token) : null
    if (!token || !who) throw new Problem('core.refused.sign-in', { status: 401 })
    if (who.before) throw new Problem(`core.refused.${who.before}`, { status: 403 })
    const { raw, say } = stream(reply, app, topic => topic !== SESSION_TOPIC)
    const out = () => raw.writableEnded || raw.end('event: out\ndata: {}\n\n')
    const forget = open.add(who.sessionId, out)
    const heartbeat = setInterval(async () => {
      // Also a session that ran out must not go on listening; a database that is away says nothing of it.
      if (await isOver(app, token)) out()
      else say(': still here')
    }, HEARTBEAT_MS)
    raw.on('close', () => {
      forget()
      clearInterval(heartbeat)
    })
  })
  openRoute(api, app)
}

/** Of pages that know nobody; more of them than a province has screens and people in halls are not held open. */
const MOST_OPEN = 2_000

/** `GET /api/live/open`: the same for pages that know nobody, of the topics that modules open to them. */
function openRoute(api: FastifyInstance, app: App): void {
  const topics = new Set(app.modules.flatMap(module => module.openTopics ?? []))
  const open = new Set<FastifyReply['raw']>()
  api.addHook('onClose', async () => {
    for (const raw of open) raw.end()
  })
  api.get('/live/open', async (_request, reply) => {
    if (open.size >= MOST_OPEN) throw new Problem('core.too-many', { status: 503 })
    const { raw, say } = stream(reply, app, topic => topics.has(topic))
    open.add(raw)
    const heartbeat = setInterval(() => say(': still here'), HEARTBEAT_MS)
    raw.on('close', () => {
      open.delete(raw)
      clearInterval(heartbeat)
    })
  })
}

/** Begins a stream that tells the topics which are `wanted`, until it is closed. */
function stream(reply: FastifyReply, app: App, wanted: (topic: string) => boolean) {
  reply.hijack()
  const { raw } = reply
  // What the pipeline says of each answer of the API goes with this one, too.
  const headers = reply.getHeaders() as Record<string, string>
  raw.writeHead(200, { ...headers, 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' })
  const say = (text: string) => raw.writableEnded || raw.write(`${text}\n\n`)
  say(': open')
  const pace = paced(topic => say(`data: ${JSON.stringify(topic)}`))
  const silence = app.bus.onAny(topic => wanted(topic) && pace.changed(topic))
  raw.on('close', () => {
    silence()
    pace.stop()
  })
  return { raw, say }
}

const isOver = (app: App, token: string): Promise<boolean> =>
  app.authenticate(token).then(
    who => who === null,
    () => false,
  )

/** The streams of this process by session. When sessions change, one query says which of them go on. */
function openStreams(app: App) {
  const streams = new Map<string, Set<() => void>>()
  const pace = paced(
    () => void endOthers().catch(error => app.log.error({ err: error }, 'sessions were not looked up')),
  )
  const silence = app.bus.on(SESSION_TOPIC, () => streams.size && pace.changed(SESSION_TOPIC))
  async function endOthers() {
    const going = await app.stillIn([...streams.keys()])
    for (const [sessionId, ends] of streams) if (!going.has(sessionId)) for (const end of ends) end()
  }
  return {
    add(sessionId: string, end: () => void) {
      const ends = streams.get(sessionId) ?? new Set()
      streams.set(sessionId, ends.add(end))
      return () => {
        ends.delete(end)
        if (!ends.size) streams.delete(sessionId)
      }
    },
    stop() {
      silence()
      pace.stop()
    },
  }
}
