import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { migrateAll } from '#apps/database.ts'
import { installationKeyring } from '#apps/keyring.ts'
import { runCommand } from '#apps/run-command.ts'
import { silent } from '#apps/steps.ts'
import type { Command } from '#core/command.ts'
import { connect } from '#core/db/db.ts'
import { startPostgres } from '#core/db/embedded.ts'
import { Problem } from '#core/problem.ts'

let home: string
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'saola-command-'))
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

const command = (run: Command['run']): Command => ({ usage: 'saola test', summary: '', run })
const count = command(async ({ app, sql }, args) => {
  const [row] = await sql<{ n: number }[]>`select count(*) as n from units.unit`
  expect(app.config.mode).toBe('production')
  return (row?.n ?? 0) > 10_000 && args[0] === 'x' ? 7 : 1
})

test('where nothing was ever started, one sentence says so and nothing is made', async () => {
  const dataDir = join(home, 'nowhere')
  await expect(runCommand(count, [], { dataDir })).rejects.toThrow(
    /^There is no installation in '.*nowhere' yet; .*\.$/,
  )
  expect(existsSync(dataDir)).toBe(false)
})

describe('on an installation', () => {
  beforeAll(async () => {
    const postgres = await startPostgres({ dataDir: home, durable: false })
    const db = connect(postgres.address)
    await migrateAll(db, postgres.address, silent)
    installationKeyring(home, true)
    await db.sql`insert into core.installation (mode) values ('production')`
    await db.close()
    await postgres.stop()
  }, 60_000)

  test('it runs, starts what it needs and ends it again', async () => {
    expect(await runCommand(count, ['x'], { dataDir: home })).toBe(7)
    await (await startPostgres({ dataDir: home, durable: false })).stop()
  })

  test('it runs beside one that is running, and leaves that alone', async () => {
    const postgres = await startPostgres({ dataDir: home, durable: false })
    expect(await runCommand(count, ['x'], { dataDir: home })).toBe(7)
    const db = connect(postgres.address)
    expect(await db.sql`select mode from core.installation`).toEqual([{ mode: 'production' }])
    await db.close()
    await postgres.stop()
  })

  test('without its keyring it is refused, and no other one is made', async () => {
    renameSync(join(home, 'keyring.json'), join(home, 'away.json'))
    await expect(runCommand(count, ['x'], { dataDir: home })).rejects.toThrow(/^There is no keyring at '.*'.*\.$/)
    expect(existsSync(join(home, 'keyring.json'))).toBe(false)
    renameSync(join(home, 'away.json'), join(home, 'keyring.json'))
  })

  test.each([
    ['units.usage', 2],
    ['units.file-unreadable', 1],
  ])('the problem %s is said in words and ends with %i', async (code, exit) => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {})
    const failing = command(() => Promise.reject(new Problem(code, { params: { usage: 'saola test', file: 'a.csv' } })))
    expect(await runCommand(failing, [], { dataDir: home })).toBe(exit)
    expect(said.mock.calls[0]?.[0]).toMatch(/saola test|a\.csv/)
    said.mockRestore()
  })
})
