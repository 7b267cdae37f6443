import { execFile } from 'node:child_process'
import { readdir, readFile, readlink, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { StartupError } from '../../startup-error.ts'

/**
 * Stops a PostgreSQL that outlived its Saola, and what outlived that PostgreSQL. To be called under a claim on the
 * data directory: only then are processes found there known to be orphans.
 *
 * @param patience milliseconds for an orderly stop, before one that leaves recovery to the next start
 * @returns whether there was one
 */
export async function stopOrphan(cluster: string, patience: number): Promise<boolean> {
  const server = () => recordedServer(cluster)
  const strays = () => processesIn(cluster)
  const found = (await stopAll(server, 'SIGINT', patience)) + (await stopAll(server, 'SIGQUIT', patience))
  const foundToo = (await stopAll(strays, 'SIGQUIT', 5_000)) + (await stopAll(strays, 'SIGKILL', 5_000))
  const left = await strays()
  if (left.length > 0)
    throw new StartupError(
      `Processes of an earlier PostgreSQL in '${cluster}' do not stop: ${left.join(', ')}; end them.`,
    )
  await removeMisleadingLock(cluster)
  return found + foundToo > 0
}

type Find = () => Promise<readonly number[]>

/**
 * Signals those found once, and waits until none is found any more or patience ends.
 *
 * @returns how many there were
 */
async function stopAll(find: Find, name: NodeJS.Signals, patience: number): Promise<number> {
  const found = await find()
  for (const pid of found) signal(pid, name)
  for (let waited = 0; waited < patience && (await find()).length > 0; waited += 50) await sleep(50)
  return found.length
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPERM')
      throw new StartupError(`Another user's PostgreSQL (process ${pid}) is still running; stop it as that user.`)
  }
}

/** The server that `postmaster.pid` names. Numbers are reused: it must be a `postgres -D` of this very directory. */
async function recordedServer(cluster: string): Promise<readonly number[]> {
  const pid = await recordedPid(cluster)
  if (pid === undefined) return []
  const command = await commandOf(pid)
  return basename(command[0] ?? '') === 'postgres' && command.includes(cluster) ? [pid] : []
}

async function recordedPid(cluster: string): Promise<number | undefined> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number.parseInt(text, 10)
  return pid > 0 ? pid : undefined
}

/**
 * PostgreSQL takes the number in its lock file for a living server when any process has it: a later one that was given
 * the same number, or its own predecessor that nobody has reaped (the first process of a container often does not).
 * In every other case it clears a stale file itself, after checks of its own.
 */
async function removeMisleadingLock(cluster: string): Promise<void> {
  const pid = await recordedPid(cluster)
  if (pid !== undefined && exists(pid)) await rm(join(cluster, 'postmaster.pid'), { force: true })
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function commandOf(pid: number): Promise<readonly string[]> {
  if (process.platform === 'linux') {
    const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    return text.split('\0')
  }
  const { stdout } = await promisify(execFile)('ps', ['-o', 'command=', '-p', `${pid}`]).catch(() => ({ stdout: '' }))
  const [program = '', rest = ''] = stdout.trim().split(' -D ')
  return [program, rest.split(' -k ')[0] ?? '']
}

/**
 * When only the server itself was killed, its children end as soon as they look up from their query; until then a new
 * server refuses to start. They work in the cluster's folder. (Linux; elsewhere PostgreSQL says so itself.)
 */
async function processesIn(cluster: string): Promise<readonly number[]> {
  const numbers = (await readdir('/proc').catch((): string[] => [])).filter(name => /^\d+$/.test(name))
  const found = await Promise.all(
    numbers.map(async number => {
      const folder = await readlink(`/proc/${number}/cwd`).catch(() => undefined)
      return folder === cluster && (await nameOf(number)) === 'postgres' ? [Number(number)] : []
    }),
  )
  return found.flat()
}

async function nameOf(number: string): Promise<string> {
  return (await readFile(`/proc/${number}/comm`, 'utf8').catch(() => '')).trim()
}
