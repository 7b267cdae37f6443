import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { alone, committedApp } from '#apps/testing/committed.ts'
import { makeWorld } from '#apps/testing/world.ts'
import { COUNTRY_ID } from '#base/units/model.ts'
import { itemsAbout } from '#base/work/index.ts'
import type { App, Config } from '#core/app.ts'
import { HOUR_MS } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import { backUp, tryBackUp, watch } from './run.ts'
import { makeKey } from './seal.ts'

const here = alone()
const folder = mkdtempSync(join(tmpdir(), 'saola-overdue-'))
const START = Date.parse('2026-11-20T02:00:00Z')
let hours = 0
let recipient: string

const appAs = (mode: Config['mode'], backups: Config['backups'] = { folder, recipient }): App =>
  committedApp(here.db, {
    config: { mode, origin: 'http://localhost', dataDir: folder, backups: backups ?? {} },
    clock: () => new Date(START + hours * HOUR_MS),
  })
const overdue = async () =>
  (await itemsAbout(here.db.sql, at.unit(COUNTRY_ID)))
    .filter(({ kind }) => kind === 'backups.overdue')
    .map(({ state }) => state)
const runs = () => here.db.sql`select problem from backups.run order by began_at`

beforeAll(async () => {
  recipient = (await makeKey()).recipient
  const app = appAs('production')
  await makeWorld(app)
  await app.start()
  await here.db.sql`insert into core.installation (mode, made_at) values ('production', ${new Date(START)})`
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function started(app: App): Promise<App> {
  await app.start()
  return app
}

test('without a good backup for too long the administrators have one item in their inbox, until there is one', async () => {
  const app = await started(appAs('production'))
  hours = 30
  await app.run(watch)
  expect(await overdue()).toEqual([])
  hours = 31
  await app.run(watch)
  await app.run(watch)
  expect(await overdue()).toEqual(['open'])

  await backUp(app)
  expect(await overdue()).toEqual(['made'])
  hours = 31 + 29
  await app.run(watch)
  expect(await overdue()).toEqual(['made'])
  hours = 31 + 31
  await app.run(watch)
  expect(await overdue()).toEqual(['made', 'open'])
})

test('in a demo nobody is told', async () => {
  hours = 1000
  const before = await overdue()
  const app = await started(appAs('demo'))
  await app.run(watch)
  expect(await overdue()).toEqual(before)
})

test('one that is not made is noted with its problem, and tried no more that night', async () => {
  writeFileSync(join(folder, 'file'), '')
  hours = 1001
  await tryBackUp(await started(appAs('production', { folder: join(folder, 'file'), recipient })))
  expect((await runs()).at(-1)).toEqual({ problem: 'backups.folder-unwritable' })
})

test('without a key nothing is tried at night; who asks is told so', async () => {
  const before = await runs()
  const app = await started(appAs('production', { folder }))
  await tryBackUp(app)
  await expect(backUp(app)).rejects.toMatchObject({ code: 'backups.no-key' })
  expect(await runs()).toEqual(before)
})

test('of backups those within the days of the policy are kept', async () => {
  const app = await started(appAs('production'))
  hours = 2000
  await backUp(app)
  hours = 2000 + 24 * 14 - 1
  await backUp(app)
  expect(readdirSync(folder).filter(name => name.endsWith('.age'))).toHaveLength(2)
  hours = 2000 + 24 * 14 + 1
  await backUp(app)
  expect(readdirSync(folder).filter(name => name.endsWith('.age'))).toHaveLength(2)
})

test('of two at once one is made', async () => {
  hours = 4000
  const app = await started(appAs('production'))
  const results = await Promise.allSettled([backUp(app), backUp(app)])
  const refused = results.filter(result => result.status === 'rejected').map(result => result.reason.code)
  expect(refused).toEqual(['backups.running'])
})
