import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Writable } from 'node:stream'
import type { Account } from './account.ts'

/** Without its comments: it is an argument, which whoever lists processes has to read. */
const guard = readFileSync(new URL('../../guard.sh', import.meta.url), 'utf8').replace(/^#.*\n/gm, '')

export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface Guarded {
  readonly pid: number
  readonly ended: Promise<Ending>
  kill(signal: NodeJS.Signals): void
}

/**
 * Starts a program that is interrupted (SIGINT) when this process dies, by `kill -9` too. It leads a session of its
 * own: Ctrl-C in the terminal reaches Saola alone, which then stops its database in good order.
 *
 * @param log file descriptor that takes its output
 * @throws when there is no shell, or the account may not be taken on
 */
export async function spawnGuarded(program: string, args: readonly string[], account: Account, log: number) {
  const child = spawn('/bin/sh', ['-c', guard, 'guard', 'INT', 'process', ...account.prefix, program, ...args], {
    detached: true,
    stdio: ['ignore', log, log, 'pipe'],
    cwd: '/',
    env: environment(),
    ...account.become,
  })
  const lifeline = child.stdio[3] as Writable
  lifeline.on('error', () => {})
  const ended = new Promise<Ending>(resolve => {
    child.once('exit', (code, signal) => {
      lifeline.end('\n')
      resolve({ code, signal })
    })
  })
  const pid = await started(child)
  return { pid, ended, kill: signal => void child.kill(signal) } satisfies Guarded
}

function started(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve(child.pid as number))
    child.once('error', reject)
  })
}

/** Ours without libpq's variables: a PGDATA or PGOPTIONS of the user's must not steer this server. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PG')))
}
