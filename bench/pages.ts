import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { modules } from '#apps/modules.ts'
import { createAccount } from '#base/identity/accounts.ts'
import { addGrant } from '#base/identity/grants.ts'
import { openSession } from '#base/identity/sessions.ts'
import { people } from '#base/people/contract.ts'
import { treeOf } from '#base/units/index.ts'
import { COUNTRY_ID } from '#base/units/model.ts'
import { tracing } from '#capabilities/tracing/contract.ts'
import { type App, createApp } from '#core/app.ts'
import { type Client, client } from '#core/client.ts'
import { connect } from '#core/db/db.ts'
import { startPostgres } from '#core/db/embedded.ts'
import { findMigrations, migrate } from '#core/db/migrate.ts'
import { createServer, SESSION_COOKIE } from '#core/http/server.ts'
import { newId } from '#core/ids.ts'
import { keyringOf, newKeyring } from '#core/keyring.ts'
import { fillRegister, personOf } from './support/register.ts'
import { option, percentile, report, round } from './support/report.ts'

/**
 * The lists of cases and of people when a million have been ill, through HTTP: opened, read on, sorted, narrowed to a
 * unit or a year of birth, cases searched by a frequent and a rare name and by a number and with those that wait on top;
 * by an officer of the country, of a province and of a commune.
 */
const CASES = option('cases', 1_000_000)
const ASKED = option('asked', 20)
const PROVINCES: readonly string[] = ['46', '48', '49']
/** Of so many cases of the last two weeks one has a candidate that waits. */
const ONE_OF = 5

const contracts = { tracing, people }
type Api = Client<typeof contracts>
interface Officer {
  readonly api: Api
  /** A commune of theirs. */
  readonly communeId: string
  /** Where their next page begins. */
  after?: string | undefined
  afterPerson?: string | undefined
}

async function openFiles({ db }: App, personIds: readonly string[]): Promise<void> {
  await db.sql`
    insert into tracing.case_file (id, number, person_id, unit_id, disease, origin, onset_on, confirmed_at,
      infectious_from, policy_version, created_at, closed_at)
    select gen_random_uuid(), 'BN' || lpad(nextval('tracing.case_number')::text, 7, '0'), p.id, p.unit_id, 'covid-19', 'community',
           t.at::date - 2, t.at, t.at - interval '3 days', 'bench', t.at, t.at
    from people.person p,
      lateral (select now() - abs(hashtext(p.id::text)) % 43200000 * interval '1 second' as at) t
    where p.id = any(${personIds as string[]}::uuid[])`
}

const leaveWaiting = ({ db }: App) => db.sql`
  insert into tracing.contact (id, case_id, person_id, via_person_id, unit_id, generation, how, met_from, met_until, minutes,
    estimated, same_area, exposure, policy_version, created_at)
  select gen_random_uuid(), id, person_id, person_id, unit_id, 1, 'place', confirmed_at, confirmed_at, 30, false, true, 'high',
         'bench', confirmed_at
  from tracing.case_file where confirmed_at > now() - interval '14 days' and get_byte(uuid_send(id), 15) % ${ONE_OF} = 0`

async function officerOf(app: App, base: string, areaId: string, communeId: string): Promise<Officer> {
  const token = await app.run(async ctx => {
    const account = {
      kind: 'officer',
      name: 'Đo',
      login: newId(ctx.now),
      password: newId(ctx.now),
      unitId: areaId,
    } as const
    const accountId = await createAccount(ctx, { ...account, mustChangePassword: false })
    await addGrant(ctx, { accountId, role: 'tracer', areaId })
    return (await openSession(ctx, accountId, { agent: 'bench', address: '127.0.0.1' })).token
  })
  return { api: client(contracts, { base, headers: () => ({ cookie: `${SESSION_COOKIE}=${token}` }) }), communeId }
}

