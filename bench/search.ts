import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { modules } from '#apps/modules.ts'
import type { NewPerson } from '#base/people/people.ts'
import { searchPeople } from '#base/people/search.ts'
import type { Scope } from '#core/access.ts'
import { createApp } from '#core/app.ts'
import { connect } from '#core/db/db.ts'
import { startPostgres } from '#core/db/embedded.ts'
import { findMigrations, migrate } from '#core/db/migrate.ts'
import { keyringOf, newKeyring } from '#core/keyring.ts'
import { withoutMarks } from '#core/text.ts'
import { fillRegister, personOf } from './support/register.ts'
import { option, percentile, report, round } from './support/report.ts'

/**
 * The search of the register over a million people, for a fixed mix of what officers type, each asked by a province and
 * by a commune. Names are drawn as they occur, so the frequent ones are as frequent as they are.
 */
const PEOPLE = option('people', 1_000_000)
const COMMUNES = 150
const ASKED = 40
const communeId = (n: number) => `00000000-0004-7000-8000-${n.toString(16).padStart(12, '0')}`

const UNITS = Array.from({ length: COMMUNES }, (_, n) => communeId(n))

/** What officers type, of somebody who is there. */
const MIX: Readonly<Record<string, (of: NewPerson) => string>> = {
  id: of => of.identifiers?.cccd ?? '',
  phone: of => of.identifiers?.phone?.replace('+84', '0') ?? '',
  name: of => of.fullName,
  plainName: of => withoutMarks(of.fullName).toLowerCase(),
  twoWords: of => withoutMarks(of.fullName.replace(/ .* /, ' ')).toLowerCase(),
  beginnings: of => withoutMarks(of.fullName).toLowerCase().slice(0, -1),
  nameAndBirth: of => `${withoutMarks(of.fullName)} ${of.birthDate?.split('-').reverse().join('/')}`,
  nameAndYear: of => `${of.fullName} ${of.birthDate?.slice(0, 4)}`,
  nobody: of => `${of.fullName} Xyz`,
}

const SCOPES: readonly Scope[] = [
  { everywhere: true },
  { everywhere: false, unitIds: UNITS, placeIds: [] },
  { everywhere: false, unitIds: [communeId(7)], placeIds: [] },
]

const dataDir = await mkdtemp(join(tmpdir(), 'saola-bench-'))
const postgres = await startPostgres({ dataDir, settings: { max_wal_size: '4GB', maintenance_work_mem: '512MB' } })
const db = connect(postgres.address, { max: 2 })
try {
  await migrate(db, findMigrations(modules))
  const app = createApp({
    config: { mode: 'demo', origin: 'http://localhost', dataDir },
    db,
    keyring: keyringOf(newKeyring()),
    log: pino({ level: 'error' }),
    jobs: { enqueue: async () => {} },
    modules,
  })
  const began = performance.now()
  await fillRegister(app, PEOPLE, UNITS)
  const loadS = (performance.now() - began) / 1000
  console.log(`  ${PEOPLE.toLocaleString('en')} people in ${round(loadS, 1)} s`)

  const ctx = app.context(db.sql)
  const taken: Record<string, number[]> = {}
  let capped = 0
  for (const round of ['warm', 'counted'])
    for (const [kind, ask] of Object.entries(MIX))
      for (let n = 0; n < ASKED; n++)
        for (const scope of SCOPES) {
          const text = ask(personOf((n * 24_593 + 11) % PEOPLE, UNITS))
          const start = performance.now()
          const found = await searchPeople(ctx, text, scope)
          if (round === 'warm') continue
          taken[kind] = [...(taken[kind] ?? []), performance.now() - start]
          if (found.capped) capped++
        }
  const p95 = (times: readonly number[]) =>
    round(
      percentile(
        [...times].sort((a, b) => a - b),
        0.95,
      ),
    )
  report('search', {
    people: PEOPLE,
    p95Ms: p95(Object.values(taken).flat()),
    ...Object.fromEntries(Object.entries(taken).map(([kind, times]) => [`${kind}P95Ms`, p95(times)])),
    capped,
    loadS: round(loadS, 1),
  })
} finally {
  await db.close()
  await postgres.stop()
  await rm(dataDir, { recursive: true, force: true })
}
