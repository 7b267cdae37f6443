import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'
import { alone, committedApp } from '#apps/testing/committed.ts'
import type { App } from '../app.ts'
import { writeAudit } from '../audit.ts'
import { keyringOf, newKeyring } from '../keyring.ts'
import { keysOf } from './block.ts'
import { headsIn } from './heads.ts'
import { blocksAfter, unsealed } from './queries.ts'
import { sealOnce, startSealing } from './seal.ts'
import { verifyAudit } from './verify.ts'

const here = alone()
const keyring = keyringOf(newKeyring())
const process = (): App => committedApp(here.db, { keyring })
const write = (app: App, name: string) => app.run(ctx => writeAudit(ctx, name))

beforeEach(async () => {
  await here.db.sql`truncate core.audit, core.audit_block, core.audit_horizon`
})

async function faults(): Promise<number> {
  const keys = keysOf(keyring.signingKeys('audit').map(pair => pair.publicKey))
  return (await verifyAudit(here.db.sql, { keys, onFault: () => {} })).faults
}

test('a block ends below the oldest running transaction: what commits late comes into a later block, and nothing is skipped', async () => {
  const app = process()
  let commit = () => {}
  const late = app.run(async ctx => {
    await writeAudit(ctx, 'late')
    await new Promise<void>(done => {
      commit = done
    })
  })
  await vi.waitFor(() => expect(commit).not.toBe(undefined))
  await vi.waitFor(async () => {
    const [row] = await here.db.sql`select from pg_stat_activity where state = 'idle in transaction'`
    expect(row).toBeDefined()
  })
  await write(app, 'early')
  expect(await app.run(sealOnce)).toBeUndefined()
  await write(app, 'later')
  expect(await app.run(sealOnce)).toBeUndefined()
  commit()
  await late
  expect(await app.run(sealOnce)).toMatchObject({ n: 1, count: 2 })
  expect(await app.run(sealOnce)).toMatchObject({ n: 2, count: 1 })
  expect(await app.run(sealOnce)).toBeUndefined()
  expect(await faults()).toBe(0)
})

test('several servers that write and seal at once make one chain of every row', async () => {
  const servers = [process(), process(), process()]
  const busy = async (app: App, n: number) => {
    for (let i = 0; i < 40; i++) {
      await write(app, `server-${n}.row-${i}`)
      if (i % 4 === n) await app.run(sealOnce)
    }
  }
  await Promise.all(servers.map(busy))
  while (await (servers[0] as App).run(sealOnce)) {}
  const blocks = await blocksAfter(here.db.sql, 0, 1000)
  expect(blocks.reduce((sum, block) => sum + block.count, 0)).toBe(120)
  expect(blocks.length).toBeGreaterThan(3)
  expect(await faults()).toBe(0)
  expect(await unsealed(here.db.sql)).toEqual({ rows: 0, since: null })
})

test('a horizon of another server’s history, as a restore brings it, holds nothing up', async () => {
  const app = process()
  await write(app, 'one')
  await here.db.sql`insert into core.audit_horizon (seq, xid) values (0, '999999999999')`
  expect(await app.run(sealOnce)).toMatchObject({ count: 1 })
})

test('a server seals by itself, and writes the head outside of the database when it stops', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'saola-heads-'))
  const file = join(folder, 'heads.txt')
  try {
    const app = process()
    await write(app, 'one')
    const sealing = startSealing(app, file)
    await vi.waitFor(async () => expect(await unsealed(here.db.sql)).toMatchObject({ rows: 0 }))
    await sealing.stop()
    const [block] = await blocksAfter(here.db.sql, 0, 1)
    expect(headsIn(readFileSync(file, 'utf8'))).toEqual([{ n: 1, hash: block?.hash.toString('hex') }])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
