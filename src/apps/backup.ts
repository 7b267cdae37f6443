import { existsSync } from 'node:fs'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { runMigrations } from 'graphile-worker'
import pino from 'pino'
import { checkSealed, entriesOf } from '#base/backups/files.ts'
import { POWERS, takeAwayAgain } from '#base/backups/powers.ts'
import { check, restoreInto } from '#base/backups/restore.ts'
import { backUp, KEY_FILE } from '#base/backups/run.ts'
import { makeKey, openText, sealText } from '#base/backups/seal.ts'
import { ERASURES, eraseAgain, readErasures } from '#base/retention/again.ts'
import { enforce } from '#base/retention/enforce.ts'
import { type App, createApp } from '#core/app.ts'
import { connect, type Db } from '#core/db/db.ts'
import { queuedJobs } from '#core/deliveries.ts'
import { makeFolder } from '#core/folder.ts'
import { workerPool } from '#core/jobs.ts'
import { keyringFileOf, openKeyring, readKeyring } from '#core/keyring.ts'
import { loadWords } from '#core/load-words.ts'
import { createLog } from '#core/log.ts'
import { Problem } from '#core/problem.ts'
import { StartupError } from '#core/startup-error.ts'
import { say } from '#core/words.ts'
import { modeOf, openDatabase, RESTORING, type Whereabouts } from './database.ts'
import { installationKeyring } from './keyring.ts'
import { modules } from './modules.ts'
import { askPassphrase, newPassphrase } from './passphrase.ts'
import { localeOf, withInstallation } from './run-command.ts'
import type { Steps } from './steps.ts'

type Env = NodeJS.ProcessEnv

/** Runs what may be refused; a problem is said in words. */
export async function saying(work: () => Promise<void>): Promise<number> {
  loadWords(modules)
  try {
    await work()
    return 0
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    console.error(say(localeOf(process.env), error.code, error.params))
    return 1
  }
}

/** `saola backup`: beside a running server, or alone. */
export const backupNow = (where: Whereabouts, to: string | undefined, { step }: Steps) =>
  withInstallation(where, async app => {
    const note = await step('Backing up', () => backUp(app, ...(to === undefined ? [] : [resolve(to)])))
    console.log(`${note.file}: ${note.rows} rows of ${note.tables} tables, ${megabytes(note.bytes)} MB.`)
  })

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1)

/** `saola backup key`: the public half stays with the installation, the secret one goes into `file`, which is to leave it. */
export async function backupKey({ dataDir }: Whereabouts, file: string, env: Env): Promise<void> {
  const secret = resolve(file)
  if (existsSync(secret)) throw new StartupError(`'${secret}' is there already; a key is never written over.`)
  const passphrase = await newPassphrase(env, 'passphrase of the backup key')
  const key = await makeKey()
  await makeFolder(dataDir, 0o700)
  await writeFile(secret, await sealText(`${key.identity}\n`, passphrase), { mode: 0o600, flag: 'wx' })
  await writeWhole(join(dataDir, KEY_FILE), `${key.recipient}\n`)
  console.log(
    `Backups are sealed with ${key.recipient} from now on. Only '${secret}' and its passphrase open them: keep both elsewhere, and not on this machine.`,
  )
}

const readIdentity = async (file: string, env: Env): Promise<string> => {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new StartupError(`The backup key '${file}' cannot be read; say with --key where it is.`)
  })
  const isOpen = text.startsWith('AGE-SECRET-KEY-')
  return (isOpen ? text : await openText(text, await askPassphrase(env, 'passphrase of the backup key'))).trim()
}

/** `saola backup verify`: with the key all of it, without only that the file is the one that was written. */
export async function verify(file: string, key: string | undefined, env: Env): Promise<void> {
  if (key === undefined) {
    const note = await checkSealed(file)
    console.log(`${note.file} is the file that was written at ${note.madeAt}. Give --key to read what is in it.`)
    return
  }
  const { head, manifest } = await check(entriesOf(file, await readIdentity(key, env)))
  const rows = Object.values(manifest.tables).reduce((sum, table) => sum + table.rows, 0)
  console.log(
    `${file} is whole: ${rows} rows of ${head.tables.length} tables, of ${head.madeAt}, by Saola ${head.program}.`,
  )
}

/**
 * `saola restore`: into an empty installation only, whole or not at all; then what has ended since, or was deleted at
 * somebody's wish, is deleted again. Begun again after it was killed, it goes on.
 */
