import { createServer as createSocket } from 'node:net'
import { join } from 'node:path'
import pino from 'pino'
import { type App, createApp } from '#core/app.ts'
import { headsFileOf } from '#core/audit/heads.ts'
import { startSealing } from '#core/audit/seal.ts'
import { connect } from '#core/db/db.ts'
import { queuedJobs } from '#core/deliveries.ts'
import { makeFolder } from '#core/folder.ts'
import { createServer } from '#core/http/server.ts'
import { startWorker } from '#core/jobs.ts'
import { startFollowing } from '#core/journal.ts'
import { loadWords } from '#core/load-words.ts'
import { createLog } from '#core/log.ts'
import { keepRunning } from '#core/running.ts'
import { StartupError } from '#core/startup-error.ts'
import { buildWebIfStale } from './build.ts'
import { backupPlace, migrateAll, modeOf, openDatabase, refuseHalfRestored, type Whereabouts } from './database.ts'
import { type Filling, firstStart } from './first-start.ts'
import { installationKeyring } from './keyring.ts'
import { keepLiving } from './living.ts'
import { modules } from './modules.ts'
import { observing } from './observing.ts'
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
    const known = await modeOf(db)
    await refuseHalfRestored(dataDir, known)
    await migrateAll(db, address, steps)
    const mode = known ?? (demo === 'none' ? 'production' : 'demo')
    const app = createApp({
      config: { mode, origin, dataDir, ...backupPlace(process.env), settings: readSettings(process.env) },
      db,
      keyring: installationKeyring(dataDir, !known),
      log: createLog(
        process.env.LOG_LEVEL ?? 'warn',
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
    const sealing = startSealing(app, headsFileOf(app.config))
    undo.push(() => sealing.stop())
    const worker = await startWorker(app, address)
    undo.push(() => worker.stop())
    undo.push(keepRunning(app))
    if (mode === 'demo') undo.push(keepLiving(app))

    const { observers, close: stopObserving } = await observing(app, process.env)
    undo.push(stopObserving)
    const trustProxy = trustedProxies(process.env.SAOLA_TRUST_PROXY)
    const http = await createServer(app, { web: options.dev ? serveWebDev : serveWeb, observers, trustProxy })
    undo.push(() => http.close())
    await http.listen({ port, host: process.env.SAOLA_HOST ?? '0.0.0.0' })
    const url = `http://localhost:${port}`
    return { url, app, stop, welcome: [...welcome(url, mode, origin, made), ...(await warnings(app))] }
  } catch (error) {
    await stop().catch(() => {})
    throw asStartupError(error, port)
  }
}

/** In production a start says what is not fit for it; the welcome speaks of the public address, and nobody waits for a mail server. */
async function warnings(app: App): Promise<readonly string[]> {
  if (app.config.mode === 'demo') return []
  const { examine, lineOf } = await import('./doctor.ts')
  const findings = await examine(app, process.env, ['public address', 'mail server'])
  const bad = findings.filter(({ state }) => state === 'bad')
  return bad.length ? ['  Not fit for production yet; saola doctor tells more:', ...bad.map(lineOf), ''] : []
}

/** Whom we believe about who asks: named addresses or networks, never everybody. */
function trustedProxies(wish: string | undefined): string | undefined {
  if (!wish || /^[\d.:a-f/, ]+$|^(loopback|linklocal|uniquelocal)(, ?(loopback|linklocal|uniquelocal))*$/i.test(wish))
    return wish || undefined
  throw new StartupError(`SAOLA_TRUST_PROXY is to name addresses of proxies such as 10.0.0.5, and not '${wish}'.`)
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
