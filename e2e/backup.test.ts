import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { backupKey, backupNow, exportKeyring, importKeyring, restore } from '#apps/backup.ts'
import { contracts } from '#apps/modules.ts'
import { type Served, serve } from '#apps/server.ts'
import { silent } from '#apps/steps.ts'
import { POWERS } from '#base/backups/powers.ts'
import { backUp } from '#base/backups/run.ts'
import { openSession } from '#base/identity/sessions.ts'
import { formatNational } from '#base/people/codes.ts'
import { enforce } from '#base/retention/enforce.ts'
import type { Overview } from '#capabilities/command/contract.ts'
import { client } from '#core/client.ts'
import { connect, type Db } from '#core/db/db.ts'
import { startPostgres } from '#core/db/embedded.ts'
import { load } from '../bench/support/door.ts'
import { freePort } from './miniature.ts'
import { type DebianPostgres, debianPostgres, noDebianPostgres } from './support/debian-postgres.ts'
import { PASSWORD } from './support/saola.ts'

const home = mkdtempSync(join(tmpdir(), 'saola-rehearsal-'))
const env = { SAOLA_PASSPHRASE: 'con sao la trong rung' }
const key = join(home, 'backup-key.age')
const ring = join(home, 'keyring.age')
const acknowledged = new Map<string, number>()
let saola: Served
const source = join(home, 'source')
let file: string
let beganAt: number
let before: Overview
let placeId: string

/** A demo in full use, backed up; then it rests and is backed up once more, to be compared. */
beforeAll(async () => {
  cpSync(inject('demo'), source, { recursive: true })
  saola = await serve({ port: await freePort(), dataDir: source })
  await backupKey({ dataDir: source }, key, env)
  await exportKeyring({ dataDir: source }, ring, env)
  const door = await doorOf(saola)
  placeId = door.placeId
  const options = {
    connections: 16,
    path: 'scans' as const,
    onAnswer: (id: string) => acknowledged.set(id, Date.now()),
  }
  const loading = load(door, { ...options, ms: 6_000 })
  await sleep(2_000)
  beganAt = Date.now()
  const note = await backUp(saola.app)
  expect(Date.now() - beganAt).toBeLessThan(60_000)
  file = join(source, 'backups', note.file)
  await loading
})
afterAll(async () => {
  await saola?.stop()
  rmSync(home, { recursive: true, force: true })
})

test('under load nothing that was acknowledged before the backup began is missing, and the server went on', async () => {
  const dataDir = await emptyWithKeyring('embedded')
  await restore({ dataDir }, { file, key, env, steps: silent })
  const served = await serve({ port: await freePort(), dataDir })
  try {
    const rows = await served.app.db.sql<{ id: string }[]>`select id from timeline.scan`
    const kept = new Set(rows.map(row => row.id))
    const due = [...acknowledged].filter(([, at]) => at < beganAt).map(([id]) => id)
    expect(due.length).toBeGreaterThan(100)
    expect(due.filter(id => !kept.has(id))).toEqual([])
    expect([...acknowledged.values()].filter(at => at > beganAt).length).toBeGreaterThan(100)
    // It lives: the same people sign in, a scan is recorded and followed.
    await figures(served.url)
    const visits = () => served.app.db.sql`select from timeline.visit where place_id = ${placeId}`
    const many = (await visits()).length
    await load(await doorOf(served, 700_000), { connections: 4, ms: 500, path: 'scans' })
    await expect.poll(async () => (await visits()).length).toBeGreaterThan(many)
  } finally {
    await served.stop()
  }
})

describe('at rest', () => {
  let resting: Awaited<ReturnType<typeof hashes>>
  beforeAll(async () => {
    before = await figures(saola.url)
    // A restore ends what is to end; here nothing more is.
    await enforce(saola.app)
    await saola.stop()
    await withPostgres(source, async db => {
      resting = await hashes(db)
    })
    await backupNow({ dataDir: source }, undefined, silent)
    // Who may what is listed beside it every five minutes. Here there is no list, and the administrators are asked.
    rmSync(join(source, 'backups', POWERS), { force: true })
    file = join(
      source,
      'backups',
      readdirSync(join(source, 'backups'))
        .sort()
        .findLast(name => name.endsWith('.age')) ?? '',
    )
  })

  test('every row of every table is the same in an embedded PostgreSQL, and what the leader sees', async () => {
    const dataDir = await emptyWithKeyring('same')
    await restore({ dataDir }, { file, key, env, steps: silent })
    await withPostgres(dataDir, async db => expect(differing(resting, await hashes(db))).toEqual(RESTORED))
    const served = await serve({ port: await freePort(), dataDir })
    const after = await figures(served.url)
    await served.stop()
    expect(shapeOf(after)).toEqual(shapeOf(before))
  })

  test.skipIf(noDebianPostgres)(
    `and in an older one of its own${noDebianPostgres ? `: skipped, ${noDebianPostgres}` : ''}`,
    async () => {
      const dataDir = await emptyWithKeyring('own')
      let own: DebianPostgres | undefined
      try {
        own = await debianPostgres(['fsync = off'])
        await restore({ dataDir, databaseUrl: own.url }, { file, key, env, steps: silent })
        const db = connect({ url: own.url }, { max: 1 })
        expect(differing(resting, await hashes(db))).toEqual(RESTORED)
        await db.close()
        expect(existsSync(join(dataDir, 'postgres'))).toBe(false)
      } finally {
        await own?.stop('immediate')
        own?.remove()
      }
    },
  )

  test('a restore that is killed leaves an installation that says so, and can be begun again', async () => {
    const dataDir = await emptyWithKeyring('killed')
    const code = `import { restore } from ${JSON.stringify(import.meta.resolve('#apps/backup.ts'))}
      const steps = { note() {}, step: (_, work) => { console.log('restoring'); return work(() => {}) } }
      await restore({ dataDir: ${JSON.stringify(dataDir)} }, { file: ${JSON.stringify(file)}, key: ${JSON.stringify(key)}, env: process.env, steps })`
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
    })
    await once(child.stdout, 'data')
    await sleep(700)
    child.kill('SIGKILL')
    await once(child, 'exit')
    const beginning = serve({ port: await freePort(), dataDir })
    await expect(beginning).rejects.toThrow(/restore of '.*' did not come to its end/)
    await restore({ dataDir }, { file, key, env, steps: silent })
    expect(readdirSync(dataDir)).not.toContain('restoring')
    await withPostgres(dataDir, async db => expect(differing(resting, await hashes(db))).toEqual(RESTORED))
  })
})