export async function restore(
  where: Whereabouts,
  { file, key, env, steps }: { readonly file: string; readonly key: string; readonly env: Env; readonly steps: Steps },
): Promise<void> {
  const identity = await readIdentity(key, env)
  if (!existsSync(keyringFileOf(where.dataDir))) throw new Problem('backups.no-keyring')
  const keyring = installationKeyring(where.dataDir, false)
  const { address, close } = await openDatabase(where, steps)
  const db = connect(address, { max: 4 })
  const marker = join(where.dataDir, RESTORING)
  try {
    const pool = workerPool(address)
    await runMigrations({ pgPool: pool }).finally(() => pool.end())
    const log = createLog('error', pino.destination(2))
    const config = { mode: 'production', origin: 'http://localhost', dataDir: where.dataDir } as const
    const app = createApp({ config, db, keyring, log, jobs: queuedJobs, modules })
    if (!(await isFilled(db, marker, file))) {
      await writeWhole(marker, `${file}\n`)
      await steps.step('Restoring', () => fillOrForget(app, file, identity, marker))
      await db.sql`analyze`
    }
    const told = await steps.step('Deleting what has ended since', () => endAgain(app, file))
    await rm(marker, { force: true })
    console.log(told)
  } finally {
    await db.close()
    await close()
  }
}

/** What was refused changed nothing, and the installation is as empty as before. */
async function fillOrForget(app: App, file: string, identity: string, marker: string): Promise<void> {
  try {
    await app.db.begin(sql => restoreInto(app, sql, entriesOf(file, identity)))
  } catch (error) {
    await rm(marker, { force: true })
    throw error
  }
}

/** A restore of the same file that was killed when all was there already. */
async function isFilled(db: Db, marker: string, file: string): Promise<boolean> {
  const begun = (await readFile(marker, 'utf8').catch(() => '')).trim() === file
  return begun && (await modeOf(db)) !== undefined
}

/** What ended since the backup was made must not come back with it; answers what was done, in a sentence. */
export async function endAgain(app: App, file: string): Promise<string> {
  loadWords(modules)
  await app.start()
  try {
    const folder = dirname(resolve(file))
    const taken = await app.run(ctx => takeAwayAgain(ctx, folder))
    const list = await readErasures(app, folder)
    const count = list ? await app.run(ctx => eraseAgain(ctx, list)) : 0
    await enforce(app)
    return [
      'Nobody is signed in any more.',
      taken === undefined
        ? `There is no ${POWERS} beside the backup: rights that were revoked since it was made are there again. The administrators are asked to look through them.`
        : `Taken away again, or made as it was last, of what lets people in: ${taken}.`,
      list
        ? `Done again of what people had asked for since: ${count}.`
        : `There is no ${ERASURES} beside the backup: what people had deleted since it was made is there again.`,
    ].join('\n')
  } finally {
    await app.stop()
  }
}

/** `saola keyring export`: under a passphrase, to be kept apart from the backups. */
export async function exportKeyring({ dataDir }: Whereabouts, file: string, env: Env): Promise<void> {
  installationKeyring(dataDir, false)
  const text = await readFile(keyringFileOf(dataDir), 'utf8')
  const passphrase = await newPassphrase(env, 'passphrase of the keyring')
  await writeFile(resolve(file), await sealText(text, passphrase), { mode: 0o600, flag: 'wx' }).catch(error => {
    if (error.code === 'EEXIST') throw new StartupError(`'${resolve(file)}' is there already; it is not written over.`)
    throw error
  })
  console.log(`The keyring is in '${resolve(file)}'. Keep it apart from the backups, and its passphrase apart from it.`)
}

/** `saola keyring import`: before a restore; one that is there is never written over. */
export async function importKeyring({ dataDir }: Whereabouts, file: string, env: Env): Promise<void> {
  const path = keyringFileOf(dataDir)
  if (existsSync(path)) throw new Problem('backups.keyring-there', { params: { file: path } })
  const sealed = await readFile(file, 'utf8').catch(() => {
    throw new Problem('backups.no-file', { params: { file } })
  })
  const text = await openText(sealed, await askPassphrase(env, 'passphrase of the keyring'))
  readKeyring(text)
  await makeFolder(dataDir, 0o700)
  await writeWhole(path, text)
  openKeyring(path)
}

async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text, { mode: 0o600 })
  await rename(`${path}.new`, path)
}
