import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer as createReceiver, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { anyone, done, endpoint, ok } from '#core/contract.ts'
import { connect, type Db } from '#core/db/db.ts'
import { type EmbeddedPostgres, startPostgres } from '#core/db/embedded.ts'
import { findMigrations, migrate } from '#core/db/migrate.ts'
import { createServer } from '#core/http/server.ts'
import { newId } from '#core/ids.ts'
import { loadWords } from '#core/load-words.ts'
import { createLog } from '#core/log.ts'
import { defineModule } from '#core/module.ts'
import { modules } from './modules.ts'
import { observing } from './observing.ts'
import { committedApp } from './testing/committed.ts'

/** What must be nowhere but where it belongs. */
const PERSONAL = ['Nguyễn Thị Ánh Tuyết', '0905123456', '+84905123456', '046090123456', 'tuyet@example.vn']
const [NAME = '', PHONE = '', , CARD = '', MAIL = ''] = PERSONAL

/** Fails as programs do: with what somebody typed in the error. */
const Text = z.object({ text: z.string() })
const fails = (path: string) => endpoint({ method: 'POST', path, body: Text, reply: ok, may: anyone })
const Told = z.object({ name: z.string(), list: z.array(z.object({ n: z.number() })) })
const clumsy = defineModule({
  name: 'clumsy',
  dir: '/nonexistent',
  contract: {
    cast: fails('/clumsy/cast'),
    twice: fails('/clumsy/twice'),
    thrown: fails('/clumsy/thrown'),
    talks: endpoint({ method: 'GET', path: '/clumsy/talk', reply: Told, may: anyone }),
  },
  handlers: {
    cast: async ({ body }, { sql }) => {
      await sql`select ${body.text}::text::uuid`
      return done
    },
    twice: async ({ body }, { sql }) => {
      await sql`create table if not exists public.once (text text primary key)`
      await sql`insert into public.once (text) values (${body.text}), (${body.text})`
      return done
    },
    talks: async () => {
      const all = { name: 'Trạm', secret: CARD, list: [{ n: 1, phone: PHONE }] }
      return all
    },
    thrown: async ({ body }) => {
      throw new Error(`No way to write to "${body.text}"`, { cause: new Error(`550 <${MAIL}> ${PHONE}: no such user`) })
    },
  },
})

const dataDir = mkdtempSync(join(tmpdir(), 'saola-observing-'))
const traces: string[] = []
let postgres: EmbeddedPostgres
let db: Db
let receiver: Server
let server: FastifyInstance
let metricsUrl: string
let close: () => Promise<void>

