import { type ChildProcess, fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer as createHttp } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { attachFile } from '#base/files/index.ts'
import { TINY_PDF } from '#base/files/testing.ts'
import { COUNTRY_ID } from '#base/units/model.ts'
import { documentIssued } from '#capabilities/documents/events.ts'
import { at } from '#core/contract.ts'
import { connect, type Db } from '#core/db/db.ts'
import { newId } from '#core/ids.ts'
import { NODE_FLAGS } from '../bin/lib/runtime.js'
import { familyUs, processorUs } from './support/cpu.ts'
import { type Beside, type Installation, install } from './support/installation.ts'
import { option, report, round } from './support/report.ts'

/**
 * Documents with an attachment between two installations, each with a process and a database of its own: read out, signed, queued, sent, kept,
 * checked, taken into the register, and the status that says so back at the sender. Beside it the same bytes by plain HTTP into
 * a table, one commit a message.
 */
const DOCUMENTS = option('documents', 500)
const ATTACHMENT = option('kilobytes', 60) * 1024
const SIDE_BY_SIDE = 12

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

const countOf = async ({ db }: { readonly db: Db }, text: string): Promise<number> =>
  (await db.sql.unsafe<{ n: number }[]>(`select count(*) as n from ${text}`))[0]?.n ?? 0

/** The same bytes by plain HTTP into a table. */
async function plainRate({ db }: { readonly db: Db }, bytes: Buffer): Promise<number> {
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

/** The processor time since now until it is asked for, in milliseconds a message: of both processes, of both PostgreSQLs. */
function processorTime(pids: readonly number[], postgresPids: readonly number[]) {
  const sum = (of: readonly number[]) => of.reduce((a, b) => a + b, 0)
  const now = () => [sum(pids.map(processorUs)), sum(postgresPids.map(familyUs))] as const
  const [own, database] = now()
  return () => {
    const [ownNow, databaseNow] = now()
    const share = (us: number) => round(us / 1000 / (2 * DOCUMENTS), 1)
    return { cpuMs: share(ownNow - own), databaseCpuMs: share(databaseNow - database) }
  }
}

/** An installation in a process of its own, seen from outside. */
async function installBeside(code: string): Promise<Beside & { readonly process: ChildProcess; readonly db: Db }> {
  const child = fork(join(import.meta.dirname, 'support/installation.ts'), [code], {
    execArgv: NODE_FLAGS,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const [told] = (await once(child, 'message')) as [Beside]
  return { ...told, process: child, db: connect(told.database, { max: 12 }) }
}

const [here, there] = [await install('H57.05'), await installBeside('H50.09')]
try {
  there.process.send(here.card)
  await here.meet(there.card)
  await until(async () => (await countOf(here, 'exchange.agency')) > 0 && (await countOf(there, 'exchange.agency')) > 0)
  const ids = await issued(here, 'H57.05', 'H50.09')
  const spent = processorTime([process.pid, there.process.pid as number], [here.postgresPid, there.postgresPid])
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
  await there.db.close()
  there.process.kill('SIGTERM')
  await once(there.process, 'exit')
  await here.stop()
}
