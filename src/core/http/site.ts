import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../app.ts'
import { Problem } from '../problem.ts'
import type { SentForm, SitePage, WrittenPage } from '../site.ts'
import { LOCALES, type Locale } from '../words.ts'
import { toProblem } from './problems.ts'
import { localeOf, noteCaller, refuseCrossSite, sendFile } from './server.ts'

const KEPT_S = 60
const CHOICE_KEPT_S = 365 * 24 * 60 * 60

/** The public pages of the modules, below `/site`. */
export function siteRoutes(server: FastifyInstance, app: App): void {
  for (const module of app.modules) for (const page of module.site ?? []) route(server, app, page)
}

function route(server: FastifyInstance, app: App, { path, write, answer, maxBytes }: SitePage): void {
  if (answer) answering(server, app, path, answer, maxBytes)
  server.get(`/site${path}`, async (request, reply) => {
    const chosen = LOCALES.find(one => one === onceEach(request.query).lang)
    if (chosen) return choose(reply, chosen, request.url)
    const ctx = app.context(app.db.sql, { locale: localeOf(request), requestId: request.id })
    const params = request.params as Record<string, string>
    const written = await write({ params, query: onceEach(request.query) }, ctx)
    keep(reply)
    if ('bytes' in written) return sendFile(reply, written)
    return sendPage(reply, written)
  })
}

/** Pages without JavaScript choose the language by `?lang=en`; it is kept, and is no part of the address. */
function choose(reply: FastifyReply, locale: Locale, url: string): FastifyReply {
  const { pathname, searchParams } = new URL(url, 'http://localhost')
  searchParams.delete('lang')
  return reply
    .setCookie('lang', locale, { path: '/', maxAge: CHOICE_KEPT_S, sameSite: 'lax' })
    .header('cache-control', 'no-store')
    .redirect(`${pathname}${searchParams.size ? `?${searchParams}` : ''}`, 303)
}

const sendPage = (reply: FastifyReply, { status = 200, html }: WrittenPage) =>
  reply.status(status).type('text/html; charset=utf-8').send(`<!doctype html>${html.text}`)

/** What a form adds around a file. */
const AROUND = 16 * 1024
const MOST_TYPED = 4096

function answering(
  server: FastifyInstance,
  app: App,
  path: string,
  answer: NonNullable<SitePage['answer']>,
  maxBytes = 0,
): void {
  const reply = async (request: FastifyRequest, reply: FastifyReply, sent: SentForm) => {
    const ctx = app.context(app.db.sql, { locale: localeOf(request), requestId: request.id })
    noteCaller(ctx, request)
    return sendPage(reply.header('cache-control', 'no-store'), await answer(sent, ctx))
  }
  server.register(async scope => {
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer' }, (_, body, done) =>
      done(null, body),
    )
    scope.post(`/site${path}`, {
      bodyLimit: maxBytes ? maxBytes + AROUND : MOST_TYPED,
      // Who sends too much gets a page, too.
      errorHandler(error, request, answered) {
        const problem = toProblem(error, app)
        if (problem.status !== 413) return scope.errorHandler(error, request, answered)
        reply(request, answered, { fields: {}, problem }).catch(failed => scope.errorHandler(failed, request, answered))
      },
      handler: async (request, answered) => {
        refuseCrossSite(request, app)
        return reply(request, answered, await formIn(request))
      },
    })
  })
}

async function formIn({ body, headers }: FastifyRequest): Promise<SentForm> {
  const form =
    body instanceof Uint8Array &&
    (await new Response(new Uint8Array(body), { headers: { 'content-type': headers['content-type'] ?? '' } })
      .formData()
      .catch(() => undefined))
  if (!form) return { fields: {}, problem: new Problem('core.unreadable', { status: 400 }) }
  const fields: Record<string, string> = {}
  for (const [name, value] of form) if (typeof value === 'string') fields[name] ??= value
  const file = [...form.values()].find(one => typeof one !== 'string' && one.size > 0)
  if (!file || typeof file === 'string') return { fields }
  return { fields, file: { bytes: new Uint8Array(await file.arrayBuffer()), name: file.name, type: file.type } }
}

const keep = (reply: FastifyReply) =>
  reply.header('cache-control', `public, max-age=${KEPT_S}`).header('vary', 'accept-language, cookie')

/** A name that is given twice counts once: pages ask for one word each. */
const onceEach = (query: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(query as Record<string, string | string[]>).map(([name, value]) => [name, [value].flat()[0] ?? '']),
  )
