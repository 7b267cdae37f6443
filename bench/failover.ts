import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pino from 'pino'
import { modules } from '#apps/modules.ts'
import { ensurePartitions } from '#base/timeline/partitions.ts'
import { recorder } from '#base/timeline/record.ts'
import { scanFact } from '#base/timeline/scan.ts'
import { createApp } from '#core/app.ts'
import { connect } from '#core/db/db.ts'
import { findMigrations, migrate } from '#core/db/migrate.ts'
import { newId } from '#core/ids.ts'
import { keyringOf, newKeyring } from '#core/keyring.ts'
import { option, report, round } from './support/report.ts'

/**
 * A failover pair as deploy/patroni describes it, on this machine: our recorder writes through the proxy, the leader is
 * killed with -9, PostgreSQL and Patroni at once, and what was acknowledged is looked for on the other one. Then the one
 * that was killed comes back, and it is the other's turn.
 */
const KILLS = option('kills', 3)
const CONNECTIONS = option('connections', 32)
const LOAD_MS = option('ms', 5_000)

const deploy = join(import.meta.dirname, '..', 'deploy', 'patroni')
const HOME = '/usr/lib/postgresql'

function missing(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root can run programs as the user postgres'
  for (const program of ['/usr/bin/patroni', '/usr/bin/etcd', '/usr/sbin/haproxy', HOME])
    if (!existsSync(program))
      return `there is no ${program}: apt-get install postgresql patroni etcd-server python3-etcd haproxy`
  return undefined
}

interface Node {
  readonly name: string
  readonly dir: string
  readonly config: string
  readonly rest: number
  patroni?: ChildProcess
}

async function main(): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'saola-failover-'))
  chmodSync(root, 0o755)
  const uid = Number(execFileSync('id', ['-u', 'postgres'], { encoding: 'utf8' }))
  const running = new Set<ChildProcess>()
  const start = (name: string, program: string, ...args: string[]) => {
    const log = openSync(join(root, `${name}.log`), 'a')
    const child = spawn(program, args, {
      uid,
      gid: uid,
      cwd: '/',
      stdio: ['ignore', log, log],
      env: { PATH: process.env.PATH },
    })
    running.add(child)
    return child
  }
  const folder = (name: string) => {
    const dir = join(root, name)
    mkdirSync(dir, { mode: 0o700 })
    chownSync(dir, uid, uid)
    return dir
  }
  const filled = (template: string, name: string, values: Readonly<Record<string, string>>) => {
    const text = readFileSync(join(deploy, template), 'utf8')
    const path = join(root, name)
    writeFileSync(
      path,
      text.replace(/\b[A-Z][A-Z_]+\b/g, word => values[word] ?? word),
      { mode: 0o644 },
    )
    return path
  }
  try {
    const [client, peer, proxy, ...ports] = await freePorts(7)
    const etcd = `http://127.0.0.1:${client}`
    start(
      'etcd',
      '/usr/bin/etcd',
      '--data-dir',
      folder('etcd'),
      '--listen-client-urls',
      etcd,
      '--advertise-client-urls',
      etcd,
      '--listen-peer-urls',
      `http://127.0.0.1:${peer}`,
      '--initial-advertise-peer-urls',
      `http://127.0.0.1:${peer}`,
      '--initial-cluster',
      `default=http://127.0.0.1:${peer}`,
    )
    const major = readdirSync(HOME).sort().at(-1) ?? ''
    const nodes = ['a', 'b'].map((name, i): Node & { port: number } => {
      const [port = 0, rest = 0] = ports.slice(2 * i)
      const dir = folder(name)
      const config = filled('patroni.yml', `${name}.yml`, {
        NAME: name,
        ADDRESS: '127.0.0.1',
        REST_PORT: String(rest),
        POSTGRES_PORT: String(port),
        ETCD: `127.0.0.1:${client}`,
        DATA_DIR: join(dir, 'data'),
        SOCKET_DIR: folder(`${name}-run`),
        BIN_DIR: join(HOME, major, 'bin'),
        SECRET: 'secret',
        NETWORK: '127.0.0.0/8',
      })
      return { name, dir, config, rest, port }
    })
    const [a, b] = nodes
    if (!a || !b) return
    const begin = (node: Node) => {
      node.patroni = start(node.name, '/usr/bin/patroni', node.config)
    }
    begin(a)
    await until('a leader', async () => (await status(a)) === 'leads')
    begin(b)
    const balanced = filled('haproxy.cfg', 'haproxy.cfg', {
      PROXY: `127.0.0.1:${proxy}`,
      SERVER_A: `127.0.0.1:${a.port}`,
      SERVER_B: `127.0.0.1:${b.port}`,
      REST_A: String(a.rest),
      REST_B: String(b.rest),
    })
    start('haproxy', '/usr/sbin/haproxy', '-db', '-f', balanced)
    await until('a replica that is kept up', async () => isSynchronous(a))
    const url = `postgres://postgres:secret@127.0.0.1:${proxy}/postgres`
    await measure(url, nodes, begin)
  } finally {
    for (const child of running) child.kill('SIGTERM')
    await sleep(3_000)
    for (const child of running) child.kill('SIGKILL')
    rmSync(root, { recursive: true, force: true })
  }
}

