import { existsSync } from 'node:fs'
import { join } from 'node:path'
import pino from 'pino'
import { type App, createApp } from '#core/app.ts'
import type { Command } from '#core/command.ts'
import { connect } from '#core/db/db.ts'
import { queuedJobs } from '#core/deliveries.ts'
import { loadWords } from '#core/load-words.ts'
import { createLog } from '#core/log.ts'
import { Problem } from '#core/problem.ts'
import { StartupError } from '#core/startup-error.ts'
import { type Locale, say } from '#core/words.ts'
import { backupPlace, joinDatabase, migrateAll, modeOf, type Whereabouts } from './database.ts'
import { installationKeyring } from './keyring.ts'
import { modules } from './modules.ts'
import { silent } from './steps.ts'

/**
 * Runs a module's command on an installation, beside its server when one is running: who serves hears of it through the
 * events, as of any other change.
 *
 * @returns the exit code: what the command answers, 1 for a problem and 2 for one of usage
 * @throws StartupError where there is no installation yet
 */
export function runCommand(command: Command, args: readonly string[], where: Whereabouts): Promise<number> {
  return withInstallation(where, async app => {
    const locale = localeOf(process.env)
    try {
      return await app.run(ctx => command.run({ ...ctx, locale }, args, text => console.log(text)))
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      console.error(say(locale, error.code, error.params))
      return error.code.endsWith('.usage') ? 2 : 1
    }
  })
}

/**
 * Works with an installation, beside its server when one is running.
 *
 * @throws StartupError where there is none yet
 */
export async function withInstallation<T>(where: Whereabouts, work: (app: App) => Promise<T>): Promise<T> {
  const missing = `There is no installation in ${where.databaseUrl ? 'the database of DATABASE_URL' : `'${where.dataDir}'`} yet; start Saola there first, or say which with --data DIR.`
  if (!where.databaseUrl && !existsSync(join(where.dataDir, 'postgres'))) throw new StartupError(missing)
  const { address, close } = await joinDatabase(where)
  const db = connect(address, { max: 4 })
  try {
    const mode = await modeOf(db)
    if (!mode) throw new StartupError(missing)
    await migrateAll(db, address, silent)
    const app = createApp({
      config: { mode, origin: 'http://localhost', dataDir: where.dataDir, ...backupPlace(process.env) },
      db,
      keyring: installationKeyring(where.dataDir, false),
      log: createLog('error', pino.destination(2)),
      jobs: queuedJobs,
      modules,
    })
    loadWords(modules)
    await app.start()
    try {
      return await work(app)
    } finally {
      await app.stop()
    }
  } finally {
    await db.close()
    await close()
  }
}

/** The terminal's language; English, as all that the launcher says, unless it is Vietnamese. */
export const localeOf = ({ LC_ALL, LC_MESSAGES, LANG }: NodeJS.ProcessEnv): Locale =>
  (LC_ALL || LC_MESSAGES || LANG || '').startsWith('vi') ? 'vi' : 'en'
