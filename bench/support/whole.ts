import { serve } from '#apps/server.ts'
import { citizenAccount } from '#base/identity/accounts.ts'
import { addGrant } from '#base/identity/grants.ts'
import { openSession } from '#base/identity/sessions.ts'
import { formatNational } from '#base/people/codes.ts'
import { addPeople } from '#base/people/people.ts'

/** What a client needs to use the demo as people do. */
export interface Whole {
  readonly url: string
  /** Of a member of staff of a place. */
  readonly cookie: string
  readonly placeId: string
  readonly codes: readonly string[]
  /** Of the leader of the demo. */
  readonly unitId: string
  /** For rows of a list of places. */
  readonly communeCode: string
}

const PEOPLE = 1000

/**
 * A whole Saola with its small demo in a process of its own, worker, followers and pages too. Run as
 * `whole.ts DATA_DIR PORT [--make]`; sends a `Whole` to its parent when it is ready, and its memory when asked. With
 * `--make` it makes the demo and ends, since what is measured is a server that has only served.
 */
async function main(dataDir: string, port: number): Promise<void> {
  const { url, app, stop } = await serve({ port, dataDir, demo: 'small' })
  if (process.argv.includes('--make')) {
    await stop()
    process.exit()
  }
  const whole = await app.run(async ctx => {
    const [place] = await ctx.sql<{ id: string; unitId: string; code: string }[]>`
      select p.id, p.unit_id, u.code from places.place p join units.unit u on u.id = p.unit_id where u.tier = 'commune' limit 1`
    const [leader] = await ctx.sql<{ unitId: string }[]>`select unit_id from identity.account where login = 'lanhdao'`
    if (!place || !leader) throw new Error('The demo has no place or no leader.')
    const people = Array.from({ length: PEOPLE }, (_, i) => {
      const serial = String(900_000 + i).padStart(6, '0')
      return {
        idNumber: `046090${serial}`,
        qid: `9900000000009${serial}`,
        name: `Nguyễn Văn Số ${i}`,
        birthDate: '1990-12-01',
      }
    })
    await addPeople(
      ctx,
      people.map(({ name, birthDate, idNumber, qid }) => ({
        fullName: name,
        birthDate,
        sex: 'male' as const,
        unitId: place.unitId,
        identifiers: { cccd: idNumber, qid },
      })),
    )
    const { accountId } = await citizenAccount(ctx, '+84905000001', 'Bảo vệ')
    await addGrant(ctx, { accountId, role: 'place-staff', placeId: place.id })
    const { token } = await openSession(ctx, accountId, { agent: 'bench', address: '127.0.0.1' })
    return {
      url,
      cookie: `saola=${token}`,
      placeId: place.id,
      unitId: leader.unitId,
      communeCode: place.code,
      codes: people.map(person => formatNational({ ...person, sex: 'male' })),
    }
  })
  process.send?.(whole)
  process.on('message', () => process.send?.({ rssMb: process.memoryUsage().rss / 2 ** 20 }))
  process.on('disconnect', () => process.exit())
  process.on('SIGTERM', () => void stop().then(() => process.exit()))
}

await main(process.argv[2] as string, Number(process.argv[3]))