async function measure(url: string, nodes: readonly Node[], begin: (node: Node) => void): Promise<void> {
  const db = connect({ url }, { max: 8 })
  await until('a way through the proxy', () => db.sql`select 1`.then(() => true))
  await migrate(db, findMigrations(modules))
  await db.begin(sql => ensurePartitions(sql, new Date(), new Date()))
  const app = createApp({
    config: { mode: 'demo', origin: 'http://localhost', dataDir: '/nonexistent' },
    db,
    keyring: keyringOf(newKeyring()),
    log: pino({ level: 'silent' }),
    jobs: { enqueue: async () => {} },
    modules,
  })
  await app.start()
  const acknowledged: string[] = []
  let [refused, lastAt, longestGap] = [0, performance.now(), 0]
  let isOver = false
  const worker = async () => {
    while (!isOver) {
      const id = newId()
      const recorded = app.use(recorder).record(scanFact, aScan(id))
      const isKnown = await Promise.race([
        recorded.then(
          () => true,
          () => false,
        ),
        sleep(60_000, false, { ref: false }),
      ])
      if (isKnown) {
        acknowledged.push(id)
        longestGap = Math.max(longestGap, performance.now() - lastAt)
        lastAt = performance.now()
      } else {
        refused++
        await sleep(100)
      }
    }
  }
  const working = Promise.all(Array.from({ length: CONNECTIONS }, worker))
  const gaps: number[] = []
  const began = performance.now()
  for (let kill = 0; kill < KILLS; kill++) {
    await sleep(LOAD_MS)
    const leader = await leaderOf(nodes)
    const other = nodes.find(node => node !== leader) as Node
    longestGap = 0
    crash(leader)
    await until('another leader', async () => (await status(other)) === 'leads', 120_000)
    const before = acknowledged.length
    await until('acknowledged writes', async () => acknowledged.length > before + 100, 60_000)
    gaps.push(round(longestGap / 1000, 1))
    begin(leader)
    await until('the one that was killed to be back', async () => isSynchronous(other), 120_000)
  }
  await sleep(LOAD_MS)
  isOver = true
  await working
  const seconds = (performance.now() - began) / 1000
  const present = new Set((await db.sql<{ id: string }[]>`select id from timeline.scan`).map(({ id }) => id))
  report('failover', {
    kills: KILLS,
    acknowledged: acknowledged.length,
    lost: acknowledged.filter(id => !present.has(id)).length,
    unanswered: present.size - acknowledged.length,
    refused,
    perSecond: round(acknowledged.length / seconds, 0),
    gapsS: gaps,
  })
  await app.stop()
  await db.close()
  if (acknowledged.some(id => !present.has(id))) process.exitCode = 1
}

/** As when the machine fails: Patroni first, so that it brings nothing back, and PostgreSQL with all its children. */
function crash(node: Node): void {
  node.patroni?.kill('SIGKILL')
  const [pid] = readFileSync(join(node.dir, 'data', 'postmaster.pid'), 'utf8').split('\n')
  const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
    .split('\n')
    .map(Number)
  for (const one of [Number(pid), ...children.filter(Boolean)])
    try {
      process.kill(one, 'SIGKILL')
    } catch {
      // It has ended with the first.
    }
}

const ask = (node: Node, path: string) =>
  fetch(`http://127.0.0.1:${node.rest}${path}`, { signal: AbortSignal.timeout(2_000) }).catch(
    (): undefined => undefined,
  )

const status = async (node: Node) => ((await ask(node, '/primary'))?.status === 200 ? 'leads' : 'follows')

async function leaderOf(nodes: readonly Node[]): Promise<Node> {
  for (const node of nodes) if ((await status(node)) === 'leads') return node
  throw new Error('Nobody leads.')
}

/** Whether a commit of this leader waits for the other one. */
async function isSynchronous(leader: Node): Promise<boolean> {
  const reply = await ask(leader, '/cluster')
  if (!reply) return false
  const { members } = (await reply.json()) as { members: { role: string; state: string }[] }
  return members.some(({ role, state }) => role === 'sync_standby' && (state === 'running' || state === 'streaming'))
}

async function until(what: string, holds: () => Promise<boolean>, ms = 60_000): Promise<void> {
  const end = performance.now() + ms
  while (!(await holds().catch(() => false))) {
    if (performance.now() > end) throw new Error(`Waited in vain for ${what}.`)
    await sleep(200)
  }
}

async function freePorts(n: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: n }, async () => {
      const server = createServer()
      await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
      return server
    }),
  )
  const ports = servers.map(server => (server.address() as { port: number }).port)
  await Promise.all(servers.map(server => new Promise(done => server.close(done))))
  return ports
}

const SOMEBODY = newId()
const aScan = (id: string) => ({
  id,
  personId: SOMEBODY,
  placeId: SOMEBODY,
  areaId: null,
  unitId: SOMEBODY,
  direction: 'in' as const,
  method: 'own',
  verified: true,
  at: new Date(),
  deviceAt: new Date(),
  receivedAt: new Date(),
  uncertaintyS: 0,
  recorderId: null,
})

const wanting = missing()
if (wanting) console.log(`Skipped: ${wanting}.`)
else await main()
