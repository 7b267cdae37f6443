import type { FastifyInstance, FastifyReply } from 'fastify'
import type { App } from '../app.ts'
import type { SitePage } from '../site.ts'
import { localeOf, refuseCrossSite, sendFile } from './server.ts'

const KEPT_S = 60

/** The public pages of the modules, below `/site`. */
export function siteRoutes(server: FastifyInstance, app: App): void {
  for (const module of app.modules) for (const page of module.site ?? []) route(server, app, page)
}

function route(server: FastifyInstance, app: App, page: SitePage): void {
  const { path, write, answer } = page
  if (answer) answerRoute(server, app, path, answer)
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

const MOST_FORM_BYTES = 4096

function answerRoute(server: FastifyInstance, app: App, path: string, answer: NonNullable<SitePage['answer']>): void {
  server.register(async scope => {
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, body, done) =>
      done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    )
    scope.post(`/site${path}`, { bodyLimit: MOST_FORM_BYTES }, async (request, reply) => {
      refuseCrossSite(request, app)
      const ctx = app.context(app.db.sql, { locale: localeOf(request), requestId: request.id })
      const written = await answer(onceEach(request.body ?? {}), ctx)
      return reply
        .header('cache-control', 'no-store')
        .status(written.status ?? 200)
        .type('text/html; charset=utf-8')
        .send(`<!doctype html>${written.html.text}`)
    })
  })
}

const keep = (reply: FastifyReply) =>
  reply.header('cache-control', `public, max-age=${KEPT_S}`).header('vary', 'accept-language, cookie')

/** A name that is given twice counts once: pages ask for one word each. */
const onceEach = (query: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(query as Record<string, string | string[]>).map(([name, value]) => [name, [value].flat()[0] ?? '']),
  )
