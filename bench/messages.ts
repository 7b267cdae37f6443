import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { modules } from '#apps/modules.ts'
import { deliverDue } from '#base/messages/send.ts'
import { COUNTRY_ID } from '#base/units/ids.ts'
import { estimate } from '#capabilities/broadcasts/estimate.ts'
import { begin, LANES, queueNext } from '#capabilities/broadcasts/queue.ts'
import { type Context, createApp } from '#core/app.ts'
import { connect } from '#core/db/db.ts'
import { startPostgres } from '#core/db/embedded.ts'
import { findMigrations, migrate } from '#core/db/migrate.ts'
import { newId } from '#core/ids.ts'
import { keyringOf, newKeyring } from '#core/keyring.ts'
import { loadWords } from '#core/load-words.ts'
import { fillRegister } from './support/register.ts'
import { option, report, round } from './support/report.ts'

/**
 * A text to everybody in the register: counted recipient by recipient, queued, and for some seconds sent to a gateway that
 * takes everything. Beside it as many rows of the same size in one statement without any of what a message is.
 */
const PEOPLE = option('people', 100_000)
const SENDING_MS = option('ms', 10_000)
const TEXT = 'Mời ông/bà {ten} đến trạm y tế tiêm vắc xin từ 7 giờ 30 đến 11 giờ'

const gateway = createServer((request, reply) => {
  request.resume().on('end', () => reply.writeHead(202).end())
})
await new Promise<void>(done => gateway.listen(0, '127.0.0.1', done))
const { port } = gateway.address() as AddressInfo

const dataDir = await mkdtemp(join(tmpdir(), 'saola-bench-'))
const postgres = await startPostgres({ dataDir })
const db = connect(postgres.address, { max: 4 })
const seconds = async (work: () => Promise<unknown>) => {
  const began = performance.now()
  await work()
  return round((performance.now() - began) / 1000)
}
try {
  await migrate(db, findMigrations(modules))
  const app = createApp({
    config: {
      mode: 'production',
      origin: 'https://saola.example',
      dataDir,
      settings: { SMS_WEBHOOK_URL: `http://127.0.0.1:${port}/`, SMS_WEBHOOK_SECRET: 'bench' },
    },
    db,
    keyring: keyringOf(newKeyring()),
    log: pino({ level: 'error' }),
    jobs: { enqueue: async () => {} },
    modules,
  })
  loadWords(modules)
  await app.start()
  await fillRegister(app, PEOPLE, [COUNTRY_ID])

  const audience = { ageFrom: null, ageTo: null, sex: null, perHousehold: false }
  const draft = { unitId: COUNTRY_ID, audience, text: TEXT, urgency: 'urgent' as const }
  let counted = 0
  const estimateS = await seconds(async () => {
    counted = (await app.run(ctx => estimate(ctx, draft))).recipients
  })

  const id = newId()
  await db.sql`
    insert into broadcasts.broadcast
      (id, unit_id, by_account, at, text, urgency, audience, start_at, state, people, segments, dong, policy_version)
    values (${id}, ${COUNTRY_ID}, ${newId()}, now(), ${TEXT}, 'urgent', ${JSON.stringify(audience)}::text::jsonb, now(),
      'scheduled', 0, 0, 0, '')`
  let longestMs = 0
  const timed = async <T>(work: (ctx: Context) => Promise<T>): Promise<T> => {
    const began = performance.now()
    const result = await app.run(work)
    longestMs = Math.max(longestMs, performance.now() - began)
    return result
  }
  const lane = async () => {
    while (await timed(ctx => queueNext(ctx, id)));
  }
  const before = process.cpuUsage()
  const queueS = await seconds(async () => {
    await timed(ctx => begin(ctx, id))
    await Promise.all(Array.from({ length: LANES }, lane))
  })
  const { user, system } = process.cpuUsage(before)
  const [{ count: queued } = { count: 0 }] = await db.sql<{ count: number }[]>`
    select count(*) from messages.delivery where state = 'queued'`

  await db.sql`create table public.plain (id uuid primary key, sealed bytea not null, at timestamptz not null)`
  const plainS = await seconds(
    () => db.sql`
      insert into public.plain select gen_random_uuid(), convert_to(repeat('x', 200), 'utf8'), now()
      from generate_series(1, ${PEOPLE})`,
  )

  const until = performance.now() + SENDING_MS
  while (performance.now() < until) await app.run(deliverDue)
  const [{ count: sent } = { count: 0 }] = await db.sql<{ count: number }[]>`
    select count(*) from messages.delivery where state = 'sent'`
  await app.stop()
  report('messages', {
    people: PEOPLE,
    counted,
    queued,
    estimateS,
    queueS,
    queueCpuS: round((user + system) / 1e6),
    longestTransactionMs: round(longestMs, 0),
    plainS,
    ratio: round(queueS / plainS, 1),
    sentPerS: round(sent / (SENDING_MS / 1000), 0),
  })
} finally {
  await db.close()
  await postgres.stop()
  gateway.close()
  await rm(dataDir, { recursive: true, force: true })
}
