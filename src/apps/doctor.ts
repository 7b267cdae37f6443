import { access, constants, readFile, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { folderOf } from '#base/backups/folder.ts'
import { lastGood } from '#base/backups/queries.ts'
import { isLate, keeping, recipientOf } from '#base/backups/run.ts'
import type { App } from '#core/app.ts'
import type { Sql } from '#core/db/db.ts'
import { makeFolder } from '#core/folder.ts'
import { keyringFileOf } from '#core/keyring.ts'

type Env = NodeJS.ProcessEnv

/** How one thing is: `bad` loses data or lets strangers in, `weak` will be missed one day. */
export interface Finding {
  readonly what: string
  readonly state: 'good' | 'weak' | 'bad'
  /** What is so, and what to do about it where it is not good. */
  readonly says: string
}

type Verdict = readonly [state: Finding['state'], says: string]
type Examination = (app: App, env: Env) => Promise<Verdict>

const GOOD = (says: string): Verdict => ['good', says]

const examinations: Readonly<Record<string, Examination>> = {
  'public address': async (_app, { SAOLA_ORIGIN }) => {
    if (!SAOLA_ORIGIN) return ['bad', 'SAOLA_ORIGIN is not set: posters, links and cookies need the public address.']
    if (!SAOLA_ORIGIN.startsWith('https:'))
      return ['bad', `${SAOLA_ORIGIN} is not HTTPS: phones give no camera to it, and cookies travel open.`]
    return GOOD(SAOLA_ORIGIN)
  },
  'listening address': async (_app, { SAOLA_HOST }) =>
    isLocal(SAOLA_HOST ?? '')
      ? GOOD(`${SAOLA_HOST}, behind a proxy of this machine`)
      : [
          'weak',
          'Set SAOLA_HOST=127.0.0.1 where the proxy is on this machine, or close the port to all but the proxy.',
        ],
  proxy: async (_app, { SAOLA_TRUST_PROXY }) =>
    GOOD(`believes ${SAOLA_TRUST_PROXY ?? 'only proxies of this machine'} about who asks`),
  user: async () =>
    process.getuid?.() === 0
      ? ['weak', 'Saola runs as root; give it a user of its own, as deploy/saola.service does.']
      : GOOD('not root'),
  keyring: async ({ config }) => {
    const path = keyringFileOf(config.dataDir)
    const { mode, uid } = await stat(path)
    if (mode & 0o077) return ['bad', `others may read ${path}: chmod 600 ${path}`]
    if (uid !== process.getuid?.())
      return ['weak', `${path} belongs to user ${uid}, not to the one that Saola runs as.`]
    return GOOD(`${path}, private; take it out with saola keyring export`)
  },
  'data directory': async ({ config }) => {
    const { mode } = await stat(config.dataDir)
    return mode & 0o066
      ? ['weak', `others may look into ${config.dataDir}: chmod go-rw ${config.dataDir}`]
      : GOOD(`${config.dataDir}, private`)
  },
  disk: async ({ config }) => {
    const { bavail, blocks, bsize } = await statfs(config.dataDir)
    const [free, share] = [(bavail * bsize) / 1e9, bavail / blocks]
    const says = `${free.toFixed(1)} GB free (${Math.floor(share * 100)}%)`
    if (free < 1) return ['bad', `${says}: make room, or PostgreSQL stops.`]
    return free < 10 || share < 0.1 ? ['weak', `${says}: make room, a backup and a busy week need it.`] : GOOD(says)
  },
  database: ({ db }) => durability(db.sql),
  'way to the database': async (_app, { DATABASE_URL }) => {
    if (!DATABASE_URL) return GOOD('the embedded PostgreSQL, over a socket of its own')
    const { hostname, searchParams } = new URL(DATABASE_URL)
    return isLocal(hostname) || searchParams.get('sslmode')?.startsWith('verify')
      ? GOOD(hostname || 'a socket')
      : ['weak', `the way to ${hostname} is not checked: add sslmode=verify-full to DATABASE_URL.`]
  },
  clock: async ({ db }) => {
    const before = Date.now()
    const [row] = await db.sql<{ now: Date }[]>`select clock_timestamp() as now`
    const off = Math.abs((row?.now.getTime() ?? 0) - (before + Date.now()) / 2) / 1000
    const isKept = await access('/run/systemd/timesync/synchronized').then(
      () => true,
      () => false,
    )
    if (off > 2) return ['bad', `this machine and the database are ${off.toFixed(0)} s apart: let both follow NTP.`]
    return isKept ? GOOD('follows NTP') : ['weak', 'nothing says that the clock follows NTP: see timedatectl.']
  },
  'backup key': async ({ config }) => {
    const key = await recipientOf(config)
    return key ? GOOD(`${key.slice(0, 16)}…`) : ['bad', 'there is none, so nothing is backed up: saola backup key FILE']
  },
  'backup folder': async ({ config }) => {
    const folder = folderOf(config)
    await makeFolder(folder, 0o700)
    await access(folder, constants.W_OK)
    return (await stat(folder)).dev === (await stat(config.dataDir)).dev
      ? [
          'weak',
          `${folder} is on the disk of the data: name another machine's with SAOLA_BACKUPS, or copy it away each day.`,
        ]
      : GOOD(folder)
  },
  'last backup': app =>
    app.run(async ctx => {
      const [last, { lateHours }] = [await lastGood(ctx.sql), await keeping(ctx)]
      if (!last) return ['bad', 'there was none yet: saola backup']
      return (await isLate(ctx, lateHours)) ? ['bad', `${last.toISOString()}, too long ago`] : GOOD(last.toISOString())
    }),
  'mail server': async (_app, { SMTP_URL }) => {
    if (!SMTP_URL) return ['weak', 'SMTP_URL is not set: nobody is written to by e-mail.']
    const url = new URL(SMTP_URL)
    url.search = ''
    await createTransport({ url: url.href, connectionTimeout: PATIENCE_MS, greetingTimeout: PATIENCE_MS }).verify()
    return GOOD(url.hostname)
  },
  'restore rehearsed': async ({ config }) => {
    const text = await readFile(join(config.dataDir, REHEARSED), 'utf8').catch(() => '')
    const at = Date.parse(text.trim())
    if (Number.isNaN(at)) return ['weak', 'no restore was rehearsed: see docs/operation.md, “A rehearsal”.']
    return Date.now() - at > REHEARSED_DAYS * 86_400_000
      ? ['weak', `the last rehearsal was ${text.trim()}`]
      : GOOD(text.trim())
  },
}

const PATIENCE_MS = 5_000
/** Written by hand after a rehearsal: the day of it. */
const REHEARSED = 'rehearsed'
const REHEARSED_DAYS = 92

const isLocal = (host: string) => /^(127\.\d+\.\d+\.\d+|localhost|\[?::1\]?)$/.test(host)

const DURABLE = ['fsync', 'synchronous_commit', 'full_page_writes']

async function durability(sql: Sql): Promise<Verdict> {
  const rows = await sql<{ name: string; setting: string }[]>`
    select name, setting from pg_settings where name = any(${[...DURABLE, 'server_version', 'data_checksums']}::text[])`
  const set = new Map(rows.map(({ name, setting }) => [name, setting]))
  const off = DURABLE.filter(name => set.get(name) === 'off')
  const says = `PostgreSQL ${set.get('server_version')}`
  if (off.length) return ['bad', `${says}: ${off.join(', ')} off, so what is acknowledged can be lost; set on.`]
  return set.get('data_checksums') === 'on'
    ? GOOD(`${says}, durable, with checksums`)
    : ['weak', `${says}, durable, without checksums: pg_checksums --enable while it is stopped.`]
}

/** Looks at everything that only goes wrong one day. What cannot be examined is bad too, and says why. */
export async function examine(app: App, env: Env, except: readonly string[] = []): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const [what, look] of Object.entries(examinations)) {
    if (except.includes(what)) continue
    const [state, says] = await look(app, env).catch((error: Error): Verdict => ['bad', error.message])
    findings.push({ what, state, says })
  }
  return findings
}

const MARK = { good: '✓', weak: '!', bad: '✗' } as const
export const lineOf = ({ what, state, says }: Finding): string => `  ${MARK[state]} ${what.padEnd(20)} ${says}`
