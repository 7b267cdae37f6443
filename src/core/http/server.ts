import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import * as z from 'zod/mini'
import { decide, type Located, refuseStale, type Who } from '../access.ts'
import type { App, Context } from '../app.ts'
import { pageIn, toldShown, writeAudit } from '../audit.ts'
import { type AnyEndpoint, type FileReply, file, type May, MOST_SHOWN, type Ref, stream, upload } from '../contract.ts'
import { despiteDeadlocks, type Sql } from '../db/db.ts'
import type { AnyModule, Handler } from '../module.ts'
import { Problem } from '../problem.ts'
import type { Locale } from '../words.ts'
import { ATTACHMENT_POLICY, apiHeaders, isSecure, pageHeaders } from './headers.ts'
import { healthRoutes } from './health.ts'
import { liveRoute } from './live.ts'
import { type Observer, observe } from './observe.ts'
import { openApi } from './openapi.ts'
import { problemBody, refusal, toProblem } from './problems.ts'
import { siteRoutes } from './site.ts'

export const SESSION_COOKIE = 'saola'
/** What a machine that several officers share proves itself with; it signs nobody in. */
export const DEVICE_COOKIE = 'saola-device'
/** What ties the way to another sign-in and back to the browser that began it. */
export const FLOW_COOKIE = 'saola-flow'
const DEFAULT_MAX_BYTES = 1024 * 1024
const UPLOAD_MAX_BYTES = 52 * 1024 * 1024

/**
 * A handler's way to the response's cookies, without seeing HTTP: identity sets or clears the session here, and the
 * shared machines what they are known by. `undefined` leaves a cookie as it is.
 */
export interface SessionEffect {
  token?: CookieValue | null
  device?: CookieValue | null
  flow?: CookieValue | null
}
interface CookieValue {
  readonly value: string
  readonly expires: Date
}
const effects = new WeakMap<Context, SessionEffect>()
export const sessionEffect = (ctx: Context): SessionEffect => {
  const effect = effects.get(ctx) ?? {}
  effects.set(ctx, effect)
  return effect
}

/** Who asked and from where, as far as the request itself says: for lists of sessions and for rate limits. */
export interface Caller {
  readonly address: string
  readonly agent: string
  /** The session token presented, if any. */
  readonly token: string | undefined
  /** What a shared machine presents, if any. */
  readonly device?: string | undefined
  /** What a way to another sign-in was begun with, if one was. */
  readonly flow?: string | undefined
}
const callers = new WeakMap<Context, Caller>()
export const callerOf = (ctx: Context): Caller =>
  callers.get(ctx) ?? { address: 'system', agent: 'system', token: undefined }

export interface HttpOptions {
  /** Serves what is not the API: the web applications. */
  readonly web?: (server: FastifyInstance) => Promise<void>
  /** Addresses of proxies that are believed whom they speak for; those on this machine, unless said. */
  readonly trustProxy?: string | undefined
  /** Who counts requests, or traces them. */
  readonly observers?: readonly Observer[]
}

/** The HTTP face of the application: every endpoint of every module, through one pipeline. */
export async function createServer(app: App, options: HttpOptions = {}): Promise<FastifyInstance> {
  const server = Fastify({
    loggerInstance: app.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: DEFAULT_MAX_BYTES,
    // A document of 20 MB over the line of a village takes minutes.
    requestTimeout: 300_000,
    keepAliveTimeout: 75_000,
    genReqId: requestIds(),
    routerOptions: { maxParamLength: 500, ignoreTrailingSlash: true },
    trustProxy: options.trustProxy ?? 'loopback',
    forceCloseConnections: true,
    // What the router cannot read comes by no route, and is said like all else.
    frameworkErrors: (error, request, reply) => void sendProblem(toProblem(error, app), request, reply, app),
  })
  observe(server, options.observers ?? [])
  await server.register(cookie)
  await server.register(helmet, pageHeaders(app.config.origin))
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  server.setErrorHandler((error, request, reply) => sendProblem(toProblem(error, app), request, reply, app))

  await server.register(
    async api => {
      openApi(api, app)
      const headers = apiHeaders(app.config.origin)
      await api.register(async endpoints => {
        endpoints.addHook('onRequest', (_request, reply, done) => {
          reply.headers(headers)
          done()
        })
        routes(endpoints, app, spec => spec.body !== stream)
        await endpoints.register(async streamed => {
          streamed.removeAllContentTypeParsers()
          streamed.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
          routes(streamed, app, spec => spec.body === stream)
        })
        liveRoute(endpoints, app)
        healthRoutes(endpoints, app)
      })
      api.setNotFoundHandler(() => {
        throw new Problem('core.not-found', { status: 404, params: { what: 'API' } })
      })
    },
    { prefix: '/api' },
  )
  siteRoutes(server, app)
  await options.web?.(server)
  return server
}

