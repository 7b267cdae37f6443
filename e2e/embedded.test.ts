import { execFileSync, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Address } from '#core/db/db.ts'
import { type EmbeddedPostgres, type StartOptions, startPostgres } from '#core/db/embedded.ts'
import { alive, backendsIn, guardsIn, serversIn, until } from './processes.ts'

const small = { shared_buffers: '16MB' }
const isRoot = process.getuid?.() === 0
const NOBODY = 65_534

let home: string
const running: EmbeddedPostgres[] = []
const holders: Holder[] = []

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'saola-embedded-'))
  chmodSync(home, 0o755)
})

afterEach(async () => {
  for (const server of running.splice(0)) await server.stop()
  for (const holder of holders.splice(0)) await holder.kill()
  await until(() => serversIn(home).length === 0)
  rmSync(home, { recursive: true, force: true })
})

describe('life and death', () => {
  test('PostgreSQL dies with its starter by kill -9, and the next start goes on', async () => {
    const { pid, kill } = await hold({ dataDir: home })
    await kill()
    await until(() => !alive(pid))
    expect((await start({ dataDir: home })).pid).not.toBe(pid)
  })

  test('a first start killed half-way leaves nothing that disturbs the next', async () => {
    const holder = launch({ dataDir: home })
    const drafts = () => (existsSync(home) ? readdirSync(home).filter(name => name.startsWith('postgres.new-')) : [])
    await until(() => drafts().some(draft => existsSync(join(home, draft, 'PG_VERSION'))))
    await holder.kill()
    await start({ dataDir: home })
    expect(readdirSync(home).sort()).toEqual(['postgres', 'postgres.log', 'run'])
  })

  test('what was committed survives kill -9 of starter and PostgreSQL while a query runs', async () => {
    const first = await hold({ dataDir: home, durable: true })
    await query(first.address, sql => sql`create table kept as select 42 as answer`)
    const busy = query(first.address, sql => sql`do $$ begin loop end loop; end $$`).catch(() => 'cut off')
    await until(() => backendsIn(home) > 0)
    process.kill(first.pid, 'SIGKILL')
    await first.kill()

    const second = await start({ dataDir: home })
    expect(await busy).toBe('cut off')
    expect(await query(second.address, sql => sql`select answer from kept`)).toEqual([{ answer: 42 }])
  })

  test('an orphan that lost its guard is stopped by the next start', async () => {
    const orphan = await hold({ dataDir: home })
    for (const guard of guardsIn(home)) process.kill(guard, 'SIGKILL')
    await orphan.kill()
    await sleep(300)
    expect(alive(orphan.pid)).toBe(true)

    const steps: string[] = []
    await start({ dataDir: home, onStep: step => steps.push(step) })
    expect(alive(orphan.pid)).toBe(false)
    expect(steps[0]).toContain('left behind')
  })

  test('a second Saola is refused, and leaves the first alone', async () => {
    const holder = await hold({ dataDir: home })
    await expect(start({ dataDir: home })).rejects.toThrow(`Another Saola (process ${holder.holder}) is using`)
    expect(await query(holder.address, sql => sql`select 1 as one`)).toEqual([{ one: 1 }])
  })

  test('an orderly stop leaves no process, not even the guard', async () => {
    const server = await start({ dataDir: home })
    expect(guardsIn(home)).toHaveLength(1)
    await server.stop()
    expect(alive(server.pid)).toBe(false)
    expect(serversIn(home)).toEqual([])
    await until(() => guardsIn(home).length === 0)
  })
})

