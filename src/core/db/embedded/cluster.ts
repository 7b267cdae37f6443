import { chown, mkdtemp, readdir, readFile, rename, rm, statfs } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { StartupError } from '../../startup-error.ts'
import type { Account } from './account.ts'
import { type Binaries, program } from './binaries.ts'
import { spawnGuarded } from './guarded.ts'
import { explain, type Log } from './log.ts'

/** The PostgreSQL user that owns everything; the socket's folder is private, so it has no password. */
export const SUPERUSER = 'postgres'

const ROOM = 256 * 2 ** 20

/**
 * Makes the cluster (PostgreSQL's data directory) where there is none. It is built beside its place and renamed, so
 * that a stop in between leaves nothing half-done.
 *
 * @returns whether it was made now
 * @throws StartupError when what is there is not of this major version, or it cannot be made
 */
export async function ensureCluster(cluster: string, options: CreateOptions): Promise<boolean> {
  await removeDrafts(cluster)
  if (await isUsable(cluster, options.binaries.major)) return false

  await requireRoom(options.dataDir)
  options.onMake()
  // Under a name of its own: the initdb of a starter that was killed may be about to end, and clears away its own then.
  const draft = await mkdtemp(`${draftsOf(cluster)}-`)
  try {
    await initialize(draft, options)
    await rename(draft, cluster)
  } catch (error) {
    await remove(draft)
    throw error
  }
  return true
}

/** What the names of drafts begin with. */
const draftsOf = (cluster: string) => `${cluster}.new`

async function removeDrafts(cluster: string): Promise<void> {
  const drafts = basename(draftsOf(cluster))
  for (const name of await readdir(dirname(cluster)))
    if (name.startsWith(drafts)) await remove(join(dirname(cluster), name))
}

/** Again for a while when it is not empty: an initdb may still write into it. */
const remove = (draft: string) => rm(draft, { recursive: true, force: true, maxRetries: 20, retryDelay: 20 })

interface CreateOptions {
  readonly dataDir: string
  readonly binaries: Binaries
  readonly account: Account
  readonly durable: boolean
  readonly log: Log
  /** Told when one is about to be made. */
  readonly onMake: () => void
}

async function isUsable(cluster: string, major: number): Promise<boolean> {
  const files = await readdir(cluster).catch((error): string[] => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  if (files.length === 0) return false
  if (!files.includes('PG_VERSION'))
    throw new StartupError(
      `'${cluster}' holds files that are not a PostgreSQL database; choose another data directory.`,
    )
  const version = Number.parseInt(await readFile(join(cluster, 'PG_VERSION'), 'utf8'), 10)
  if (version === major) return true
  const remedy = version > major ? 'start it with a newer Saola' : 'export it with the Saola that wrote it'
  throw new StartupError(
    `'${cluster}' was written by PostgreSQL ${version} and this is PostgreSQL ${major}; ${remedy}.`,
  )
}

async function requireRoom(dataDir: string): Promise<void> {
  const { bavail, bsize } = await statfs(dataDir)
  const free = bavail * bsize
  if (free < ROOM)
    throw new StartupError(
      `The disk of '${dataDir}' is full: ${megabytes(free)} MB are free, and a first start needs ${megabytes(ROOM)} MB.`,
    )
}

const megabytes = (bytes: number) => Math.floor(bytes / 2 ** 20)

/** Unicode throughout, sorted and compared the Vietnamese way (Dung < đá < Đức). */
async function initialize(draft: string, { dataDir, binaries, account, durable, log }: CreateOptions): Promise<void> {
  if (account.become) await chown(draft, account.become.uid, account.become.gid)
  const initdb = await spawnGuarded(
    program(binaries, 'initdb'),
    [
      `--pgdata=${draft}`,
      `--username=${SUPERUSER}`,
      '--auth-local=trust',
      '--auth-host=reject',
      '--encoding=UTF8',
      '--locale-provider=icu',
      '--icu-locale=vi',
      `--locale=${process.platform === 'linux' ? 'C.UTF-8' : 'C'}`,
      ...(durable ? [] : ['--no-sync']),
    ],
    account,
    log.fd,
  )
  const { code } = await initdb.ended
  if (code !== 0) throw explain(log, `PostgreSQL could not make its data directory in '${dataDir}'`)
}
