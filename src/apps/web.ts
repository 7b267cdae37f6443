import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import serveStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ViteDevServer } from 'vite'
import { WEB_DIR } from './build.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const FACES = ['citizen', 'console', 'site'] as const
type Face = (typeof FACES)[number]

/** Which application answers at a path: the office under `/console`, the public pages under `/site`, else the citizen's. */
export const faceOf = (path: string): Face =>
  FACES.find(face => path === `/${face}` || path.startsWith(`/${face}/`)) ?? 'citizen'

/** A signed link ends in a dot and a seal, which is longer than the end of any file's name. */
const isFile = (path: string): boolean => /\.[a-z0-9]{1,12}$/i.test(path)

/** A missing file is answered with a page only to whom asks for one: a script that gets a page breaks in a strange place. */
const isPage = (request: FastifyRequest): boolean => {
  const accept = request.headers.accept ?? ''
  const asked = /text\/html/.test(accept) || (!isFile(pathOf(request)) && /\*\/\*|^$/.test(accept))
  return asked && (request.method === 'GET' || request.method === 'HEAD')
}

const pathOf = (request: FastifyRequest): string => request.url.split('?')[0] ?? '/'

/** Which pages the citizen's app and the office have only they know; the site has one that is not written by the server. */
const isKnown = (path: string): boolean => (faceOf(path) === 'site' ? /^\/site\/?$/.test(path) : !isFile(path))

function missing(reply: FastifyReply) {
  return reply.status(404).type('text/plain; charset=utf-8').send('Not found')
}

/** Serves the built applications of `dist/web`. Hand it to `createServer` as `web`. */
export async function serveWeb(server: FastifyInstance, dir = WEB_DIR): Promise<void> {
  await server.register(async web => {
    await web.register(serveStatic, {
      root: dir,
      wildcard: false,
      index: false,
      cacheControl: false,
      preCompressed: true,
      globIgnore: ['manifest.json', '**/*.br', '**/*.gz'],
      setHeaders(reply, path) {
        const lasts = path.startsWith(join(dir, 'assets'))
        reply.header('cache-control', lasts ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
    web.setNotFoundHandler((request, reply) => {
      if (!isPage(request)) return missing(reply)
      return reply
        .status(isKnown(pathOf(request)) ? 200 : 404)
        .header('cache-control', 'no-cache')
        .sendFile(`${faceOf(pathOf(request))}/index.html`, dir)
    })
  })
}

/** The same applications straight from their sources, changing in the open page as they are written. */
export async function serveWebDev(server: FastifyInstance): Promise<void> {
  const vite = await createDevMiddleware(server)
  server.addHook('onClose', () => vite.close())
  // Vite's own middlewares answer for sources and modules; whatever they do not know comes back here.
  server.addHook('onRequest', (request, reply, done) => {
    if (request.url.startsWith('/api')) return done()
    reply.removeHeader('content-security-policy')
    const { raw } = request
    vite.middlewares(raw, reply.raw, (error?: unknown) => done(error as Error | undefined))
  })
  server.setNotFoundHandler(async (request, reply) => {
    if (!isPage(request)) return missing(reply)
    const face = faceOf(pathOf(request))
    const html = await readFile(join(ROOT, 'src/apps', face, 'index.html'), 'utf8')
    const page = await vite.transformIndexHtml(`/${face}/index.html`, html)
    return reply.type('text/html; charset=utf-8').removeHeader('content-security-policy').send(page)
  })
}

export async function createDevMiddleware(server: FastifyInstance): Promise<ViteDevServer> {
  const { createServer } = await import('vite')
  return createServer({
    configFile: join(ROOT, 'vite.config.ts'),
    server: {
      middlewareMode: true,
      hmr: { server: server.server },
      watch: { ignored: ['**/.saola/**', '**/dist/**'] },
    },
    appType: 'custom',
  })
}
