import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer as createHttp } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pino from 'pino'
import { migrateAll } from '#apps/database.ts'
import { modules } from '#apps/modules.ts'
import { silent } from '#apps/steps.ts'
import { attachFile } from '#base/files/index.ts'
import { TINY_PDF } from '#base/files/testing.ts'
import { markOfKey, ownCard } from '#base/interchange/card.ts'
import { savePartner } from '#base/interchange/index.ts'
import { giveCode } from '#base/units/exchange-codes.ts'
import { organisationId } from '#base/units/ids.ts'
import { COUNTRY_ID } from '#base/units/model.ts'
import { openOrganisations } from '#base/units/organisations.ts'
import { documentIssued } from '#capabilities/documents/events.ts'
import { announceToAll } from '#capabilities/documents/exchange/agencies.ts'
import { openOffices } from '#capabilities/documents/office.ts'
import { type App, createApp } from '#core/app.ts'
import { at } from '#core/contract.ts'
import { connect, type Db } from '#core/db/db.ts'
import { startPostgres } from '#core/db/embedded.ts'
import { createServer } from '#core/http/server.ts'
import { newId } from '#core/ids.ts'
import { queuedJobs, startWorker } from '#core/jobs.ts'
import { keyringOf, newKeyring } from '#core/keyring.ts'
import { loadWords } from '#core/load-words.ts'
import { keepRunning } from '#core/running.ts'
import { familyUs, processorUs } from './support/cpu.ts'
import { option, report, round } from './support/report.ts'

/**
 * Documents with an attachment between two installations, each with a database of its own: read out, signed, queued, sent, kept,
 * checked, taken into the register, and the status that says so back at the sender. Beside it the same bytes by plain HTTP into
 * a table, one commit a message.
 */
const DOCUMENTS = option('documents', 500)
const ATTACHMENT = option('kilobytes', 60) * 1024
const SIDE_BY_SIDE = 12

interface Installation {
  readonly app: App
  readonly db: Db
  readonly postgresPid: number
  readonly officeId: string
  stop(): Promise<void>
}

async function install(code: string): Promise<Installation> {
  const dataDir = await mkdtemp(join(tmpdir(), 'saola-bench-'))
  const postgres = await startPostgres({ dataDir })
  const db = connect(postgres.address, { max: 12 })
  await migrateAll(db, postgres.address, silent)
  const config = { mode: 'demo' as const, origin: '', dataDir }
  const app = createApp({
    config,
    db,
    keyring: keyringOf(newKeyring()),
    log: pino({ level: 'error' }),
    jobs: queuedJobs,
    modules,
  })
  loadWords(modules)
  await app.start()
  const worker = await startWorker(app, postgres.address)
  const stopRunning = keepRunning(app)
  const http = await createServer(app)
  config.origin = await http.listen({ port: 0, host: '127.0.0.1' })
  return {
    app,
    db,
    postgresPid: postgres.pid,
    officeId: await openOffice(app, code),
    async stop() {
      await stopRunning()
      await worker.stop()
      await http.close()
      await app.stop()
      await db.close()
      await postgres.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

const DAY = '2026-01-05'
async function openOffice(app: App, code: string): Promise<string> {
  const id = organisationId(code, DAY)
  await app.run(async ctx => {
    const office = { code, kind: 'health-department', name: `Sở Y tế ${code}`, unitId: COUNTRY_ID, parentCode: null }
    await openOrganisations(ctx.sql, [office], DAY)
    await openOffices(ctx, [{ organisationId: id, unitId: COUNTRY_ID, place: 'Huế', abbreviation: 'SYT' }])
    await giveCode(ctx, id, code)
  })
  return id
}

/** Each as it were after both pasted the other's card. */
async function connectTo({ app }: Installation, other: Installation): Promise<void> {
  const { name, address, keys } = ownCard(other.app, 'Bên kia')
  const about = { id: newId(), name, carrier: 'https', address, keys, unitId: COUNTRY_ID, at: new Date(), by: null }
  await savePartner(app.db.sql, { ...about, mark: markOfKey(keys.at(-1) as string) })
}

/** Documents as they are after they got their number; answers their ids. */
async function issued({ app, officeId }: Installation, code: string, to: string): Promise<string[]> {
  const ids: string[] = []
  for (let n = 1; n <= DOCUMENTS; n++)
    ids.push(
      await app.run(async ctx => {
        const id = newId()
        const bytes = Buffer.concat([TINY_PDF, Buffer.alloc(ATTACHMENT, `${n} `)])
        await ctx.sql`
          insert into documents.document
            (id, direction, organisation_id, unit_id, state, kind, urgency, subject, author, notation, series, number, year,
             dated_on, listed_at, issued_at, via, exchange_id, created_at, signer_name)
          values (${id}, 'outgoing', ${officeId}, ${COUNTRY_ID}, 'issued', 'letter', 'normal', 'Phối hợp truy vết', 'Sở Y tế',
            ${`${n}/SYT-VP`}, 'bench', ${n}, 2026, '2026-11-20', ${ctx.now}, ${ctx.now}, 'written',
            ${`${code},2026/11/20,${n}/SYT-VP`}, ${ctx.now}, 'Trần Văn An')`
        await ctx.sql`
          insert into documents.recipient (id, document_id, n, name, code) values (${newId()}, ${id}, 1, 'Sở Y tế', ${to})`
        await attachFile(ctx, at.of('document', id), { bytes, name: `${n}.pdf`, type: 'application/pdf' })
        return id
      }),
    )
  return ids
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(100)
}

const countOf = async ({ db }: Installation, text: string): Promise<number> =>
  (await db.sql.unsafe<{ n: number }[]>(`select count(*) as n from ${text}`))[0]?.n ?? 0

/** The same bytes by plain HTTP into a table. */
async function plainRate({ db }: Installation, bytes: Buffer): Promise<number> {
  await db.sql`create table public.plain (id uuid primary key, sha256 bytea not null, content bytea not null)`
  const server = createHttp(async (request, reply) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const content = Buffer.concat(parts)
    const sha256 = createHash('sha256').update(content).digest()
    await db.sql`insert into public.plain (id, sha256, content) values (${newId()}, ${sha256}, ${content})`
    reply.end('{}')
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  const began = performance.now()
  let left = DOCUMENTS
  const lane = async () => {
    while (left-- > 0)
      await (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: new Uint8Array(bytes) })).arrayBuffer()
  }
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, lane))
  const rate = DOCUMENTS / ((performance.now() - began) / 1000)
  server.close()
  return rate
}

