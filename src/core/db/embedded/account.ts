import { execFile } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { promisify } from 'node:util'
import { StartupError } from '../../startup-error.ts'

const run = promisify(execFile)

/** Whom PostgreSQL runs as. It refuses to be root, and its initdb refuses a user without a name. */
export interface Account {
  /** Put before the program, to enter a user namespace. */
  readonly prefix: readonly string[]
  /** The user to become; only root can. */
  readonly become?: { readonly uid: number; readonly gid: number }
}

interface Entry {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

const asIs: Account = { prefix: [] }

/**
 * - An ordinary user: as that user.
 * - Root, or a user without a name (containers): in a user namespace that maps it to an ordinary name. Seen from
 *   outside it stays the same user, so a private (0700) home is no hindrance.
 * - Root where user namespaces are not permitted (most containers), or over data that an ordinary user owns: as that
 *   ordinary user, or as `postgres` or `nobody`.
 *
 * @param cluster the PostgreSQL data directory, which need not exist yet
 * @throws StartupError when no way is left
 */
export async function chooseAccount(cluster: string): Promise<Account> {
  const uid = process.getuid?.()
  const owner = await ownerOf(cluster)
  if (uid !== 0 && owner !== undefined && owner !== uid)
    throw new StartupError(`'${cluster}' belongs to user ${owner}; start Saola as that user, or choose another --data.`)
  if (uid === undefined || (uid !== 0 && hasName())) return asIs

  const entries = await ordinaryUsers()
  if (uid === 0 && owner) return { prefix: [], become: { uid: owner, gid: groupOf(owner, entries) } }

  const [entry] = entries
  if (!entry)
    throw new StartupError('PostgreSQL does not run as root, and /etc/passwd names no other user to run it as.')
  const prefix = ['unshare', '--user', `--map-user=${entry.uid}`, `--map-group=${entry.gid}`, '--']
  if (await works([...prefix, 'true'])) return { prefix }
  if (uid !== 0)
    throw new StartupError(
      `PostgreSQL needs a user with a name, and user ${uid} has none in /etc/passwd; start Saola as a named user.`,
    )
  if (owner === 0)
    throw new StartupError(
      `PostgreSQL does not run as root and user namespaces are not permitted here; give its data to an ordinary user: chown -R ${entry.name} '${cluster}'`,
    )
  return { prefix: [], become: { uid: entry.uid, gid: entry.gid } }
}

/** Whether the account may do `-r`, `-w`, `-x` (as of test(1)) to the path, the folders above it included. */
export function may(account: Account, flag: '-r' | '-w' | '-x', path: string): Promise<boolean> {
  return works(['/bin/sh', '-c', 'test "$1" "$2"', 'may', flag, path], account)
}

/** Whether the command ends well under that account. */
export async function works(command: readonly string[], account: Account = asIs): Promise<boolean> {
  const [program = 'true', ...args] = [...account.prefix, ...command]
  return run(program, args, { cwd: '/', ...account.become }).then(
    () => true,
    () => false,
  )
}

function hasName(): boolean {
  try {
    return userInfo().username !== ''
  } catch {
    return false
  }
}

/** Those of /etc/passwd other than root, best first. */
async function ordinaryUsers(): Promise<readonly Entry[]> {
  const preferred = ['postgres', 'nobody']
  const rank = (entry: Entry) => (preferred.includes(entry.name) ? preferred.indexOf(entry.name) : preferred.length)
  const text = await readFile('/etc/passwd', 'utf8').catch(() => '')
  return text
    .split('\n')
    .map(line => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter(entry => entry.uid > 0 && entry.gid > 0)
    .sort((a, b) => rank(a) - rank(b))
}

function groupOf(uid: number, entries: readonly Entry[]): number {
  return entries.find(entry => entry.uid === uid)?.gid ?? uid
}

async function ownerOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ uid }) => uid,
    () => undefined,
  )
}
