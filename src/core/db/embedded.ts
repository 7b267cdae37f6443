import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { claim } from '../claim.ts'
import { StartupError } from '../startup-error.ts'
import type { Address } from './db.ts'
import { type Account, chooseAccount } from './embedded/account.ts'
import { type Binaries, findBinaries, program, reachable } from './embedded/binaries.ts'
import { ensureCluster, SUPERUSER } from './embedded/cluster.ts'
import { clearSocket, openTo, PORT, prepareDataDir, prepareSocketDir } from './embedded/folders.ts'
import { type Guarded, spawnGuarded } from './embedded/guarded.ts'
import { explain, type Log, openLog } from './embedded/log.ts'
import { stopOrphan } from './embedded/orphan.ts'
import { asArguments, forgetful, type Settings, serverSettings } from './embedded/settings.ts'

/** Milliseconds that an orderly stop may take; then PostgreSQL is stopped at once and recovers at the next start. */
const PATIENCE = 60_000
const DATABASE = 'saola'

export interface StartOptions {
  /** Takes the cluster (`postgres/`), its socket (`run/`) and its log (`postgres.log`). Made when missing. */
  readonly dataDir: string
  /** Told of each step, in a few English words. */
  readonly onStep?: (text: string) => void
  /** Told why, when PostgreSQL ends without having been asked to. */
  readonly onLost?: (reason: string) => void
  /** False for tests: quick, and nothing survives a failing machine. */
  readonly durable?: boolean
  /** PostgreSQL settings over ours. */
  readonly settings?: Settings
}

export interface EmbeddedPostgres {
  /** For postgres.js and pg alike: the folder of a UNIX socket as host. No URL says this to both. */
  readonly address: Required<Omit<Address, 'url'>>
  readonly pid: number
  /** Resolves when the server has ended in good order; may be called twice. */
  stop(): Promise<void>
}

/**
 * Starts the PostgreSQL of the npm package on a data directory of its own, with the database `saola` in it.
 *
 * It listens on a UNIX socket in a private folder and nowhere else, so it needs no password; systems without UNIX
 * sockets (Windows) are not served. It ends with this process, however that ends, and a start finds and stops what
 * an earlier one left behind.
 *
 * @throws StartupError when another Saola uses the directory, it cannot be written, it is of another PostgreSQL
 *   version, the disk is full, or PostgreSQL does not start; nothing half-done remains
 */
export async function startPostgres(options: StartOptions): Promise<EmbeddedPostgres> {
  const begun = await begin(options)
  if ('heldBy' in begun) throw new StartupError(alreadyInUse(begun.dataDir, begun.heldBy))
  return begun
}

/**
 * The PostgreSQL of a data directory for as long as it is needed: the one that a running Saola has there, which
 * `stop` then leaves alone, or one of its own.
 *
 * @throws StartupError as `startPostgres` does, and when the running one does not answer
 */
export async function joinPostgres(options: StartOptions): Promise<Pick<EmbeddedPostgres, 'address' | 'stop'>> {
  const begun = await begin(options)
  if (!('heldBy' in begun)) return begun
  const { address, dataDir, heldBy } = begun
  for (let tries = 0; !(await ensureDatabase(address)); tries++) {
    if (tries === 100) throw new StartupError(alreadyInUse(dataDir, heldBy))
    await sleep(100)
  }
  return { address, stop: async () => {} }
}

interface Held {
  /** What is known of the Saola that uses the directory. */
  readonly heldBy: string
  readonly dataDir: string
  readonly address: EmbeddedPostgres['address']
}

async function begin(options: StartOptions): Promise<EmbeddedPostgres | Held> {
  const dataDir = await prepareDataDir(options.dataDir)
  const cluster = join(dataDir, 'postgres')
  const account = await chooseAccount(cluster)
  const socketDir = await prepareSocketDir(dataDir, account)
  const held = await claim(join(socketDir, 'saola.lock'))
  if ('heldBy' in held) return { heldBy: held.heldBy, dataDir, address: addressIn(socketDir) }

  const closeUp = async () => {
    if (!socketDir.startsWith(dataDir)) await rm(socketDir, { recursive: true, force: true })
    held.release()
  }
  try {
    await openTo(account, dataDir, socketDir)
    return await startClaimed({ ...options, dataDir, cluster, account, socketDir }, closeUp)
  } catch (error) {
    await closeUp()
    throw error
  }
}

