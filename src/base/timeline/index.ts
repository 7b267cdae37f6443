import { DAY_MS } from '#core/clock.ts'
import { daily, defineModule } from '#core/module.ts'
import { dropPartitions, ensurePartitions } from './partitions.ts'
import { createRecorder, recorder } from './record.ts'
import { projectVisits } from './visits.ts'

/** How long check-ins are kept unless an open case holds them (design default: 28 days). */
export const KEEP_SCANS_DAYS = 28

export default defineModule({
  name: 'timeline',
  dir: import.meta.dirname,
  contract: {},
  handlers: {},
  follows: {
    'timeline.visits': { kind: 'scan', follow: (ids, { sql }) => projectVisits(sql, ids) },
  },
  every: {
    'timeline.partitions': daily('00:30', async ({ sql, now }) => {
      const keepFrom = new Date(now.getTime() - KEEP_SCANS_DAYS * DAY_MS)
      await ensurePartitions(sql, keepFrom, now)
      await dropPartitions(sql, keepFrom)
    }),
  },
  async start(app) {
    const now = app.clock()
    await app.db.begin(sql => ensurePartitions(sql, new Date(now.getTime() - KEEP_SCANS_DAYS * DAY_MS), now))
    app.provide(
      recorder,
      createRecorder(app, () => app.wakeFollowers()),
    )
  },
})
