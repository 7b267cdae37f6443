import { stat } from 'node:fs/promises'
import type { Context } from '#core/app.ts'
import { Problem } from '#core/problem.ts'
import { removeOld, removeOne } from './files.ts'
import { folderOf } from './folder.ts'
import { keptBefore, noteNamesRemoved, noteRemoved } from './queries.ts'

const isThere = async (folder: string) => (await stat(folder).catch(() => undefined))?.isDirectory() ?? false

/**
 * Removes the backups that were begun before an instant, wherever they were written to, and notes of each that it is gone.
 * One whose folder is not there (a disk that was taken out) is not gone, and stays noted as kept.
 *
 * @returns how many are gone
 */
export async function expireBackups(ctx: Context, before: Date): Promise<number> {
  const gone: string[] = []
  for (const { id, file, folder } of await keptBefore(ctx.sql, before)) {
    if (!(await isThere(folder))) continue
    await removeOne(folder, file)
    gone.push(id)
  }
  await noteRemoved(ctx.sql, gone, ctx.now)
  // Those that no row tells of: of the installation that this one was restored from, or of a try that was killed.
  const own = folderOf(ctx.app.config)
  if (await isThere(own)) await noteNamesRemoved(ctx.sql, await removeOld(own, before), ctx.now)
  return gone.length
}

/** @throws Problem `backups.not-removed` when one is kept that should be gone */
export async function refuseKept(ctx: Context, before: Date): Promise<number> {
  const [kept] = await keptBefore(ctx.sql, before)
  if (kept) throw new Problem('backups.not-removed', { params: { file: kept.file, folder: kept.folder } })
  return 0
}