describe.runIf(isRoot)('accounts', () => {
  const rootsHome = () => {
    chmodSync(home, 0o700)
    return join(home, 'data')
  }

  test('root, in a private home', async () => {
    const dataDir = rootsHome()
    const { pid } = await start({ dataDir })
    expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/^CapEff:\t0+$/m)
  })

  test.skipIf(!othersCanRun())('an ordinary user, in a private home', async () => {
    chmodSync(home, 0o700)
    chownSync(home, NOBODY, NOBODY)
    const holder = await hold({ dataDir: join(home, 'data') }, { uid: NOBODY })
    expect(statSync(`/proc/${holder.pid}`).uid).toBe(NOBODY)
    await holder.kill()
    await until(() => !alive(holder.pid))
    const server = await start({ dataDir: join(home, 'data') })
    expect(statSync(`/proc/${server.pid}`).uid, 'root goes on as the owner').toBe(NOBODY)
  })

  test.skipIf(!othersCanRun())('a user without a name', async () => {
    const uid = 54_321
    chownSync(home, uid, uid)
    await hold({ dataDir: join(home, 'data') }, { uid })
  })

  test.skipIf(!othersCanRun())('an ordinary user over a directory it may not write, or data of root', async () => {
    expect(await failure({ dataDir: join(home, 'data') }, { uid: NOBODY })).toContain('permission denied')
    await (await start({ dataDir: home })).stop()
    chmodSync(home, 0o777)
    expect(await failure({ dataDir: home }, { uid: NOBODY })).toContain('belongs to user 0')
  })

  test('root without user namespaces becomes an ordinary user', async () => {
    const { pid } = await hold({ dataDir: join(home, 'data') }, { path: pathWithoutUnshare() })
    expect(statSync(`/proc/${pid}`).uid).not.toBe(0)
  })

  test('root without user namespaces says that a private home cannot be reached, and leaves no claim on it', async () => {
    const dataDir = rootsHome()
    expect(await failure({ dataDir }, { path: pathWithoutUnshare() })).toContain('outside private folders')
    await start({ dataDir })
  })

  test('a full disk on a first start, and on a later one', () => {
    const disk = join(home, 'disk')
    mkdirSync(disk)
    const script = [
      `mount -t tmpfs -o size=30m none '${disk}' && "$@"`,
      `mount -o remount,size=300m '${disk}' && "$@"`,
      `{ head -c 400000000 /dev/zero >'${disk}/fill'; "$@"; } 2>/dev/null`,
      `rm '${disk}/fill' && "$@"`,
    ].join('\n')
    const args = ['--mount', 'sh', '-c', script, 'sh', process.execPath, ...attempt({ dataDir: join(disk, 'data') })]
    const said = execFileSync('unshare', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).split('\n')
    expect(said).toEqual([
      expect.stringMatching(/^The disk of '.*' is full: 30 MB are free/),
      'started',
      expect.stringMatching(/did not start: the disk is full\.$/),
      'started',
      '',
    ])
  })

  function pathWithoutUnshare(): string {
    const folder = join(home, 'bin')
    mkdirSync(folder)
    for (const folderOnPath of (process.env.PATH ?? '').split(delimiter).filter(existsSync))
      for (const name of ['sh', 'true'])
        if (existsSync(join(folderOnPath, name)) && !existsSync(join(folder, name)))
          symlinkSync(join(folderOnPath, name), join(folder, name))
    return folder
  }
})

async function start(options: StartOptions): Promise<EmbeddedPostgres> {
  const server = await startPostgres({ durable: false, settings: small, ...options })
  running.push(server)
  return server
}

async function query(address: Address, ask: (sql: postgres.Sql) => Promise<postgres.RowList<postgres.Row[]>>) {
  const sql = postgres({ ...address, max: 1, onnotice: () => {} })
  try {
    return [...(await ask(sql))]
  } finally {
    await sql.end({ timeout: 1 })
  }
}

interface Holder {
  /** Ends that process by kill -9. */
  kill(): Promise<void>
  readonly line: Promise<string>
  readonly holder: number
}

interface As {
  readonly uid?: number
  readonly path?: string
}

/** Starts PostgreSQL from a process of its own, which then holds it. */
async function hold(options: StartOptions, as: As = {}): Promise<Holder & { pid: number; address: Address }> {
  const holder = launch(options, as)
  const line = await holder.line
  expect(line).toMatch(/^{/)
  return { ...holder, ...JSON.parse(line) }
}

/** What a start in a process of its own says instead of starting. */
async function failure(options: StartOptions, as: As): Promise<string> {
  const line = await launch(options, as).line
  expect(line).toMatch(/^[^{].*\.$/)
  return line
}

function launch(options: StartOptions, { uid, path }: As = {}): Holder {
  const code = `${prelude(options)}
    await start().then(({ pid, address }) => console.log(JSON.stringify({ pid, address })), error => console.log(error.message))
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...(path && { PATH: path }) },
    ...(uid && { uid, gid: uid }),
  })
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
  const line = new Promise<string>(resolve => {
    let text = ''
    child.stdout.on('data', chunk => {
      text += chunk
      if (text.includes('\n')) resolve(text.trim())
    })
    child.once('exit', () => resolve(text))
  })
  const kill = async () => {
    child.kill('SIGKILL')
    await ended
  }
  const holder = { kill, line, holder: child.pid ?? 0 }
  holders.push(holder)
  return holder
}

/** Node's arguments to start, stop and say how it went. */
function attempt(options: StartOptions): readonly string[] {
  const code = `${prelude(options)}
    await start().then(server => server.stop()).then(() => console.log('started'), error => console.log(error.message))`
  return ['--input-type=module', '-e', code]
}

function prelude(options: StartOptions): string {
  return `import { startPostgres } from ${JSON.stringify(import.meta.resolve('#core/db/embedded.ts'))}
    const start = () => startPostgres(${JSON.stringify({ durable: false, settings: small, ...options })})`
}

/** Whether another user reaches Node and this project (not in a clone under a private home). */
function othersCanRun(): boolean {
  const reads = "require('node:fs').accessSync(process.argv[1])"
  const args = ['-e', reads, new URL(import.meta.url).pathname]
  return isRoot && spawnSync(process.execPath, args, { uid: NOBODY, gid: NOBODY, cwd: '/' }).status === 0
}
