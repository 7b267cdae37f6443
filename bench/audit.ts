import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { modules } from '#apps/modules.ts'
import { audit } from '#base/audit/contract.ts'
import { createAccount } from '#base/identity/accounts.ts'
import { addGrant } from '#base/identity/grants.ts'
import { openSession } from '#base/identity/sessions.ts'
import { treeOf } from '#base/units/index.ts'
import { COUNTRY_ID } from '#base/units/model.ts'
import { type App, createApp } from '#core/app.ts'
import { keysOf } from '#core/audit/block.ts'
import { unsealed } from '#core/audit/queries.ts'
import { sealOnce } from '#core/audit/seal.ts'
import { verifyAudit } from '#core/audit/verify.ts'
import { writeAudit } from '#core/audit.ts'
import { type Client, client } from '#core/client.ts'
import { connect } from '#core/db/db.ts'
import { startPostgres } from '#core/db/embedded.ts'
import { findMigrations, migrate } from '#core/db/migrate.ts'
import { createServer, SESSION_COOKIE } from '#core/http/server.ts'
import { newId } from '#core/ids.ts'
import { keyringOf, newKeyring } from '#core/keyring.ts'
import { fillRegister, personOf } from './support/register.ts'
import { median, option, percentile, report, round } from './support/report.ts'

/**
 * The audit of two years: what a row costs beside one of the plain table it was before, how fast rows are sealed and
 * verified and in how much memory, and how long an auditor of the country, a province and a commune waits for a page.
 */
const ROWS = option('rows', 10_000_000)
const ASKED = option('asked', 15)
const PEOPLE = 20_000
const PROVINCES: readonly string[] = ['46', '48', '49']
const MONTHS = 24
const WRITES = 400
const ROUNDS = 7

type Api = Client<{ audit: typeof audit }>

/** Rows in the order of time; each seventh is a write, the others are looks, each tenth at a list that showed ten people. */
const fill = ({ db }: App, from: number, count: number) => db.sql`
  insert into core.audit
    (id, at, account_id, endpoint, ref_kind, ref_id, person_id, unit_id, by_unit_id, purpose, page,
     shown, request_id)
  select (lpad(to_hex((extract(epoch from t.at) * 1000)::bigint), 12, '0') || '7' || left(md5(g.n::text), 3) || '8'
           || right(md5(g.n::text), 15))::uuid,
         t.at, a.id, case when g.n % 7 = 0 then 'work.move' when g.n % 10 = 0 then 'people.search' else 'people.get' end,
         case when g.n % 10 > 0 then 'person' end, case when g.n % 10 > 0 then p.id::text end,
         case when g.n % 10 > 0 then p.id end, case when g.n % 10 > 0 then p.unit_id end, p.unit_id, case when g.n % 7 > 0 then (array['people.read', 'work.read', 'followup.plan'])[1 + g.n % 3] end,
         '/console/people', case when g.n % 10 = 0 then s.shown end, 'bench-' || g.n
  from generate_series(${from}::bigint, ${from + count - 1}::bigint) g (n)
  cross join lateral (
    select now() - make_interval(secs => (${ROWS} - g.n)::float8 * ${(MONTHS * 30 * 86_400) / ROWS}::float8) as at) t
  join bench.person p on p.n = g.n % ${PEOPLE}
  join bench.shown s on s.n = g.n % ${PEOPLE}
  join bench.account a on a.n = (g.n * 7919) % 2000
  order by g.n`

const OLD = `
  create table bench.audit (id uuid primary key, at timestamptz not null, account_id uuid, session_id uuid, device_id uuid,
    endpoint text not null, ref_kind text, ref_id text, purpose text, request_id text not null);
  create index on bench.audit (ref_kind, ref_id, at desc);
  create index on bench.audit (account_id, at desc)`

async function ratioOfWriting(app: App): Promise<number> {
  const about = { kind: 'person', id: newId() }
  const account = newId()
  const plain = () =>
    app.run(
      ({ sql, now }) => sql`
      insert into bench.audit (id, at, account_id, endpoint, ref_kind, ref_id, purpose, request_id)
      values (${newId()}, ${now}, ${account}, 'people.get', ${about.kind}, ${about.id}, 'people.read', 'bench')`,
    )
  const where = { personId: about.id, unitId: COUNTRY_ID }
  const ours = () =>
    app.run(ctx => writeAudit(ctx, 'people.get', about, { where, purpose: 'people.read', page: '/console/people' }))
  const timed = async (write: () => Promise<unknown>) => {
    const began = performance.now()
    for (let n = 0; n < WRITES; n++) await write()
    return performance.now() - began
  }
  const ratios: number[] = []
  for (let n = 0; n < ROUNDS; n++) {
    const [first, second] = n % 2 ? [ours, plain] : [plain, ours]
    const [a, b] = [await timed(first), await timed(second)]
    ratios.push(n % 2 ? b / a : a / b)
  }
  return median(ratios)
}

async function auditorOf(app: App, base: string, areaId: string): Promise<Api> {
  const token = await app.run(async ctx => {
    const account = { kind: 'officer', name: 'Đo', login: newId(), password: newId(), unitId: areaId } as const
    const accountId = await createAccount(ctx, { ...account, mustChangePassword: false })
    await addGrant(ctx, { accountId, role: 'auditor', areaId })
    return (await openSession(ctx, accountId, { agent: 'bench', address: '127.0.0.1' })).token
  })
  return client({ audit }, { base, headers: () => ({ cookie: `${SESSION_COOKIE}=${token}` }) })
}