/** Short enough to be read out to the help desk: a mark of this process and a running number. */
function requestIds(): () => string {
  const process = randomUUID().slice(0, 8)
  let n = 0
  return () => `${process}-${(++n).toString(36)}`
}

function routes(api: FastifyInstance, app: App, which: (spec: AnyEndpoint) => boolean): void {
  for (const module of app.modules)
    for (const [name, spec] of Object.entries(module.contract as Record<string, AnyEndpoint>))
      if (which(spec)) route(api, app, module, name, spec)
}

function route(api: FastifyInstance, app: App, module: AnyModule, name: string, spec: AnyEndpoint): void {
  const handler = module.handlers[name] as Handler<AnyEndpoint>
  const isDirect = module.direct?.includes(name) ?? false
  const id = `${module.name}.${name}`
  const isWrite = spec.method !== 'GET'

  api.route({
    method: spec.method,
    url: spec.path,
    helmet: false,
    bodyLimit: spec.maxBytes ?? (spec.body === upload ? UPLOAD_MAX_BYTES : DEFAULT_MAX_BYTES),
    handler: async (request, reply) => {
      if (isWrite) refuseCrossSite(request, app)
      const token = request.cookies[SESSION_COOKIE]
      const who = token ? await app.authenticate(token) : null
      const input = parseInput(spec, request)
      const about = spec.about?.(input as never)

      const serve = async (sql: Sql) => {
        const ctx = app.context(sql, { who, locale: localeOf(request), requestId: request.id })
        callers.set(ctx, callerIn(request, token))
        const where = await permit(app, sql, spec.may, about, tokenIn(input), who)
        // Asked after permission: nobody proves anything for what they may not do anyway.
        refuseStale(spec.fresh, who, ctx.now)
        const result = strip(spec, await handler(input as never, ctx))
        const purpose = purposeOf(spec, input)
        if (purpose || (isWrite && !isDirect)) {
          const page = pageIn(request.headers['x-page'])
          const told = { where, purpose, may: spec.may, page, shown: shownIn(id, spec, result, ctx) }
          await writeAudit(ctx, id, about, told)
        }
        return { result, effect: effects.get(ctx) }
      }
      const { result, effect } = await (isDirect ? serve(app.db.sql) : despiteDeadlocks(() => app.db.begin(serve)))
      applyEffect(app, reply, effect)
      if (spec.keepS) reply.header('cache-control', `private, max-age=${spec.keepS}`)
      return spec.reply === file
        ? sendFile(reply, result as FileReply)
        : reply.type('application/json; charset=utf-8').send(JSON.stringify(result))
    },
  })
}

export const noteCaller = (ctx: Context, request: FastifyRequest): void =>
  void callers.set(ctx, callerIn(request, undefined))

const callerIn = (request: FastifyRequest, token: string | undefined): Caller => ({
  address: request.ip,
  agent: request.headers['user-agent'] ?? '',
  token,
  device: request.cookies[DEVICE_COOKIE],
  flow: request.cookies[FLOW_COOKIE],
})

const purposeOf = ({ looks }: AnyEndpoint, input: Parsed): string | undefined =>
  typeof looks === 'function' ? looks(input as never) : looks

/** Whom the reply shows, each once. Throws when the handler was to say it and did not. */
function shownIn(id: string, { shows }: AnyEndpoint, result: unknown, ctx: Context): string[] | undefined {
  if (!shows) return undefined
  const ids = shows === 'told' ? toldShown(ctx) : shows(result)
  if (!ids) throw new Error(`${id} does not say whom it showed`)
  return [...new Set(ids.filter(one => one !== null))].slice(0, MOST_SHOWN)
}

/** Browsers say where a request comes from, older ones by its origin alone; a write must come from this site. */
export function refuseCrossSite({ headers }: FastifyRequest, app: App): void {
  const site = headers['sec-fetch-site']
  const isOurs =
    site === undefined ? isOurOrigin(headers.origin, headers.host, app) : site === 'same-origin' || site === 'none'
  if (!isOurs) throw new Problem('core.cross-site', { status: 403 })
}

/**
 * A program that is no browser names none. An installation that is tried out is reached by more names than the one it
 * knows; one with HTTPS has that one, and is not to believe a name that somebody made to lead to it.
 */
const isOurOrigin = (origin: string | undefined, host: string | undefined, app: App): boolean =>
  origin === undefined ||
  origin === app.config.origin ||
  (!isSecure(app.config.origin) && host !== undefined && URL.parse(origin)?.host === host)

export function localeOf(request: FastifyRequest): Locale {
  // What the router could not read has no cookies.
  const wanted =
    (request.cookies as typeof request.cookies | undefined)?.lang ?? request.headers['accept-language'] ?? ''
  return wanted.startsWith('en') ? 'en' : 'vi'
}

type Parsed = { params: unknown; query: unknown; body: unknown }

