import { createServer as createSocket } from 'node:net'
import { join } from 'node:path'
import pino from 'pino'
import { type App, createApp } from '#core/app.ts'
import { connect } from '#core/db/db.ts'
import { makeFolder } from '#core/folder.ts'
import { createServer } from '#core/http/server.ts'
import { queuedJobs, startWorker } from '#core/jobs.ts'
import { startFollowing } from '#core/journal.ts'
import { loadWords } from '#core/load-words.ts'
import { StartupError } from '#core/startup-error.ts'
import { buildWebIfStale } from './build.ts'
import { migrateAll, modeOf, openDatabase, type Whereabouts } from './database.ts'
import { type Filling, firstStart } from './first-start.ts'
import { installationKeyring } from './keyring.ts'
import { keepLiving } from './living.ts'
import { modules } from './modules.ts'
import { readSettings } from './settings.ts'
import { type Steps, silent } from './steps.ts'
import { serveWeb, serveWebDev } from './web.ts'
import { welcome } from './welcome.ts'

export interface ServeOptions extends Whereabouts {
  readonly port: number
  /** What to fill a new installation with; the small demo unless said. One that is there keeps what it has. */
  readonly demo?: Filling
  readonly dev?: boolean
  readonly steps?: Steps
}

export interface Served {
  readonly url: string
  readonly app: App
  /** Addresses and accounts, to be shown. */
  readonly welcome: readonly string[]
  stop(): Promise<void>
}

type Undo = () => Promise<void>

/**
 * Starts everything: database, schema, first data, web applications, jobs, and the server last of all, so that who can
 * reach it finds it ready. When a step fails, what was started before it is stopped.
 */
export async function serve(options: ServeOptions): Promise<Served> {
  const { port, dataDir, demo, steps = silent } = options
  const undo: Undo[] = []
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    const origin = originOf(process.env.SAOLA_ORIGIN, port)
    await refuseTakenPort(port)
    const { address, close } = await openDatabase(options, steps)
    undo.push(close)
    const db = connect(address, { max: 12 })
    undo.push(() => db.close())
    await makeDataDir(dataDir)
    await migrateAll(db, address, steps)

    const known = await modeOf(db)
    const mode = known ?? (demo === 'none' ? 'production' : 'demo')
    const app = createApp({
      config: { mode, origin, dataDir, settings: readSettings(process.env) },
      db,
      keyring: installationKeyring(dataDir, !known),
      log: pino(
        { level: process.env.LOG_LEVEL ?? 'warn' },
        pino.destination({ dest: join(dataDir, 'saola.log'), sync: false }),
      ),
      jobs: queuedJobs,
      modules,
    })
    loadWords(modules)
    await app.start()
    undo.push(() => app.stop())
    const made = await firstStart(app, { demo, steps })

    if (!options.dev) await buildWebIfStale(work => steps.step('Building the web apps', work))
    const following = startFollowing(app)
    app.wakeFollowers = following.wake
    undo.push(() => following.stop())
    const worker = await startWorker(app, address)
    undo.push(() => worker.stop())
    if (mode === 'demo') undo.push(keepLiving(app))

    const http = await createServer(app, { web: options.dev ? serveWebDev : serveWeb })
    undo.push(() => http.close())
    await http.listen({ port, host: process.env.SAOLA_HOST ?? '0.0.0.0' })
    const url = `http://localhost:${port}`
    return { url, app, stop, welcome: welcome(url, mode, origin, made) }
  } catch (error) {
    await stop().catch(() => {})
    throw asStartupError(error, port)
  }
}

function asStartupError(error: unknown, port: number): unknown {
  const { code } = error as { code?: string }
  if (code === 'EADDRINUSE') return new StartupError(takenPort(port))
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new StartupError(`SAOLA_HOST is to be an address of this machine, and not '${process.env.SAOLA_HOST}'.`)
  return error
}

/** Where the public reaches this installation. */
function originOf(wish: string | undefined, port: number): string {
  if (!wish) return `http://localhost:${port}`
  const url = URL.parse(wish)
  if (!url || !/^https?:$/.test(url.protocol) || url.origin !== wish.replace(/\/$/, ''))
    throw new StartupError(`SAOLA_ORIGIN is to be an address such as https://saola.example.vn, and not '${wish}'.`)
  return url.origin
}

const takenPort = (port: number) => `Port ${port} is taken. Stop what uses it, or choose another with --port.`

/** Asked before anything is made: a second start by mistake must change nothing. */
function refuseTakenPort(port: number): Promise<void> {
  return new Promise((done, failed) => {
    const socket = createSocket()
    socket.once('error', (error: { code?: string }) =>
      failed(
        error.code === 'EADDRINUSE'
          ? new StartupError(takenPort(port))
          : new StartupError(`Port ${port} cannot be used (${error.code}).`),
      ),
    )
    socket.listen(port, '0.0.0.0', () => socket.close(() => done()))
  })
}

async function makeDataDir(dataDir: string): Promise<void> {
  try {
    await makeFolder(dataDir, 0o700)
  } catch (error) {
    const { code } = error as { code?: string }
    const why =
      code === 'ENOSPC' ? 'the disk is full' : code === 'EROFS' ? 'the disk is read-only' : 'it cannot be written'
    throw new StartupError(`The data directory ${dataDir} cannot be made: ${why}. Choose another with --data.`)
  }
}