/** What officers do with the list; `n` chooses whom they look for. */
const MIX: Readonly<Record<string, (of: Officer, n: number, nameOf: (n: number) => string) => Promise<unknown>>> = {
  open: ({ api }) => api.tracing.cases({ query: {} }),
  async readOn(officer) {
    const { more } = await officer.api.tracing.cases({ query: officer.after ? { after: officer.after } : {} })
    officer.after = more ?? undefined
  },
  unit: ({ api, communeId }) => api.tracing.cases({ query: { unitId: communeId } }),
  sorted: ({ api }, n) =>
    api.tracing.cases({ query: { sort: (['onset', '-onset', 'number', 'confirmed'] as const)[n % 4] } }),
  sortedUnit: ({ api, communeId }, n) =>
    api.tracing.cases({ query: { unitId: communeId, sort: (['-onset', 'number'] as const)[n % 2] } }),
  people: ({ api }, n) =>
    api.people.register({ query: { sort: (['name', '-name', 'birth', '-birth'] as const)[n % 4] } }),
  async peopleReadOn(officer) {
    const query = officer.afterPerson ? { after: officer.afterPerson } : {}
    officer.afterPerson = (await officer.api.people.register({ query })).more ?? undefined
  },
  peopleOfUnit: ({ api, communeId }, n) =>
    api.people.register({ query: { unitId: communeId, sort: (['name', '-birth'] as const)[n % 2] } }),
  peopleBorn: ({ api }, n) => api.people.register({ query: { born: String(1930 + ((n * 7) % 80)) } }),
  waiting: ({ api }) => api.tracing.cases({ query: { waiting: 'true' } }),
  frequentName: ({ api }, n) => api.tracing.cases({ query: { q: ['nguyen', 'tran thi', 'van'][n % 3] } }),
  wholeName: ({ api }, n, nameOf) => api.tracing.cases({ query: { q: nameOf(n) } }),
  nobody: ({ api }, n, nameOf) => api.tracing.cases({ query: { q: `${nameOf(n)} xyz` } }),
  number: ({ api }, n) =>
    api.tracing.cases({ query: { q: `BN${String((n * 24_593 + 11) % CASES).padStart(7, '0')}` } }),
  partOfNumber: ({ api }, n) => api.tracing.cases({ query: { q: String((n * 24_593 + 11) % CASES).padStart(6, '1') } }),
}

const dataDir = await mkdtemp(join(tmpdir(), 'saola-bench-'))
const postgres = await startPostgres({ dataDir, settings: { max_wal_size: '4GB', maintenance_work_mem: '512MB' } })
const db = connect(postgres.address, { max: 4 })
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
  await app.start()
  const tree = treeOf(app)
  const provinces = tree.children(COUNTRY_ID).filter(unit => PROVINCES.includes(unit.code))
  const communesOf = (ids: readonly string[]) => tree.within(ids).filter(id => tree.get(id)?.tier === 'commune')
  const unitIds = communesOf(provinces.map(unit => unit.id))
  const began = performance.now()
  await fillRegister(app, CASES, unitIds, ids => openFiles(app, ids))
  await leaveWaiting(app)
  await db.sql.unsafe('vacuum analyze tracing.case_file, tracing.contact')
  const loadS = (performance.now() - began) / 1000
  console.log(`  ${CASES.toLocaleString('en')} cases in ${round(loadS, 1)} s`)

  const http = await createServer(app)
  const url = await http.listen({ port: 0, host: '127.0.0.1' })
  const [province] = provinces
  const [communeId] = communesOf([province?.id ?? ''])
  if (!province || !communeId) throw new Error('The tree has lost a province.')
  const areas = [COUNTRY_ID, province.id, communeId]
  const officers = await Promise.all(areas.map(areaId => officerOf(app, url, areaId, communeId)))
  const nameOf = (n: number) => personOf((n * 24_593 + 11) % CASES, unitIds).fullName
  const taken: Record<string, number[]> = {}
  for (const turn of ['warm', 'counted'])
    for (const [kind, ask] of Object.entries(MIX))
      for (let n = 0; n < ASKED; n++)
        for (const officer of officers) {
          const start = performance.now()
          await ask(officer, n, nameOf)
          if (turn === 'counted') taken[kind] = [...(taken[kind] ?? []), performance.now() - start]
        }
  await http.close()
  const p95 = (times: readonly number[]) =>
    round(
      percentile(
        [...times].sort((a, b) => a - b),
        0.95,
      ),
    )
  report('pages', {
    cases: CASES,
    p95Ms: p95(Object.values(taken).flat()),
    ...Object.fromEntries(Object.entries(taken).map(([kind, times]) => [`${kind}P95Ms`, p95(times)])),
    loadS: round(loadS, 1),
  })
} finally {
  await db.close()
  await postgres.stop()
  await rm(dataDir, { recursive: true, force: true })
}
