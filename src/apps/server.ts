import { mkdirSync } from 'node:fs'
import { createServer as createSocket } from 'node:net'
import { join } from 'node:path'
import { runMigrations } from 'graphile-worker'
import pino from 'pino'
import { type App, createApp, type Mode } from '#core/app.ts'
import { type Address, connect, type Db } from '#core/db/db.ts'
import { startPostgres } from '#core/db/embedded.ts'
import { findMigrations, migrate, NewerDatabase } from '#core/db/migrate.ts'
import { createServer } from '#core/http/server.ts'
import { queuedJobs, startWorker, workerPool } from '#core/jobs.ts'
import { startFollowing } from '#core/journal.ts'
import { openKeyring } from '#core/keyring.ts'
import { loadWords } from '#core/load-words.ts'
import { StartupError } from '#core/startup-error.ts'
import { buildWebIfStale } from './build.ts'
import { type DemoSize, firstStart, type Made } from './first-start.ts'
import { keepLiving } from './living.ts'
import { modules } from './modules.ts'
import { serveWeb, serveWebDev } from './web.ts'

export interface ServeOptions {
  readonly port: number
  readonly dataDir: string
  readonly demo: DemoSize
  /** An own PostgreSQL instead of the embedded one. */
  readonly databaseUrl?: string
  readonly dev?: boolean
  readonly onStep?: (text: string) => void
}

export interface Served {
  readonly url: string
  readonly app: App
  stop(): Promise<void>
}

type Undo = () => Promise<void>

/**
 * Starts everything: database, schema, first data, web applications, jobs, and the server last of all, so that who can
 * reach it finds it ready. When a step fails, what was started before it is stopped.
 */
export async function serve(options: ServeOptions): Promise<Served> {
  const { port, dataDir, onStep = () => {} } = options
  const undo: Undo[] = []
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    await refuseTakenPort(port)
    makeDataDir(dataDir)
    const address = await openDatabase(options, undo, onStep)
    const db = connect(address, { max: 12 })
    undo.push(() => db.close())
    await migrateAll(db, address, onStep)

    const origin = process.env.SAOLA_ORIGIN ?? `http://localhost:${port}`
    const mode = await modeOf(db, options.demo)
    const app = createApp({
      config: { mode, origin, dataDir, ...(process.env.SMTP_URL ? { smtpUrl: process.env.SMTP_URL } : {}) },
      db,
      keyring: openKeyring(process.env.SAOLA_KEYRING ?? join(dataDir, 'keyring.json')),
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
    const made = await firstStart(app, { demo: options.demo, onStep })

    if (!options.dev) await buildWebIfStale(onStep)
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
    for (const line of welcome(url, made)) onStep(line)
    return { url, app, stop }
  } catch (error) {
    await stop().catch(() => {})
    throw asStartupError(error, options)
  }
}

function asStartupError(error: unknown, { port }: ServeOptions): unknown {
  if (error instanceof NewerDatabase) return new StartupError(error.message)
  if ((error as { code?: string }).code === 'EADDRINUSE') return new StartupError(takenPort(port))
  return error
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

function makeDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  } catch (error) {
    const { code } = error as { code?: string }
    const why =
      code === 'ENOSPC' ? 'the disk is full' : code === 'EROFS' ? 'the disk is read-only' : 'it cannot be written'
    throw new StartupError(`The data directory ${dataDir} cannot be made: ${why}. Choose another with --data.`)
  }
}

async function openDatabase(
  { databaseUrl, dataDir }: ServeOptions,
  undo: Undo[],
  onStep: (text: string) => void,
): Promise<Address> {
  if (databaseUrl) return { url: databaseUrl }
  const onLost = (reason: string) => {
    process.stderr.write(`PostgreSQL ended: ${reason}\n`)
    process.exitCode = 1
    process.kill(process.pid, 'SIGTERM')
  }
  const postgres = await startPostgres({ dataDir, onStep, onLost })
  undo.push(() => postgres.stop())
  return postgres.address
}

async function migrateAll(db: Db, address: Address, onStep: (text: string) => void): Promise<void> {
  let applied = 0
  await migrate(db, findMigrations(modules), () => applied++).catch(async (error: unknown) => {
    const { code } = error as { code?: string }
    if (code === 'ECONNREFUSED' || code === '28P01' || code === '3D000')
      throw new StartupError(`The database in DATABASE_URL cannot be used (${code}).`)
    throw error
  })
  if (applied) onStep(`Schema brought up to date: ${applied} migrations`)
  const pool = workerPool(address)
  await runMigrations({ pgPool: pool }).finally(() => pool.end())
}

/** What this installation is was decided when it was made; only a new one follows the option. */
async function modeOf(db: Db, demo: DemoSize): Promise<Mode> {
  const [row] = await db.sql<{ mode: Mode }[]>`select mode from core.installation`
  return row?.mode ?? (demo === 'none' ? 'production' : 'demo')
}

function welcome(url: string, made: Made): string[] {
  const lines = [
    `Citizens and checkpoints  ${url}/`,
    `Offices and command       ${url}/console`,
    `API                       ${url}/api`,
  ]
  for (const { who, login, password } of made.accounts) lines.push(`  ${who}: ${login} / ${password}`)
  return lines
}
