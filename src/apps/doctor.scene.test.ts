import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { KEY_FILE } from '#base/backups/run.ts'
import { makeKey } from '#base/backups/seal.ts'
import { newId } from '#core/ids.ts'
import { openKeyring } from '#core/keyring.ts'
import { examine } from './doctor.ts'
import { alone, committedApp } from './testing/committed.ts'

const here = alone()
const dataDir = mkdtempSync(join(tmpdir(), 'saola-doctor-'))
const mail = new SMTPServer({ authOptional: true, disabledCommands: ['STARTTLS'] })

beforeAll(async () => {
  await new Promise<void>(done => mail.listen(0, '127.0.0.1', () => done()))
  openKeyring(join(dataDir, 'keyring.json'))
})
afterAll(async () => {
  await new Promise<void>(done => mail.close(() => done()))
  rmSync(dataDir, { recursive: true, force: true })
})

/** The state of each thing, by its name. */
async function states(env: NodeJS.ProcessEnv, backups = {}) {
  const config = { mode: 'production', origin: 'https://saola.example.vn', dataDir, backups } as const
  const findings = await examine(committedApp(here.db, { config }), env)
  return Object.fromEntries(findings.map(({ what, state }) => [what, state]))
}

test('an installation as it comes is told what it lacks, each with a remedy', async () => {
  chmodSync(join(dataDir, 'keyring.json'), 0o644)
  chmodSync(dataDir, 0o755)
  const found = await states({
    SAOLA_ORIGIN: 'http://saola.example.vn',
    DATABASE_URL: 'postgres://db.example.vn/saola',
  })
  expect(found).toMatchObject({
    'public address': 'bad',
    'listening address': 'weak',
    keyring: 'bad',
    'data directory': 'weak',
    // The server of these tests forgets what it is told when the machine fails.
    database: 'bad',
    'way to the database': 'weak',
    'backup key': 'bad',
    'last backup': 'bad',
    'mail server': 'weak',
    'restore rehearsed': 'weak',
  })
  chmodSync(join(dataDir, 'keyring.json'), 0o600)
  chmodSync(dataDir, 0o700)
})

test('one that is kept well is good', async () => {
  writeFileSync(join(dataDir, KEY_FILE), (await makeKey()).recipient)
  writeFileSync(join(dataDir, 'rehearsed'), new Date().toISOString())
  await here.db.sql`
    insert into backups.run (id, began_at, ended_at, file) values (${newId()}, now() - interval '2 hours', now(), 'a')`
  const found = await states({
    SAOLA_ORIGIN: 'https://saola.example.vn',
    SAOLA_HOST: '127.0.0.1',
    SMTP_URL: `smtp://127.0.0.1:${(mail.server.address() as AddressInfo).port}?from=a%40b.vn`,
  })
  const kept = ['public address', 'listening address', 'keyring', 'data directory', 'backup key', 'last backup']
  for (const what of [...kept, 'mail server', 'restore rehearsed', 'way to the database'])
    expect([what, found[what]]).toEqual([what, 'good'])
})

test('what cannot be examined is bad, not forgotten', async () => {
  mkdirSync(join(dataDir, 'closed'))
  writeFileSync(join(dataDir, 'closed', 'file'), '')
  const found = await states({ SMTP_URL: 'smtp://127.0.0.1:1' }, { folder: join(dataDir, 'closed', 'file') })
  expect(found).toMatchObject({ 'mail server': 'bad', 'backup folder': 'bad' })
})
