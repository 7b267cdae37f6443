import { defineModule } from '#core/module.ts'
import { say } from '#core/words.ts'
import { standing as contract } from './contract.ts'
import { createLookups, lookups } from './identify.ts'
import { keeps } from './keeps.ts'
import { standingsOf } from './standing.ts'

export default defineModule({
  name: 'standing',
  dir: import.meta.dirname,
  keeps,
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
  async start(app) {
    app.provide(lookups, createLookups(app))
  },
})
