import { createHash } from 'node:crypto'
import { access, chmod, chown, constants, lstat, mkdir, realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder } from '../../folder.ts'
import { StartupError } from '../../startup-error.ts'
import { type Account, may } from './account.ts'

export const PORT = 5432

/** Linux takes 107 bytes for the path of a UNIX socket, other systems 103. */
const LONGEST_SOCKET_PATH = 103

/**
 * Makes the data directory.
 *
 * @returns its real path, the one name by which a running server can be recognised
 * @throws StartupError when it cannot be made or written
 */
export async function prepareDataDir(dataDir: string): Promise<string> {
  try {
    await makeFolder(dataDir, 0o755)
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
    return await realpath(dataDir)
  } catch (error) {
    throw new StartupError(`Saola cannot write to its data directory '${dataDir}': ${reason(error)}.`)
  }
}

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  const known: Record<string, string> = {
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EROFS: 'the disk is read-only',
    ENOTDIR: 'a file is in the way',
    EEXIST: 'a file is in the way',
    ENOSPC: 'the disk is full',
    ENOENT: 'no folder can be made there',
  }
  return known[code ?? ''] ?? message
}

/**
 * Makes the private folder of the sockets: in the data directory, or in /tmp where that path is too long for a socket.
 *
 * @throws StartupError when what is there is somebody else's
 */
export async function prepareSocketDir(dataDir: string, account: Account): Promise<string> {
  const near = join(dataDir, 'run')
  const fits = Buffer.byteLength(join(near, `.s.PGSQL.${PORT}`)) <= LONGEST_SOCKET_PATH
  const folder = fits ? near : join('/tmp', `saola-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`)
  await mkdir(folder, { mode: 0o700 }).catch(error => {
    if (error.code !== 'EEXIST') throw error
  })
  const { uid, mode } = await lstat(folder)
  const me = process.getuid?.()
  const ours = uid === me || uid === account.become?.uid || (me === 0 && folder === near)
  if (!ours || (mode & 0o170_077) !== constants.S_IFDIR)
    throw new StartupError(`'${folder}' must be a private folder (mode 0700) of this user; remove it.`)
  return folder
}

/**
 * Lets the account pass through the data directory and put its socket in that folder. Only root gives and takes.
 *
 * @throws StartupError when a folder above is closed to it
 */
export async function openTo(account: Account, dataDir: string, socketDir: string): Promise<void> {
  if (process.getuid?.() !== 0) return
  const { uid, gid } = account.become ?? { uid: 0, gid: 0 }
  if (account.become) await chmod(dataDir, ((await lstat(dataDir)).mode & 0o7777) | 0o011)
  if (!(await may(account, '-x', dataDir)))
    throw new StartupError(
      `PostgreSQL does not run as root, and user ${uid} cannot reach '${dataDir}'; choose a data directory outside private folders.`,
    )
  await chown(socketDir, uid, gid)
}

/**
 * Takes away the socket that a killed server left, and the lock beside it, which would mislead the next one as
 * `postmaster.pid` would. To be called when no server runs there.
 */
export async function clearSocket(socketDir: string): Promise<void> {
  for (const name of [`.s.PGSQL.${PORT}`, `.s.PGSQL.${PORT}.lock`]) await rm(join(socketDir, name), { force: true })
}
