import pino from 'pino'
import { modules } from '#apps/modules.ts'
import { citizenAccount } from '#base/identity/accounts.ts'
import { addGrant } from '#base/identity/grants.ts'
import { signPass } from '#base/identity/passes.ts'
import { openSession } from '#base/identity/sessions.ts'
import { formatNational } from '#base/people/codes.ts'
import { addPeople } from '#base/people/people.ts'
import { addPlaces } from '#base/places/places.ts'
import { COUNTRY_ID } from '#base/units/model.ts'
import { DELIVERY } from '#capabilities/checkpoints/deliver.ts'
import { createApp } from '#core/app.ts'
import { type Address, connect } from '#core/db/db.ts'
import { startPostgres } from '#core/db/embedded.ts'
import { findMigrations, migrate } from '#core/db/migrate.ts'
import { createServer } from '#core/http/server.ts'
import { startFollowing } from '#core/journal.ts'
import { openKeyring } from '#core/keyring.ts'
import { probe } from './probe.ts'

/** What a client needs to check people in. */
export interface Door {
  readonly url: string
  readonly cookie: string
  readonly placeId: string
  /** Of the member of staff who is signed in, to deliver later. */
  readonly pass: string
  readonly sealingKey: string
  readonly codes: readonly string[]
  /** Whose codes they are, in the same order. */
  readonly personIds: readonly string[]
  readonly postgresPid: number
  /** For whoever wants to see what the server wrote. */
  readonly database: Address
}

const PEOPLE = 20_000

/**
 * A whole server in a process of its own, with a checkpoint, a member of staff who is signed in, and people with codes.
 * Run as `server.ts DATA_DIR`; a second start on the same directory finds what the first one made. Sends a `Door` to
 * its parent when it is ready.
 */
async function main(dataDir: string): Promise<void> {
  const postgres = await startPostgres({ dataDir })
  const db = connect(postgres.address, { max: 12 })
  await migrate(db, findMigrations(modules))
  const app = createApp({
    config: { mode: 'demo', origin: 'http://localhost', dataDir },
    db,
    keyring: openKeyring(`${dataDir}/keyring.json`),
    log: pino({ level: 'error' }),
    jobs: { enqueue: async () => {} },
    modules: [...modules, probe],
  })
  await app.start()
  const following = startFollowing(app)
  app.wakeFollowers = following.wake
  const http = await createServer(app)
  const url = await http.listen({ port: 0, host: '127.0.0.1' })

  const door = await app.run(async ctx => {
    const [known] = await ctx.sql<{ placeId: string }[]>`select id as place_id from places.place limit 1`
    const placeId = known?.placeId ?? (await furnish(ctx))
    const { accountId } = await citizenAccount(ctx, '+84905000001', 'Bảo vệ')
    await addGrant(ctx, { accountId, role: 'place-staff', placeId })
    const { token, sessionId } = await openSession(ctx, accountId, { agent: 'bench', address: '127.0.0.1' })
    // By the number in their names: in the order of ids they would lie side by side in every index, as nobody's scans do.
    const people = await ctx.sql<{ id: string }[]>`
      select id from people.person order by substring(full_name from '\\d+$')::int`
    return {
      url,
      cookie: `saola=${token}`,
      placeId,
      pass: signPass(ctx.app, DELIVERY, { accountId, sessionId, aboutId: placeId }, new Date(Date.now() + 86_400_000)),
      sealingKey: ctx.app.keyring.sealingKey(),
      personIds: people.map(person => person.id),
      codes: PERSONS.map(codeOf),
      postgresPid: postgres.pid,
      database: postgres.address,
    }
  })
  process.send?.(door)
  process.on('message', message => {
    if (message === 'memory') process.send?.({ rssMb: process.memoryUsage().rss / 2 ** 20 })
  })
  process.on('disconnect', () => process.exit())
  process.on('SIGTERM', async () => {
    await following.stop()
    await http.close()
    await db.close()
    await postgres.stop()
    process.exit()
  })
}

const PERSONS = Array.from({ length: PEOPLE }, (_, i) => {
  const serial = String(900_000 + i).padStart(6, '0')
  return {
    idNumber: `046090${serial}`,
    qid: `9900000000009${serial}`,
    name: `Nguyễn Văn Số ${i}`,
    birthDate: '1990-12-01',
  }
})
const codeOf = (person: (typeof PERSONS)[number]) => formatNational({ ...person, sex: 'male' })

async function furnish(ctx: Parameters<typeof addPlaces>[0]): Promise<string> {
  const [placeId] = await addPlaces(ctx, [{ kind: 'market', name: 'Chợ', unitId: COUNTRY_ID }])
  await addPeople(
    ctx,
    PERSONS.map(p => ({
      fullName: p.name,
      birthDate: p.birthDate,
      sex: 'male' as const,
      unitId: COUNTRY_ID,
      identifiers: { cccd: p.idNumber, qid: p.qid },
    })),
  )
  await ctx.sql.unsafe('analyze people.person, people.identifier')
  return placeId as string
}

await main(process.argv[2] as string)