beforeAll(async () => {
  postgres = await startPostgres({ dataDir, durable: false })
  db = connect(postgres.address, { max: 4 })
  await migrate(db, findMigrations(modules))
  receiver = createReceiver((request, reply) => {
    const parts: Buffer[] = []
    request
      .on('data', part => parts.push(part))
      .on('end', () => {
        traces.push(Buffer.concat(parts).toString('utf8'))
        reply.writeHead(200, { 'content-type': 'application/json' }).end('{}')
      })
  })
  await new Promise<void>(done => receiver.listen(0, '127.0.0.1', done))
  const log = createLog('trace', pino.destination({ dest: join(dataDir, 'saola.log'), sync: true }))
  const app = committedApp(db, {
    log,
    modules: [...modules, clumsy],
    config: { mode: 'production', origin: 'http://localhost', dataDir },
  })
  loadWords(modules)
  await app.start()
  const port = await freePort()
  metricsUrl = `http://127.0.0.1:${port}/metrics`
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`
  const observed = await observing(app, { ...process.env, SAOLA_METRICS_PORT: String(port) })
  close = observed.close
  server = await createServer(app, { observers: observed.observers })
}, 60_000)

afterAll(async () => {
  delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT
  await server?.close()
  await db?.close()
  await postgres?.stop()
  receiver?.close()
  rmSync(dataDir, { recursive: true, force: true })
})

async function freePort(): Promise<number> {
  const probe = createReceiver()
  await new Promise<void>(done => probe.listen(0, '127.0.0.1', done))
  const { port } = probe.address() as AddressInfo
  await new Promise(done => probe.close(done))
  return port
}

const send = (method: 'GET' | 'POST', url: string, payload?: object | string, headers = {}) =>
  server.inject({
    method,
    url,
    headers: { 'content-type': 'application/json', ...headers },
    ...(payload ? { payload } : {}),
  })

const scrape = async () => (await fetch(metricsUrl)).text()

describe('health', () => {
  test('a server that can serve says so, and which of its parts are well', async () => {
    expect((await send('GET', '/api/health/live')).json()).toEqual({ live: true })
    const ready = await send('GET', '/api/health/ready')
    expect(ready.statusCode).toBe(200)
    const well = { database: true, migrations: true, disk: true, followers: true, queue: true }
    expect(ready.json()).toEqual({ ready: true, checks: well })
  })
})

test('what a handler tells more than its contract declares does not leave', async () => {
  expect((await send('GET', '/api/clumsy/talk')).json()).toEqual({ name: 'Trạm', list: [{ n: 1 }] })
})

test('metrics count requests by route and status, and tell how the installation is', async () => {
  await send('GET', `/api/place-codes/${encodeURIComponent(NAME)}`)
  const ids = [newId(new Date(Date.now() - 90_000))]
  await db.sql`insert into core.journal (kind, ids) values ('scan', ${ids}::uuid[])`
  await db.sql`
    insert into backups.run (id, began_at, ended_at, file) values (${newId()}, now() - interval '1 hour', now(), 'a')`
  const text = await scrape()
  expect(text).toMatch(
    /http_request_duration_seconds_count\{method="GET",route="\/api\/place-codes\/:code",status="4\d\d"\} 1/,
  )
  expect(text).toMatch(/saola_database_up 1/)
  expect(Number(text.match(/saola_follower_lag_seconds\{follower="timeline.visits"\} (\S+)/)?.[1])).toBeGreaterThan(89)
  expect(Number(text.match(/^saola_backup_age_seconds (\S+)/m)?.[1])).toBeGreaterThan(3_599)
  for (const name of [
    'saola_jobs',
    'saola_disk_free_bytes',
    'saola_database_connections',
    'nodejs_eventloop_lag_seconds',
  ])
    expect(text).toContain(`\n${name}`)
})

test('a follower that has fallen behind is told, and takes nobody out', async () => {
  await pause(2_100)
  const ready = await send('GET', '/api/health/ready')
  expect(ready.statusCode).toBe(200)
  expect(ready.json().checks.followers).toBe(false)
})

test('nobody is in logs, metrics and traces, whatever people type and however a program fails', async () => {
  for (const text of PERSONAL) {
    for (const how of ['cast', 'twice', 'thrown']) {
      const reply = await send('POST', `/api/clumsy/${how}`, { text })
      expect(reply.statusCode).toBe(500)
      expect(reply.body).not.toContain(text)
    }
    const path = encodeURIComponent(text)
    await send('GET', `/api/place-codes/${path}?q=${path}`)
    await send('GET', `/${path}?name=${path}`)
    await send('POST', '/api/identity/sessions', { login: text, password: text })
    await send('POST', '/api/identity/codes', { phone: text })
    await send('POST', '/api/identity/sessions', `{"login": "${text}`)
  }
  const traceparent = `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`
  await send('POST', '/api/identity/codes', { phone: CARD }, { traceparent })
  const metrics = await scrape()
  await close()
  const log = readFileSync(join(dataDir, 'saola.log'), 'utf8')
  const told = { log, metrics, traces: traces.join('\n') }
  // They are there, and say what a program needs to know.
  expect(log.match(/a request failed/g)?.length).toBe(3 * PERSONAL.length)
  expect(log).toContain('"code":"22P02"')
  expect(log).toContain('"code":"23505"')
  expect(log).toContain('observing.scene.test.ts')
  expect(told.traces).toContain('POST /api/clumsy/cast')
  expect(told.traces).toContain('ab'.repeat(16))
  for (const [where, text] of Object.entries(told))
    for (const personal of [...PERSONAL, ...PERSONAL.map(encodeURIComponent), '905123456'])
      expect(text.includes(personal), `“${personal}” is in the ${where}`).toBe(false)
})

test('without its database a server says that it is not ready, and goes on living', async () => {
  await postgres.stop()
  await pause(2_100)
  const ready = await send('GET', '/api/health/ready')
  expect(ready.statusCode).toBe(503)
  expect(ready.json()).toMatchObject({ ready: false, checks: { database: false } })
  expect((await send('GET', '/api/health/live')).statusCode).toBe(200)
})