async function emptyWithKeyring(name: string): Promise<string> {
  const dataDir = join(home, name)
  await importKeyring({ dataDir }, ring, env)
  return dataDir
}

async function withPostgres(dataDir: string, work: (db: Db) => Promise<void>): Promise<void> {
  const postgres = await startPostgres({ dataDir })
  const db = connect(postgres.address, { max: 1 })
  await work(db).finally(async () => {
    await db.close()
    await postgres.stop()
  })
}

/** What belongs to the server, and what is written after a backup has read. */
const OWN = ['backups.run', 'core.cursor', 'core.journal', 'core.migration', 'retention.state']
/** What a restore does: all are signed out, and the administrators are asked to look at who may what. */
const DONE = ['core.delivery', 'core.event', 'identity.session', 'work.item', 'work.step']
const RESTORED = [...OWN, ...DONE].sort()

/** Computed by PostgreSQL, whatever the order of rows: another way than the one the backup itself is checked by. */
async function hashes({ sql }: Db): Promise<Record<string, string>> {
  const tables = await sql<{ name: string }[]>`
    select schemaname || '.' || tablename as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema', 'public', 'graphile_worker') order by 1`
  const found: Record<string, string> = {}
  for (const { name } of tables) {
    const [row] = await sql.unsafe<{ hash: string }[]>(
      `select count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) as hash from ${name} t`,
    )
    found[name] = row?.hash ?? ''
  }
  return found
}

const differing = (a: Record<string, string>, b: Record<string, string>) =>
  [...new Set([...Object.keys(a), ...Object.keys(b), ...OWN])]
    .filter(name => OWN.includes(name) || a[name] !== b[name])
    .sort()

/** Signs in as the leader and reads the first page, through HTTP. */
async function figures(url: string): Promise<Overview> {
  let cookie = ''
  const api = client(contracts, {
    base: url,
    headers: () => ({ cookie }),
    async fetch(...args) {
      const reply = await fetch(...args)
      cookie = reply.headers.getSetCookie()[0]?.split(';')[0] ?? cookie
      return reply
    },
  })
  const me = await api.identity.signIn({ body: { login: 'lanhdao', password: PASSWORD } })
  const unitId = me.grants[0]?.areaId as string
  return api.command.overview({ query: { unitId } })
}

const shapeOf = ({ figures, cases, units }: Overview) => {
  const settled = figures.filter(figure => !/checkin/.test(JSON.stringify(figure)))
  return { settled, cases, units: units.map(unit => unit.figures.cases) }
}

/** A place of the demo with a member of staff of its own, and people nobody has seen yet. */
async function doorOf({ app, url }: Pick<Served, 'app' | 'url'>, first = 800_000) {
  return app.run(async ctx => {
    const [staff] = await ctx.sql<{ placeId: string; accountId: string }[]>`
      select place_id, account_id from identity.role_grant where role = 'place-manager' and place_id is not null order by id limit 1`
    if (!staff) throw new Error('The demo has no manager of a place.')
    const { token } = await openSession(ctx, staff.accountId, { agent: 'test', address: '127.0.0.1' })
    const codes = Array.from({ length: 200 }, (_, i) =>
      formatNational({
        idNumber: `046090${String(first + i)}`,
        qid: `9900000000009${String(first + i)}`,
        name: `Nguyễn Văn Số ${i}`,
        birthDate: '1990-12-01',
        sex: 'male',
      }),
    )
    return {
      url,
      cookie: `saola=${token}`,
      placeId: staff.placeId,
      codes,
      pass: '',
      sealingKey: '',
      personIds: [],
      postgresPid: 0,
      database: {},
    }
  })
}
