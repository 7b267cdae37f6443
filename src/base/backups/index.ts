import { COUNTRY_ID } from '#base/units/model.ts'
import { refusedAt } from '#base/work/work.ts'
import { done } from '#core/contract.ts'
import { gauge } from '#core/health.ts'
import { daily, defineModule, everyMinutes, on } from '#core/module.ts'
import { pageOf, readCursor } from '#core/paging.ts'
import { Problem } from '#core/problem.ts'
import { backups as contract } from './contract.ts'
import { backupAsked } from './events.ts'
import { overdueFlow, restoredFlow } from './flow.ts'
import { keeps } from './keeps.ts'
import { backupKeeping } from './policies.ts'
import { writePowers } from './powers.ts'
import { isBackingUp, lastGood, RUNS_A_PAGE, runsOf } from './queries.ts'
import { isLate, keeping, recipientOf, tryBackUp, watch } from './run.ts'

/** Of a public key so much is shown that it can be told from another. */
const SHOWN = 16

const backupAge = gauge('saola_backup_age_seconds', 'Time since the last good backup was begun.', async app => {
  const last = await lastGood(app.db.sql)
  return last && (app.clock().getTime() - last.getTime()) / 1000
})

export default defineModule({
  name: 'backups',
  dir: import.meta.dirname,
  keeps,
  contract,
  handlers: {
    async state(_, ctx) {
      const { days, lateHours } = await keeping(ctx)
      const [key, lastAt] = [await recipientOf(ctx.app.config), await lastGood(ctx.sql)]
      return {
        key: key?.slice(0, SHOWN) ?? null,
        lastAt: lastAt?.toISOString() ?? null,
        isLate: await isLate(ctx, lateHours),
        isRunning: await isBackingUp(ctx.sql),
        mayMake: !refusedAt(ctx, 'backups.make', COUNTRY_ID),
        keptDays: days,
        lateHours,
      }
    },
    async list({ query }, ctx) {
      const rows = await runsOf(ctx.sql, readCursor(query.after))
      const { shown, more } = pageOf(rows, RUNS_A_PAGE, row => row.beganAt)
      const wire = shown.map(row => ({
        ...row,
        beganAt: row.beganAt.toISOString(),
        endedAt: row.endedAt.toISOString(),
        isOthers: row.file !== null && row.folder === null,
        removedAt: row.removedAt?.toISOString() ?? null,
      }))
      return { rows: wire, more }
    },
    async make(_, ctx) {
      if (!(await recipientOf(ctx.app.config))) throw new Problem('backups.no-key')
      if (await isBackingUp(ctx.sql)) throw new Problem('backups.running', { status: 409 })
      await ctx.emit(backupAsked, {})
      return done
    },
  },
  on: [on(backupAsked, (_, { app }) => tryBackUp(app))],
  every: {
    // Before the hour in which partitions are made and old rows are dropped.
    'backups.nightly': daily('23:30', ({ app }) => tryBackUp(app)),
    'backups.watch': everyMinutes(30, watch),
    'backups.powers': everyMinutes(5, writePowers),
  },
  allows: { administrator: ['backups.read', 'backups.make'] },
  declares: [backupKeeping, overdueFlow, restoredFlow, backupAge],
})