const dataDir = await mkdtemp(join(tmpdir(), 'saola-bench-'))
const postgres = await startPostgres({ dataDir, settings: { max_wal_size: '4GB', maintenance_work_mem: '512MB' } })
const db = connect(postgres.address, { max: 4 })
try {
  await migrate(db, findMigrations(modules))
  const keyring = keyringOf(newKeyring())
  const app = createApp({
    config: { mode: 'demo', origin: 'http://localhost', dataDir },
    db,
    keyring,
    log: pino({ level: 'error' }),
    jobs: { enqueue: async () => {} },
    modules,
  })
  await app.start()
  const tree = treeOf(app)
  const provinces = tree.children(COUNTRY_ID).filter(unit => PROVINCES.includes(unit.code))
  const unitIds = tree.within(provinces.map(unit => unit.id)).filter(id => tree.get(id)?.tier === 'commune')
  const writeRatio = await db.sql.unsafe(`create schema bench; ${OLD}`).then(() => ratioOfWriting(app))
  console.log(`  a row costs as much as ${round(1 / writeRatio)} of the plain table`)

  const began = performance.now()
  await fillRegister(app, PEOPLE, unitIds)
  await db.sql`select core.make_audit_months((now() - interval '${db.sql.unsafe(String(MONTHS + 1))} months')::date, now()::date)`
  await db.sql`create table bench.person as select row_number() over (order by id) - 1 as n, id, unit_id from people.person`
  await db.sql`create index on bench.person (n)`
  await db.sql`
    create table bench.shown as
    select p.n, array(select o.id from bench.person o where o.n between p.n - p.n % 10 and p.n - p.n % 10 + 9) as shown from bench.person p`
  await db.sql`create table bench.account as select n, gen_random_uuid() as id from generate_series(0, 1999) n`
  for (let from = 0; from < ROWS; from += 250_000) await fill(app, from, Math.min(250_000, ROWS - from))
  await db.sql.unsafe('vacuum analyze core.audit')
  const loadS = (performance.now() - began) / 1000
  console.log(`  ${ROWS.toLocaleString('en')} rows in ${round(loadS, 1)} s`)

  const sealing = performance.now()
  // What the database does by itself holds a transaction open now and then, and sealing waits for it.
  while ((await app.run(sealOnce)) || (await unsealed(db.sql)).rows) {}
  const sealS = (performance.now() - sealing) / 1000
  console.log(`  sealed in ${round(sealS, 1)} s`)

  globalThis.gc?.()
  const before = process.memoryUsage().rss
  let most = before
  const verifying = performance.now()
  const keys = keysOf(keyring.signingKeys('audit').map(pair => pair.publicKey))
  const verified = await verifyAudit(db.sql, {
    keys,
    onFault: fault => {
      throw new Error(`There is no ${fault.what}.`)
    },
    onProgress: () => {
      most = Math.max(most, process.memoryUsage().rss)
    },
  })
  const verifyS = (performance.now() - verifying) / 1000

  const http = await createServer(app)
  const url = await http.listen({ port: 0, host: '127.0.0.1' })
  const areas = [COUNTRY_ID, provinces[0]?.id ?? '', unitIds[0] ?? '']
  const auditors = await Promise.all(areas.map(areaId => auditorOf(app, url, areaId)))
  const nameOf = (n: number) => personOf((n * 911) % PEOPLE, unitIds).fullName
  const after = new Map<Api, string | undefined>()
  const mix: Readonly<Record<string, (api: Api, n: number) => Promise<unknown>>> = {
    open: api => api.audit.list({ query: {} }),
    async readOn(api) {
      const from = after.get(api)
      const { more } = await api.audit.list({ query: from ? { after: from } : {} })
      after.set(api, more ?? undefined)
    },
    person: (api, n) => api.audit.list({ query: { person: nameOf(n) } }),
    purpose: api => api.audit.list({ query: { purpose: 'followup.plan' } }),
    day: (api, n) => {
      const day = new Date(Date.now() - (n * 37 + 3) * 86_400_000).toISOString().slice(0, 10)
      return api.audit.list({ query: { from: day, until: day } })
    },
    everything: api => api.audit.list({ query: { kind: 'all' } }),
  }
  const taken: Record<string, number[]> = {}
  for (const turn of ['warm', 'counted'])
    for (const [kind, ask] of Object.entries(mix))
      for (let n = 0; n < ASKED; n++)
        for (const api of auditors) {
          const start = performance.now()
          await ask(api, n)
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
  report('audit', {
    rows: verified.rows,
    blocks: verified.blocks,
    writeRatio: round(writeRatio),
    sealRowsS: Math.round(verified.rows / sealS),
    verifyRowsS: Math.round(verified.rows / verifyS),
    verifyS: round(verifyS, 1),
    verifyMb: Math.round((most - before) / 1024 / 1024),
    p95Ms: p95(Object.values(taken).flat()),
    ...Object.fromEntries(Object.entries(taken).map(([kind, times]) => [`${kind}P95Ms`, p95(times)])),
    loadS: round(loadS, 1),
  })
  await app.stop()
} finally {
  await db.close()
  await postgres.stop()
  await rm(dataDir, { recursive: true, force: true })
}
