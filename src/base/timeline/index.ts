import { personFacts } from '#base/people/facts.ts'
import { daily, defineModule } from '#core/module.ts'
import { keeps } from './keeps.ts'
import { ensurePartitions, keptSince } from './partitions.ts'
import { createRecorder, recorder } from './record.ts'
import { testResult } from './results.ts'
import { projectVisits } from './visits.ts'

export default defineModule({
  name: 'timeline',
  dir: import.meta.dirname,
  keeps,
  contract: {},
  handlers: {},
  follows: {
    'timeline.visits': { kind: 'scan', follow: (ids, { sql }) => projectVisits(sql, ids) },
  },
  every: {
    'timeline.partitions': daily('00:30', ({ sql, now }) => ensurePartitions(sql, keptSince(now), now)),
  },
  declares: [
    personFacts({
      name: 'timeline.facts.visits',
      count: (sql, ids) => sql`
        select person_id as id, count(*) as n from timeline.visit where person_id = any(${ids as string[]}::uuid[]) group by 1`,
    }),
  ],
  async start(app) {
    app.provide(testResult, async () => undefined)
    const now = app.clock()
    await app.db.begin(sql => ensurePartitions(sql, keptSince(now), now))
    app.provide(
      recorder,
      createRecorder(app, () => app.wakeFollowers()),
    )
  },
})
