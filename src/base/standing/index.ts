import { defineModule } from '#core/module.ts'
import { standing as contract } from './contract.ts'
import { createLookups, lookups } from './identify.ts'
import { keeps } from './keeps.ts'
import { reasonView, standingsOf } from './standing.ts'

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
        reasons: standings.filter(({ level }) => level !== 'green').map(one => reasonView(locale, one)),
      }
    },
  },
  async start(app) {
    app.provide(lookups, createLookups(app))
  },
})