const addressIn = (socketDir: string) => ({ host: socketDir, port: PORT, user: SUPERUSER, database: DATABASE })

interface Claimed extends StartOptions {
  readonly cluster: string
  readonly account: Account
  readonly socketDir: string
}

async function startClaimed(options: Claimed, closeUp: () => Promise<void>): Promise<EmbeddedPostgres> {
  const { dataDir, cluster, account, socketDir, durable = true, onStep } = options
  if (await stopOrphan(cluster, PATIENCE)) onStep?.('Stopped a PostgreSQL that an earlier run left behind')
  await clearSocket(socketDir)
  const binaries = await reachable(await findBinaries(), account)
  const log = openLog(join(dataDir, 'postgres.log'), account)
  try {
    const onMake = () => onStep?.(`Making a database in ${dataDir}`)
    const made = await ensureCluster(cluster, { dataDir, binaries, account, durable, log, onMake })
    if (!made) onStep?.(`Using the database in ${dataDir}`)
    const server = await launch(binaries, options, log)
    const address = addressIn(socketDir)
    await ready(server, address, log, onStep).catch(async error => {
      await end(server)
      throw error
    })
    return running(server, address, options, async () => {
      log.close()
      await closeUp()
    })
  } catch (error) {
    log.close()
    throw error
  }
}

function launch(binaries: Binaries, options: Claimed, log: Log): Promise<Guarded> {
  const { cluster, account, socketDir, durable = true } = options
  const settings = { ...serverSettings(binaries), ...(durable ? {} : forgetful), ...options.settings }
  const args = ['-D', cluster, '-k', socketDir, '-p', `${PORT}`, ...asArguments(settings)]
  return spawnGuarded(program(binaries, 'postgres'), args, account, log.fd)
}

/** Waits as long as the server lives: recovery after a failed machine takes the time it takes. */
async function ready(server: Guarded, address: Address, log: Log, onStep?: (text: string) => void): Promise<void> {
  let ended = false
  server.ended.then(() => {
    ended = true
  })
  const patience = setTimeout(() => onStep?.('PostgreSQL is recovering what was last written'), 2_000)
  try {
    while (!(await ensureDatabase(address))) {
      if (ended) throw explain(log, 'PostgreSQL did not start')
      await sleep(20)
    }
  } finally {
    clearTimeout(patience)
  }
}

/** Makes the database where missing; false while the server does not take connections yet. */
async function ensureDatabase(address: Address): Promise<boolean> {
  const sql = postgres({ ...address, database: 'postgres', max: 1, fetch_types: false, onnotice: () => {} })
  try {
    const [found] = await sql`select from pg_database where datname = ${DATABASE}`
    if (!found) await sql.unsafe(`create database ${DATABASE}`)
    return true
  } catch (error) {
    if (NOT_YET.has((error as { code?: string }).code ?? '')) return false
    throw error
  } finally {
    await sql.end({ timeout: 1 })
  }
}

/** Starting up (57P03), or its socket is not there yet, left over, or closed again. */
const NOT_YET = new Set([
  '57P03',
  'ENOENT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'CONNECTION_CLOSED',
  'CONNECT_TIMEOUT',
])

function running(
  server: Guarded,
  address: EmbeddedPostgres['address'],
  options: StartOptions,
  closeUp: () => Promise<void>,
): EmbeddedPostgres {
  let stopping: Promise<void> | undefined
  const closed = server.ended.then(async ({ code, signal }) => {
    await closeUp()
    if (!stopping) options.onLost?.(`PostgreSQL ended by itself (${signal ?? `exit code ${code}`})`)
  })
  const stop = async () => {
    await end(server)
    await closed
  }
  return {
    address,
    pid: server.pid,
    stop() {
      stopping ??= stop()
      return stopping
    },
  }
}

async function end(server: Guarded): Promise<void> {
  server.kill('SIGINT')
  const impatience = setTimeout(() => server.kill('SIGQUIT'), PATIENCE)
  await server.ended
  clearTimeout(impatience)
}

function alreadyInUse(dataDir: string, holder: string): string {
  return `Another Saola${holder && ` (${holder})`} is using '${dataDir}'; stop it, or give this one a data directory of its own with --data DIR.`
}
