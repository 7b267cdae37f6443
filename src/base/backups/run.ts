import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { policyAt } from '#base/policies/index.ts'
import { COUNTRY_ID } from '#base/units/model.ts'
import { itemsAbout, moveWork, openWork } from '#base/work/index.ts'
import type { App, Config, Context } from '#core/app.ts'
import { DAY_MS, dayOf } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import { newId } from '#core/ids.ts'
import { Problem } from '#core/problem.ts'
import { expireBackups } from './expire.ts'
import { type Note, writeBackup } from './files.ts'
import { overdueFlow } from './flow.ts'
import { folderOf } from './folder.ts'
import { backupKeeping } from './policies.ts'
import { addRun, lastGood } from './queries.ts'
import { readRecipient } from './seal.ts'

const BACKUPS_TOPIC = 'backups'
/** Where the public half of the backup key lies, unless it is named. */
export const KEY_FILE = 'backup-key.pub'

/** The public half of the backup key, if there is one: read each time, so that one that is made now holds now. */
export async function recipientOf({ backups, dataDir }: Config): Promise<string | undefined> {
  const text = backups?.recipient ?? (await readFile(join(dataDir, KEY_FILE), 'utf8').catch((): undefined => undefined))
  return text === undefined ? undefined : readRecipient(text)
}

/**
 * Makes a backup, notes what became of it, and removes those that are kept no longer.
 *
 * @throws Problem why it was not made
 */
export async function backUp(app: App, folder = folderOf(app.config)): Promise<Note> {
  const beganAt = app.clock()
  const recipient = await recipientOf(app.config)
  if (!recipient) throw new Problem('backups.no-key')
  try {
    const note = await writeBackup(app, { folder, recipient })
    await app.run(ctx => made(ctx, note, beganAt, resolve(folder)))
    await app.run(async ctx => expireBackups(ctx, before(beganAt, (await keeping(ctx)).days)))
    return note
  } catch (error) {
    const problem = error instanceof Problem ? error.code : 'backups.failed'
    if (problem !== 'backups.running') await app.run(ctx => failed(ctx, problem, beganAt))
    throw error
  }
}

const before = (at: Date, days: number) => new Date(at.getTime() - days * DAY_MS)

export const keeping = async (ctx: Context) => (await policyAt(ctx, backupKeeping, { day: dayOf(ctx.now) })).params

async function made(ctx: Context, note: Note, beganAt: Date, folder: string): Promise<void> {
  const { file, bytes, rows, recipient } = note
  const about = { id: newId(beganAt), beganAt, endedAt: ctx.now, problem: null }
  await addRun(ctx.sql, { ...about, file, bytes, rows, recipient, folder })
  await ctx.app.bus.publish(ctx.sql, BACKUPS_TOPIC)
  for (const { id, kind, state } of await itemsAbout(ctx.sql, at.unit(COUNTRY_ID)))
    if (kind === overdueFlow.kind && state === 'open') await moveWork(ctx, id, 'made')
}

async function failed(ctx: Context, problem: string, beganAt: Date): Promise<void> {
  const nothing = { file: null, bytes: null, rows: null, recipient: null, folder: null }
  await addRun(ctx.sql, { id: newId(beganAt), beganAt, endedAt: ctx.now, ...nothing, problem })
  await ctx.app.bus.publish(ctx.sql, BACKUPS_TOPIC)
}

/** The one of every night, or the one that was asked for: what goes wrong is noted and told, and never tried on and on. */
export async function tryBackUp(app: App): Promise<void> {
  if (!(await recipientOf(app.config))) return
  await backUp(app).catch((error: unknown) => app.log.error({ err: error }, 'a backup was not made'))
}

/** The last good one is too long ago: since the installation was made, where there was none yet. */
export async function isLate({ sql, now }: Context, lateHours: number): Promise<boolean> {
  const last = (await lastGood(sql)) ?? (await madeAt(sql))
  return last !== undefined && now.getTime() - last.getTime() > lateHours * 3_600_000
}

async function madeAt(sql: Context['sql']): Promise<Date | undefined> {
  const [row] = await sql<{ madeAt: Date }[]>`select made_at from core.installation`
  return row?.madeAt
}

/** A demo has nothing to lose. */
export async function watch(ctx: Context): Promise<void> {
  if (ctx.app.config.mode === 'demo' || !(await isLate(ctx, (await keeping(ctx)).lateHours))) return
  await openWork(ctx, { kind: overdueFlow.kind, subject: at.unit(COUNTRY_ID), unitId: COUNTRY_ID })
}
