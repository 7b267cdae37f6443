import { personMerged } from '#base/people/events.ts'
import { defineModule, on } from '#core/module.ts'
import { say } from '#core/words.ts'
import { standing as contract } from './contract.ts'
import { standingsOf } from './standing.ts'

export default defineModule({
  name: 'standing',
  dir: import.meta.dirname,
  contract,
  handlers: {
    async mine(_, { sql, now, who, locale }) {
      const standings = who?.personId ? await standingsOf(sql, who.personId, now) : []
      return {
        level: standings[0]?.level ?? 'green',
        reasons: standings
          .filter(({ level }) => level !== 'green')
          .map(({ level, reason, until }) => ({
            level,
            text: say(locale, reason),
            until: until?.toISOString() ?? null,
          })),
      }
    },
  },
  on: [
    // What was said of either entry holds for the one person; of two statements of one source the graver counts.
    on(personMerged, async ({ fromId, toId }, { sql }) => {
      await sql`
        insert into standing.standing (person_id, source, level, reason, until, at, policy_version)
        select ${toId}, source, level, reason, until, at, policy_version from standing.standing where person_id = ${fromId}
        on conflict (person_id, source) do update
          set level = excluded.level, reason = excluded.reason, until = excluded.until,
              at = excluded.at, policy_version = excluded.policy_version
          where excluded.level > standing.standing.level`
    }),
  ],
})
