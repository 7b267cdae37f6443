import { execFile, execFileSync } from 'node:child_process'
import { appendFileSync, chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '../miniature.ts'

const HOME = '/usr/lib/postgresql'
const major = existsSync(HOME) ? readdirSync(HOME).sort().at(-1) : undefined
const bin = major && join(HOME, major, 'bin')
const user = idOf('postgres')

/** Why tests with a PostgreSQL of the system are skipped; undefined where they run. */
export const noDebianPostgres = !bin
  ? `there is no PostgreSQL in ${HOME}: apt-get install postgresql`
  : process.getuid?.() !== 0 || user === undefined
    ? 'only root can run a PostgreSQL as its own user'
    : undefined

function idOf(name: string): number | undefined {
  try {
    return Number(execFileSync('id', ['-u', name], { stdio: ['ignore', 'pipe', 'ignore'] }))
  } catch {
    return undefined
  }
}

/** Runs one of its programs as the user of PostgreSQL. */
export const postgresProgram = async (name: string, ...args: string[]): Promise<string> => {
  const { stdout } = await promisify(execFile)(join(bin as string, name), args, { uid: user, cwd: '/' })
  return stdout
}

/** A folder of that user. */
export function postgresFolder(name: string): string {
  const root = mkdtempSync(join(tmpdir(), `saola-${name}-`))
  chmodSync(root, 0o755)
  return ownFolder(join(root, name))
}

export function ownFolder(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  chownSync(path, user as number, user as number)
  return path
}

export interface DebianPostgres {
  readonly dir: string
  readonly url: string
  stop(how?: 'fast' | 'immediate'): Promise<void>
  start(): Promise<void>
  remove(): void
}

/** A server of its own with a database `saola`; `settings` are lines of postgresql.conf. */
export async function debianPostgres(settings: readonly string[] = []): Promise<DebianPostgres> {
  const dir = postgresFolder('postgresql')
  await postgresProgram('initdb', '-D', dir, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '-N')
  const server = await serverIn(dir, settings)
  await server.start()
  await postgresProgram('createdb', '-h', '127.0.0.1', '-p', new URL(server.url).port, '-U', 'postgres', 'saola')
  return server
}

/** The server of a data directory that is there already. */
export async function serverIn(dir: string, settings: readonly string[] = []): Promise<DebianPostgres> {
  const port = await freePort()
  const lines = ["listen_addresses = '127.0.0.1'", `port = ${port}`, `unix_socket_directories = '${dir}'`, ...settings]
  appendFileSync(join(dir, 'postgresql.conf'), `${lines.join('\n')}\n`)
  const ctl = (...args: string[]) => postgresProgram('pg_ctl', '-D', dir, '-w', '-l', join(dir, 'log'), ...args)
  return {
    dir,
    url: `postgres://postgres@127.0.0.1:${port}/saola`,
    start: async () => void (await ctl('start')),
    stop: async (how = 'fast') => void (await ctl('stop', '-m', how)),
    remove: () => rmSync(join(dir, '..'), { recursive: true, force: true }),
  }
}
