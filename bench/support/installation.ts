import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { migrateAll } from '#apps/database.ts'
import { modules } from '#apps/modules.ts'
import { silent } from '#apps/steps.ts'
import { markOfKey, ownCard } from '#base/interchange/card.ts'
import { savePartner } from '#base/interchange/index.ts'
import { giveCode } from '#base/units/exchange-codes.ts'
import { organisationId } from '#base/units/ids.ts'
import { COUNTRY_ID } from '#base/units/model.ts'
import { openOrganisations } from '#base/units/organisations.ts'
import { announceToAll } from '#capabilities/documents/exchange/agencies.ts'
import { openOffices } from '#capabilities/documents/office.ts'
import { type App, createApp } from '#core/app.ts'
import { type Address, connect, type Db } from '#core/db/db.ts'
import { startPostgres } from '#core/db/embedded.ts'
import { queuedJobs } from '#core/deliveries.ts'
import { createServer } from '#core/http/server.ts'
import { newId } from '#core/ids.ts'
import { startWorker } from '#core/jobs.ts'
import { keyringOf, newKeyring } from '#core/keyring.ts'
import { loadWords } from '#core/load-words.ts'
import { keepRunning } from '#core/running.ts'

export type Card = ReturnType<typeof ownCard>

/** What the other side is told of one that runs in a process of its own. */
export interface Beside {
  readonly card: Card
  readonly database: Address
  readonly postgresPid: number
}

export interface Installation extends Beside {
  readonly app: App
  readonly db: Db
  readonly officeId: string
  /** As it were after both pasted the other's card. */
  meet(other: Card): Promise<void>
  stop(): Promise<void>
}

/** An installation with one office, its worker and its queues. Run as `installation.ts CODE` it is one beside another. */
export async function install(code: string): Promise<Installation> {
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
    database: postgres.address,
    postgresPid: postgres.pid,
    officeId: await openOffice(app, code),
    card: ownCard(app, 'Bên kia'),
    async meet({ name, address, keys }) {
      const about = { id: newId(), name, carrier: 'https', address, keys, unitId: COUNTRY_ID, at: new Date(), by: null }
      await savePartner(db.sql, { ...about, mark: markOfKey(keys.at(-1) as string) })
      await app.run(announceToAll)
    },
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

async function beside(code: string): Promise<void> {
  const { card, database, postgresPid, meet, stop } = await install(code)
  process.on('message', (other: Card) => void meet(other))
  process.on('SIGTERM', () => void stop().then(() => process.exit()))
  process.on('disconnect', () => process.exit())
  process.send?.({ card, database, postgresPid } satisfies Beside)
}

if (import.meta.main) await beside(process.argv[2] as string)