/** The processor time since now until it is asked for, in milliseconds a message: of our process, of both PostgreSQLs. */
function processorTime(installations: readonly Installation[]) {
  const now = () => [
    processorUs(process.pid),
    installations.reduce((sum, { postgresPid }) => sum + familyUs(postgresPid), 0),
  ]
  const [own = 0, database = 0] = now()
  return () => {
    const [ownNow = 0, databaseNow = 0] = now()
    const share = (us: number) => round(us / 1000 / (2 * DOCUMENTS), 1)
    return { cpuMs: share(ownNow - own), databaseCpuMs: share(databaseNow - database) }
  }
}

const [here, there] = [await install('H57.05'), await install('H50.09')]
try {
  await connectTo(here, there)
  await connectTo(there, here)
  for (const { app } of [here, there]) await app.run(announceToAll)
  await until(async () => (await countOf(here, 'exchange.agency')) > 0 && (await countOf(there, 'exchange.agency')) > 0)
  const ids = await issued(here, 'H57.05', 'H50.09')
  const spent = processorTime([here, there])
  const began = performance.now()
  const since = () => (performance.now() - began) / 1000
  for (const documentId of ids)
    await here.app.run(ctx => ctx.emit(documentIssued, { documentId, organisationId: here.officeId, recipients: [] }))
  await until(async () => (await countOf(there, `documents.document where via = 'exchange'`)) >= DOCUMENTS)
  const arrivedS = since()
  await until(async () => (await countOf(here, `documents.recipient_status where status = '01'`)) >= DOCUMENTS)
  const homeS = since()
  const cpu = spent()
  const [row] = await here.db.sql<{ size: number }[]>`
    select max(size) as size from interchange.outgoing where kind = 'exchange.edxml'`
  const plain = await plainRate(there, Buffer.alloc(row?.size ?? 0, 'x'))
  const messages = (2 * DOCUMENTS) / homeS
  report('exchange', {
    documents: DOCUMENTS,
    messageKb: round((row?.size ?? 0) / 1024, 0),
    documentsPerS: round(DOCUMENTS / arrivedS, 1),
    homeS: round(homeS, 1),
    messagesPerS: round(messages, 1),
    ...cpu,
    plainPerS: round(plain, 1),
    ratio: round(plain / messages, 1),
    refused: await countOf(there, `interchange.incoming where state in ('refused', 'dead', 'away')`),
  })
} finally {
  await here.stop()
  await there.stop()
}
