import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { newId } from '#core/ids.ts'
import { NODE_FLAGS } from '../bin/lib/runtime.js'
import { option, percentile, report, round } from './support/report.ts'
import type { Whole } from './support/whole.ts'

/**
 * Mixed use of a whole server with its demo, at a steady pace and for long: scanning, signing in, lists, leaders' pages that
 * are open, imports, codes sent. The pace is bounded by the clock: a server that is slow is not asked more at once.
 */
const MINUTES = option('minutes', 30)
const LEADERS = option('leaders', 20)
const PASSWORD = 'saola-hue-2026'
const agent = new Agent({ connections: 64 })

const dataDir = await mkdtemp(join(tmpdir(), 'saola-load-'))
const port = String(await freePort())
const start = (...more: string[]) =>
  fork(join(import.meta.dirname, 'support/whole.ts'), [dataDir, port, ...more], {
    execArgv: NODE_FLAGS,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
await once(start('--make'), 'exit')
const child = start()
const times = new Map<string, number[]>()
const errors: string[] = []
let heard = 0
const ending = new AbortController()
try {
  const whole = await ready()
  await play(whole)
} finally {
  ending.abort()
  if (child.exitCode === null) {
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  await agent.destroy()
  await rm(dataDir, { recursive: true, force: true })
}

async function ready(): Promise<Whole> {
  const [whole] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the server ended with ${code}`))),
  ])) as [Whole]
  return whole
}

async function play(whole: Whole): Promise<void> {
  const until = performance.now() + MINUTES * 60_000
  const [leader, tracer, registrar] = await Promise.all(
    ['lanhdao', 'truyvet', 'diadiem'].map(login => signIn(whole, login)),
  )
  const lists = ['/api/tracing/cases', '/api/inbox']
  let n = 0
  const kinds: readonly [kind: string, everyMs: number, work: () => Promise<unknown>][] = [
    ['scan', 20, () => scan(whole, n++)],
    ['sign-in', 1000, () => signIn(whole, 'tramyte')],
    ['list', 250, () => get(whole, 'list', lists[n % 2] as string, tracer)],
    ['me', 100, () => get(whole, 'me', '/api/me', whole.cookie)],
    ['import', 15_000, () => importList(whole, registrar as string, n++)],
    ['code', 2000, () => sendCode(whole, n++)],
  ]
  for (let i = 0; i < LEADERS; i++) void leaderPage(whole, leader as string)
  const memory: number[] = []
  const watching = watch(memory, until)
  await Promise.all(kinds.map(([kind, everyMs, work]) => keepUp(kind, everyMs, work, until)))
  await watching
  const figures = Object.fromEntries(
    [...times].map(([kind, all]) => {
      const sorted = all.sort((a, b) => a - b)
      const at = (share: number) => round(percentile(sorted, share), 1)
      return [kind, { n: sorted.length, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) }]
    }),
  )
  report('load', {
    minutes: MINUTES,
    errors: errors.length,
    firstErrors: errors.slice(0, 5),
    ...figures,
    heard,
    rssMb: memory,
    mbPerMinute: round(slopeOf(memory.slice(Math.floor(memory.length / 3))), 2),
  })
  if (errors.length) process.exitCode = 1
}

/** Does one after the other at the pace of the clock; what a slow answer made late is left out. */
async function keepUp(kind: string, everyMs: number, work: () => Promise<unknown>, until: number): Promise<void> {
  for (let next = performance.now(); next < until; next = Math.max(next + everyMs, performance.now())) {
    await sleep(Math.max(0, next - performance.now()))
    await work().catch(error => errors.push(`${kind}: ${error.message}`))
  }
}

/** Asks, measures until the last byte, and refuses whatever is no success. */
async function call(whole: Whole, kind: string, path: string, options: Parameters<typeof request>[1] = {}) {
  const began = performance.now()
  const reply = await request(`${whole.url}${path}`, { dispatcher: agent, ...options })
  const text = await reply.body.text()
  if (reply.statusCode !== 200) throw new Error(`${path} answered ${reply.statusCode} ${text.slice(0, 200)}`)
  const known = times.get(kind) ?? []
  times.set(kind, known)
  known.push(performance.now() - began)
  return { text, cookie: String(reply.headers['set-cookie'] ?? '').split(';')[0] as string }
}

function json(body: unknown, cookie = '') {
  const headers = { 'content-type': 'application/json', cookie }
  return { method: 'POST' as const, headers, body: JSON.stringify(body) }
}

function get(whole: Whole, kind: string, path: string, cookie = '') {
  return call(whole, kind, path, { headers: { cookie } })
}

async function signIn(whole: Whole, login: string): Promise<string> {
  return (await call(whole, 'sign-in', '/api/identity/sessions', json({ login, password: PASSWORD }))).cookie
}

function scan(whole: Whole, n: number) {
  const at = new Date()
  const stamp = at.toISOString()
  const body = {
    id: newId(at),
    code: whole.codes[n % whole.codes.length],
    direction: n & 1 ? 'out' : 'in',
    deviceAt: stamp,
    sentAt: stamp,
  }
  return call(whole, 'scan', `/api/places/${whole.placeId}/scans`, json(body, whole.cookie))
}

function sendCode(whole: Whole, n: number) {
  return call(whole, 'code', '/api/identity/codes', json({ phone: `09${String(10_000_000 + n).padStart(8, '0')}` }))
}

/** A list of places from the file to the last row. */
async function importList(whole: Whole, cookie: string, n: number): Promise<void> {
  const rows = Array.from({ length: 50 }, (_, i) => `Quán số ${n}-${i},Chợ,${whole.communeCode},Thôn ${i}`)
  const file = Buffer.from(`Tên địa điểm,Loại,Mã xã,Địa chỉ\n${rows.join('\n')}\n`)
  const headers = { 'content-type': 'application/octet-stream', 'x-file-name': 'danh-sach.csv', cookie }
  const sent = await call(whole, 'import', '/api/lists/imports?kind=places.register', {
    method: 'POST',
    headers,
    body: file,
  })
  const { importId } = JSON.parse(sent.text)
  const preview = JSON.parse((await get(whole, 'import', `/api/lists/imports/${importId}/preview`, cookie)).text)
  const { headLine, letters, dateOrder, mapping } = preview
  const body = { headLine, letters, dateOrder, mapping, source: 'Đo tải' }
  await call(whole, 'import', `/api/lists/imports/${importId}/load`, json(body, cookie))
}

/** A leader's page that stays open: it hears what changed and reads again, at most once a second. */
async function leaderPage(whole: Whole, cookie: string): Promise<void> {
  try {
    const live = await request(`${whole.url}/api/live`, { headers: { cookie }, signal: ending.signal, bodyTimeout: 0 })
    if (live.statusCode !== 200) throw new Error(`/api/live answered ${live.statusCode}`)
    let last = 0
    for await (const some of live.body) {
      if (!String(some).includes('data:')) continue
      heard++
      if (performance.now() - last < 1000) continue
      last = performance.now()
      await get(whole, 'overview', `/api/command/overview?unitId=${whole.unitId}`, cookie)
    }
    if (!ending.signal.aborted) throw new Error('the stream ended')
  } catch (error) {
    if (!ending.signal.aborted) errors.push(`leader: ${(error as Error).message}`)
  }
}

/** Resident memory of the server each minute. */
async function watch(memory: number[], until: number): Promise<void> {
  while (performance.now() < until) {
    await sleep(Math.min(60_000, Math.max(0, until - performance.now())))
    child.send('memory')
    const [{ rssMb }] = (await once(child, 'message')) as [{ rssMb: number }]
    memory.push(Math.round(rssMb))
    console.log(`  minute ${memory.length}: ${Math.round(rssMb)} MB, ${errors.length} errors`)
  }
}

/** Least squares: what one minute adds. */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  const up = values.reduce((sum, value, i) => sum + (i - middle) * (value - mean), 0)
  return up / values.reduce((sum, _, i) => sum + (i - middle) ** 2, 0) || 0
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  await new Promise(done => probe.close(done))
  return port
}
