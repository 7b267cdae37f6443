import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname } from 'node:path'

const guard = readFileSync(new URL('../../src/core/guard.sh', import.meta.url), 'utf8').replace(/^#.*\n/gm, '')

/**
 * Takes this process's place as far as one can: same terminal, same signals, same exit code. It is asked to end when
 * this process dies.
 *
 * @param {string} program
 * @param {string[]} args
 * @returns {Promise<number>} its exit code, or 128 and the number of the signal that ended it
 */
export function stay(program, args) {
  const child = guarded('TERM', 'process', program, args, { stdio: ['inherit', 'inherit', 'inherit', 'pipe'] })
  return whileForwarding(signal => child.kill(signal), ended(child))
}

/**
 * Runs a tool to its end. It and all it started end with this process.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, show?: boolean, atOnce?: boolean }} options
 *   show: write its output to the terminal; atOnce: end it without a chance to tidy up, when it must end
 * @returns {Promise<{ code: number, output: string }>} output is empty when it was shown
 */
export async function run(program, args, { cwd, env, show = false, atOnce = false }) {
  const end = atOnce ? 'KILL' : 'TERM'
  const child = guarded(end, 'group', program, args, {
    cwd,
    env: withThisNode({ ...process.env, ...env }),
    stdio: show ? ['ignore', 'inherit', 'inherit', 'pipe'] : ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: true,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', text => (output += text))
  let interruption = 0
  /** @param {NodeJS.Signals} signal */
  const interrupt = signal => {
    interruption = 128 + constants.signals[signal]
    if (child.pid) process.kill(-child.pid, `SIG${end}`)
  }
  const code = await whileForwarding(interrupt, ended(child))
  if (interruption) process.exit(interruption)
  return { code, output }
}

/**
 * @param {'TERM' | 'KILL'} end
 * @param {'process' | 'group'} target
 * @param {string} program
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 */
function guarded(end, target, program, args, options) {
  const child = spawn('/bin/sh', ['-c', guard, 'guard', end, target, program, ...args], options)
  const lifeline = /** @type {import('node:stream').Writable} */ (child.stdio[3])
  lifeline.on('error', () => {})
  child.once('exit', () => lifeline.end('\n'))
  return child
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>}
 */
function ended(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGTERM']))
  })
}

/**
 * @template T
 * @param {(signal: NodeJS.Signals) => void} forward
 * @param {Promise<T>} work
 * @returns {Promise<T>}
 */
async function whileForwarding(forward, work) {
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM'])
  for (const signal of signals) process.on(signal, forward)
  try {
    return await work
  } finally {
    for (const signal of signals) process.off(signal, forward)
  }
}

/**
 * Tools are scripts that ask the PATH for Node: let them find the one that runs this.
 *
 * @param {NodeJS.ProcessEnv} env
 */
function withThisNode(env) {
  return { ...env, PATH: [dirname(process.execPath), env.PATH].join(delimiter) }
}
