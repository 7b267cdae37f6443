import type { FastifyInstance, FastifyReply } from 'fastify'
import type { App } from '../app.ts'
import type { SitePage } from '../site.ts'
import { localeOf, sendFile } from './server.ts'

const KEPT_S = 60

/** The public pages of the modules, below `/site`. */
export function siteRoutes(server: FastifyInstance, app: App): void {
  for (const module of app.modules) for (const page of module.site ?? []) route(server, app, page)
}

function route(server: FastifyInstance, app: App, { path, write }: SitePage): void {
  server.get(`/site${path}`, async (request, reply) => {
    const ctx = app.context(app.db.sql, { locale: localeOf(request), requestId: request.id })
    const params = request.params as Record<string, string>
    const written = await write({ params, query: onceEach(request.query) }, ctx)
    keep(reply)
    if ('bytes' in written) return sendFile(reply, written)
    return reply
      .status(written.status ?? 200)
      .type('text/html; charset=utf-8')
      .send(`<!doctype html>${written.html.text}`)
  })
}

const keep = (reply: FastifyReply) =>
  reply.header('cache-control', `public, max-age=${KEPT_S}`).header('vary', 'accept-language, cookie')

/** A name that is given twice counts once: pages ask for one word each. */
const onceEach = (query: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(query as Record<string, string | string[]>).map(([name, value]) => [name, [value].flat()[0] ?? '']),
  )