function parseInput(spec: AnyEndpoint, request: FastifyRequest): Parsed {
  const body =
    spec.body === upload ? uploadOf(request) : spec.body === stream ? (request.body ?? NOTHING) : request.body
  return {
    params: parsePath(spec.params, request.params),
    query: parsePart(spec.query, request.query, 'query'),
    body: parsePart(spec.body, body, 'body'),
  }
}

/** A request without a body, where one is read as it arrives. */
const NOTHING = Readable.from([])

function uploadOf(request: FastifyRequest) {
  const bytes = request.body
  if (!(bytes instanceof Uint8Array)) throw new Problem('core.no-file', { status: 400 })
  const name = decoded(String(request.headers['x-file-name'] ?? 'file'))
  return { bytes, name, type: request.headers['content-type'] ?? '' }
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    throw new Problem('core.unreadable', { status: 400 })
  }
}

/** An address that cannot be read names nothing. */
function parsePath(schema: z.core.$ZodType | undefined, params: unknown): unknown {
  if (!schema) return undefined
  const parsed = z.safeParse(compiled(schema), params)
  if (parsed.success) return parsed.data
  throw new Problem('core.no-such', { status: 404 })
}

function parsePart(schema: z.core.$ZodType | undefined, value: unknown, where: string): unknown {
  if (!schema) return undefined
  const parsed = z.safeParse(compiled(schema), value)
  if (parsed.success) return parsed.data
  throw new InvalidInput(where, parsed.error)
}

export class InvalidInput extends Problem {
  readonly fields: readonly { path: string; message: string }[]
  constructor(where: string, error: z.core.$ZodError) {
    super('core.invalid-input', { status: 400, params: { where } })
    this.fields = error.issues.map(issue => ({ path: issue.path.join('.'), message: issue.code }))
  }
}

/** Refuses who may not; answers where the thing is, when that had to be found. */
async function permit(
  app: App,
  sql: Sql,
  may: May,
  about: Ref | undefined,
  token: string | undefined,
  who: Who | null,
): Promise<Located | undefined> {
  let where: Located | undefined
  const locate = async (ref: Ref) => {
    where = await app.locate(sql, ref)
    return where
  }
  const decision = await decide(may, about, token, {
    who,
    rights: app.rights,
    tree: app.tree,
    locate,
    readLink: (purpose, link) => app.keyring.readLink(purpose, link, app.clock()),
  })
  if (!decision.allowed) throw refusal(decision)
  return where
}

const tokenIn = ({ params }: Parsed) => (params as { token?: string } | undefined)?.token

/** The leak guard: only what the contract declares leaves the server. */
function strip(spec: AnyEndpoint, result: unknown): unknown {
  if (spec.reply === file) return result
  return z.parse(compiled(spec.reply), result)
}

const compiledOnes = new WeakMap<z.core.$ZodType, z.core.$ZodType>()

/** The schema made into code when it is first used: a long reply is read several times as fast. */
function compiled<S extends z.core.$ZodType>(schema: S): S {
  const known = compiledOnes.get(schema) ?? z.core.compile(schema)
  compiledOnes.set(schema, known)
  return known as S
}

function applyEffect(app: App, reply: FastifyReply, effect: SessionEffect | undefined): void {
  setCookie(app, reply, SESSION_COOKIE, effect?.token)
  setCookie(app, reply, DEVICE_COOKIE, effect?.device)
  setCookie(app, reply, FLOW_COOKIE, effect?.flow)
}

function setCookie(app: App, reply: FastifyReply, name: string, cookie: CookieValue | null | undefined): void {
  if (cookie === undefined) return
  const options = {
    path: '/',
    httpOnly: true,
    sameSite: 'lax' as const,
    secure: isSecure(app.config.origin),
  }
  if (cookie === null) reply.clearCookie(name, options)
  else reply.setCookie(name, cookie.value, { ...options, expires: cookie.expires })
}

export function sendFile(reply: FastifyReply, answer: FileReply) {
  if (answer.attachment) reply.header('content-security-policy', ATTACHMENT_POLICY)
  const how = answer.attachment || 'stream' in answer ? 'attachment' : 'inline'
  reply.type(answer.type)
  reply.header('content-disposition', `${how}; filename*=UTF-8''${encodeURIComponent(answer.name)}`)
  if ('stream' in answer) return reply.send(Readable.from(answer.stream, { objectMode: false }))
  const { bytes } = answer
  return reply.send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
}

/**
 * What is too large is let go as it arrives: who still sends would hear of a broken line, not of the answer, if the connection
 * were closed at once. For no longer than any request may take.
 */
function readToTheEnd(request: FastifyRequest, reply: FastifyReply): void {
  reply.removeHeader('connection')
  request.raw.resume()
}

function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply, app: App) {
  if (problem.status === 413) readToTheEnd(request, reply)
  if (problem.status >= 500)
    app.log.error(
      { err: problem.cause ?? problem, requestId: request.id, url: request.routeOptions.url },
      'a request failed',
    )
  return reply
    .status(problem.status)
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(problemBody(problem, request.id, localeOf(request))))
}
