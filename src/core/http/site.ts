import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../app.ts'
import type { Upload } from '../contract.ts'
import { Problem } from '../problem.ts'
import type { SitePage, WrittenPage } from '../site.ts'
import { toProblem } from './problems.ts'
import { localeOf, noteCaller, refuseCrossSite, sendFile } from './server.ts'

const KEPT_S = 60

/** The public pages of the modules, below `/site`. */
export function siteRoutes(server: FastifyInstance, app: App): void {
  for (const module of app.modules) for (const page of module.site ?? []) route(server, app, page)
}

function route(server: FastifyInstance, app: App, { path, write, answer, ...page }: SitePage): void {
  if (page.receive) receiving(server, app, path, page as Receiving)
  if (answer) answering(server, app, path, answer)
  server.get(`/site${path}`, async (request, reply) => {
    const ctx = app.context(app.db.sql, { locale: localeOf(request), requestId: request.id })
    const params = request.params as Record<string, string>
    const written = await write({ params, query: onceEach(request.query) }, ctx)
    keep(reply)
    if ('bytes' in written) return sendFile(reply, written)
    return sendPage(reply, written)
  })
}

const sendPage = (reply: FastifyReply, { status = 200, html }: WrittenPage) =>
  reply.status(status).type('text/html; charset=utf-8').send(`<!doctype html>${html.text}`)

type Receiving = Required<Pick<SitePage, 'receive'>> & Pick<SitePage, 'maxBytes'>
/** What a form adds around a file. */
const AROUND = 16 * 1024
const MOST_BYTES = 1024 * 1024

function receiving(
  server: FastifyInstance,
  app: App,
  path: string,
  { receive, maxBytes = MOST_BYTES }: Receiving,
): void {
  const answer = async (request: FastifyRequest, reply: FastifyReply, sent: Upload | Problem) => {
    const ctx = app.context(app.db.sql, { locale: localeOf(request), requestId: request.id })
    noteCaller(ctx, request)
    reply.header('cache-control', 'no-store')
    return sendPage(reply, await receive(sent, ctx))
  }
  server.post(`/site${path}`, {
    bodyLimit: maxBytes + AROUND,
    // Who sends too much gets a page, too.
    errorHandler: (error, request, reply) => void answer(request, reply, toProblem(error, app)),
    handler: async (request, reply) => {
      refuseCrossSite(request, app)
      return answer(request, reply, await fileIn(request))
    },
  })
}

async function fileIn({ body, headers }: FastifyRequest): Promise<Upload | Problem> {
  const none = new Problem('core.no-file', { status: 400 })
  if (!(body instanceof Uint8Array)) return none
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': headers['content-type'] ?? '' } })
    .formData()
    .catch(() => undefined)
  const file = form && [...form.values()].find(one => typeof one !== 'string')
  if (!file || typeof file === 'string' || !file.size) return none
  return { bytes: new Uint8Array(await file.arrayBuffer()), name: file.name, type: file.type }
}

const MOST_FORM_BYTES = 4096

function answering(server: FastifyInstance, app: App, path: string, answer: NonNullable<SitePage['answer']>): void {
  server.register(async scope => {
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, body, done) =>
      done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    )
    scope.post(`/site${path}`, { bodyLimit: MOST_FORM_BYTES }, async (request, reply) => {
      refuseCrossSite(request, app)
      const ctx = app.context(app.db.sql, { locale: localeOf(request), requestId: request.id })
      const written = await answer(onceEach(request.body ?? {}), ctx)
      return sendPage(reply.header('cache-control', 'no-store'), written)
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
