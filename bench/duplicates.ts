import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { modules } from '#apps/modules.ts'
import { addPeople } from '#base/people/people.ts'
import { treeOf } from '#base/units/index.ts'
import { COUNTRY_ID } from '#base/units/model.ts'
import { lookAt, lookAtAll } from '#capabilities/register/look.ts'
import { createApp } from '#core/app.ts'
import { connect } from '#core/db/db.ts'
import { startPostgres } from '#core/db/embedded.ts'
import { findMigrations, migrate } from '#core/db/migrate.ts'
import { keyringOf, newKeyring } from '#core/keyring.ts'
import { withoutMarks } from '#core/text.ts'
import { fillRegister, personOf } from './support/register.ts'
import { option, report, round } from './support/report.ts'

/** Looking for people who were entered twice, among a million, with one in a thousand planted. */
const PEOPLE = option('people', 1_000_000)
const EVERY = 1_000
const CHANGED = 1_000
const MEBI = 1024 * 1024

const dataDir = await mkdtemp(join(tmpdir(), 'saola-bench-'))
const postgres = await startPostgres({ dataDir, settings: { max_wal_size: '4GB', maintenance_work_mem: '512MB' } })
const db = connect(postgres.address, { max: 4 })
const app = createApp({
  config: { mode: 'demo', origin: 'http://localhost', dataDir },
  db,
  keyring: keyringOf(newKeyring()),
  log: pino({ level: 'error' }),
  jobs: { enqueue: async () => {} },
  modules,
})
try {
  await migrate(db, findMigrations(modules))
  await app.start()
  const tree = treeOf(app)
  const units = tree
    .within([COUNTRY_ID])
    .filter(id => tree.get(id)?.tier === 'commune')
    .slice(0, 150)
  await fillRegister(app, PEOPLE, units)
  const planted = Math.max(1, Math.floor(PEOPLE / EVERY))
  const doubles = Array.from({ length: planted }, (_, n) => {
    const { identifiers, ...of } = personOf(n * EVERY, units)
    return { ...of, fullName: withoutMarks(of.fullName), identifiers: { phone: identifiers?.phone ?? '' } }
  })
  await app.run(ctx => addPeople(ctx, doubles))
  let peak = 0
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss)
  }, 200)
  const began = performance.now()
  const looked = await lookAtAll(app)
  const lookS = (performance.now() - began) / 1000
  clearInterval(watch)
  const [found] = await db.sql<{ pairs: number; right: number }[]>`
    select count(*) as pairs, count(*) filter (where exists (
      select from people.identifier i join people.identifier j using (kind, lookup)
      where i.person_id = x.a_id and j.person_id = x.b_id and kind = 'phone')) as right
    from register.pair x where state = 'open'`
  const some = await db.sql<{ id: string }[]>`select id from people.person order by id desc limit ${CHANGED}`
  const again = performance.now()
  await app.run(ctx =>
    lookAt(
      ctx,
      some.map(row => row.id),
    ),
  )
  report('duplicates', {
    people: looked,
    lookS: round(lookS, 1),
    perSecond: round(looked / lookS),
    planted,
    found: found?.right ?? 0,
    pairs: found?.pairs ?? 0,
    peakMb: round(peak / MEBI),
    changedMs: round(performance.now() - again),
  })
} finally {
  await app.stop()
  await db.close()
  await postgres.stop()
  await rm(dataDir, { recursive: true, force: true })
}
