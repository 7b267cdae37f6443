import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { StartupError } from '../startup-error.ts'
import type { Address } from './db.ts'
import { type EmbeddedPostgres, joinPostgres, type StartOptions, startPostgres } from './embedded.ts'

let home: string
const running: EmbeddedPostgres[] = []

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'saola-embedded-'))
})

afterEach(async () => {
  for (const server of running.splice(0)) await server.stop()
  rmSync(home, { recursive: true, force: true })
})

describe('a database of its own', () => {
  test('is made, sorts the Vietnamese way, keeps what it was given', async () => {
    const steps: string[] = []
    const dataDir = join(home, 'a', 'b')
    const first = await start({ dataDir, onStep: step => steps.push(step) })
    await query(first.address, sql => sql`create table name as select unnest(array['Đức', 'Dung', 'đá']) as name`)
    await first.stop()

    const second = await start({ dataDir, onStep: step => steps.push(step) })
    const names = await query(second.address, sql => sql`select name from name order by name`)
    expect(names.map(row => row.name)).toEqual(['Dung', 'đá', 'Đức'])
    expect(steps).toEqual([expect.stringContaining('Making'), expect.stringContaining('Using')])
    await Promise.all([second.stop(), second.stop()])
  })

  test('listens in a private folder, and nowhere else', async () => {
    const { address } = await start({ dataDir: home })
    expect(statSync(address.host).mode & 0o777).toBe(0o700)
    expect(await query(address, sql => sql`show listen_addresses`)).toEqual([{ listen_addresses: '' }])
  })

  test('serves a data directory whose path is too long for a socket', async () => {
    const server = await start({ dataDir: join(home, 'x'.repeat(120)) })
    expect(await query(server.address, sql => sql`select 1 as one`)).toEqual([{ one: 1 }])
    await server.stop()
    expect(existsSync(server.address.host)).toBe(false)
  })

  test('takes settings over its own', async () => {
    const { address } = await start({ dataDir: home, settings: { work_mem: '7MB' } })
    expect(await query(address, sql => sql`show work_mem`)).toEqual([{ work_mem: '7MB' }])
  })

  test('the starter is told when PostgreSQL ends by itself, and only then', async () => {
    const told: string[] = []
    const server = await start({ dataDir: home, onLost: reason => told.push(reason) })
    process.kill(server.pid, 'SIGKILL')
    await vi.waitFor(() => expect(told).toEqual(['PostgreSQL ended by itself (SIGKILL)']))
    const next = await start({ dataDir: home, onLost: reason => told.push(reason) })
    await next.stop()
    expect(told).toHaveLength(1)
  })

  test("a stale lock file with another living process's number is not believed", async () => {
    await (await start({ dataDir: home })).stop()
    const lines = [process.pid, join(home, 'postgres'), 0, 5432, '', '', '', 'ready']
    writeFileSync(join(home, 'postgres', 'postmaster.pid'), `${lines.join('\n')}\n`)
    await start({ dataDir: home })
  })
})

describe('joined for a while', () => {
  test('the one that runs is left running', async () => {
    const { address } = await start({ dataDir: home })
    const joined = await joinPostgres({ dataDir: home })
    expect(joined.address).toEqual(address)
    await joined.stop()
    expect(await query(address, sql => sql`select 1 as one`)).toEqual([{ one: 1 }])
  })

  test('one that does not is started, and stopped', async () => {
    await (await start({ dataDir: home })).stop()
    const joined = await joinPostgres({ dataDir: home, durable: false })
    expect(await query(joined.address, sql => sql`select 1 as one`)).toEqual([{ one: 1 }])
    await joined.stop()
    await expect(query(joined.address, sql => sql`select 1`)).rejects.toThrow()
  })
})

describe('refuses in one sentence', () => {
  test('a second start in the same process', async () => {
    await start({ dataDir: home })
    expect(await refusal({ dataDir: home })).toContain('Another Saola')
  })

  test('a file in the way', async () => {
    writeFileSync(join(home, 'file'), '')
    expect(await refusal({ dataDir: join(home, 'file') })).toContain('a file is in the way')
    expect(await refusal({ dataDir: join(home, 'file', 'below') })).toContain('a file is in the way')
    // Where the system says that the folder above is not there although it is, as it does below /proc.
    if (process.platform === 'linux')
      expect(await refusal({ dataDir: '/proc/saola/below' })).toContain("cannot write to its data directory '/proc/")
  })

  test.each([
    ['19', 'with a newer Saola'],
    ['17', 'export it with the Saola that wrote it'],
  ])('a database of PostgreSQL %s, untouched', async (version, remedy) => {
    const cluster = join(home, 'postgres')
    mkdirSync(cluster)
    writeFileSync(join(cluster, 'PG_VERSION'), `${version}\n`)
    expect(await refusal({ dataDir: home })).toContain(remedy)
    expect(readdirSync(cluster)).toEqual(['PG_VERSION'])
  })

  test('a folder with files of another kind', async () => {
    mkdirSync(join(home, 'postgres'))
    writeFileSync(join(home, 'postgres', 'letter.txt'), '')
    expect(await refusal({ dataDir: home })).toContain('not a PostgreSQL database')
  })

  test('settings that PostgreSQL refuses, with its reason', async () => {
    expect(await refusal({ dataDir: home, settings: { work_mem: 'much' } })).toMatch(
      /did not start: invalid value.*work_mem/,
    )
    await start({ dataDir: home })
  })
})

async function start(options: StartOptions): Promise<EmbeddedPostgres> {
  const server = await startPostgres({ durable: false, settings: { shared_buffers: '16MB' }, ...options })
  running.push(server)
  return server
}

async function refusal(options: StartOptions): Promise<string> {
  const error = await start(options).catch((error: unknown) => error)
  expect(error).toBeInstanceOf(StartupError)
  const { message } = error as StartupError
  expect(message).toMatch(/^[^\n]+\.$/)
  return message
}

async function query(address: Address, ask: (sql: postgres.Sql) => Promise<postgres.RowList<postgres.Row[]>>) {
  const sql = postgres({ ...address, max: 1, onnotice: () => {} })
  try {
    return [...(await ask(sql))]
  } finally {
    await sql.end({ timeout: 1 })
  }
}
