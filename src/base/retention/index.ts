import { personMerged } from '#base/people/events.ts'
import { done } from '#core/contract.ts'
import { daily, defineModule, on } from '#core/module.ts'
import { writeErasures } from './again.ts'
import { retention as contract } from './contract.ts'
import { askCopy, makeCopy, readCopy } from './copy.ts'
import { enforce } from './enforce.ts'
import { copyAsked, requestDone } from './events.ts'
import { ANSWER, failedFlow, READ, requestFlow, templates } from './flows.ts'
import { keeps } from './keeps.ts'
import { keptView } from './kept.ts'
import { rightsRule, termsRule } from './policies.ts'
import { ask, carry, end, lift, mineView, refuse, rejoin, reply, requestView } from './requests.ts'
import { site } from './site.ts'

export default defineModule({
  name: 'retention',
  dir: import.meta.dirname,
  keeps,
  contract,
  handlers: {
    kept: (_, ctx) => keptView(ctx),
    mine: (_, ctx) => mineView(ctx),
    copy: async (_, ctx) => ({ exportId: await askCopy(ctx) }),
    download: ({ params }, ctx) => readCopy(ctx, params.exportId),
    ask: async ({ body }, ctx) => ({ dataRequestId: await ask(ctx, body.personId, body.kind, body.text) }),
    request: ({ params }, ctx) => requestView(ctx, params.dataRequestId),
    async reply({ params, body }, ctx) {
      await reply(ctx, params.dataRequestId, body.text)
      return done
    },
    async carry({ params, body }, ctx) {
      await carry(ctx, params.dataRequestId, body.text)
      return done
    },
    async lift({ params }, ctx) {
      await lift(ctx, params.dataRequestId)
      return done
    },
    async end({ params, body }, ctx) {
      await end(ctx, params.dataRequestId, body.text)
      return done
    },
    async refuse({ params, body }, ctx) {
      await refuse(ctx, params.dataRequestId, body.basis, body.text)
      return done
    },
  },
  on: [
    on(copyAsked, ({ exportId }, ctx) => makeCopy(ctx, exportId)),
    on(requestDone, (_, ctx) => writeErasures(ctx)),
    on(personMerged, ({ fromId }, ctx) => rejoin(ctx, fromId)),
  ],
  site,
  // After the partitions of the day are made and the backup of the night before.
  every: { 'retention.enforce': daily('01:10', ({ app }) => enforce(app)) },
  allows: {
    'data-officer': [READ, ANSWER, 'work.read', 'work.act'],
    administrator: [READ],
    auditor: [READ],
  },
  locates: {
    async 'data-request'(sql, id) {
      const [row] = await sql<{ unitId: string; personId: string }[]>`
        select unit_id, person_id from retention.request where id = ${id}`
      return row
    },
  },
  declares: [termsRule, rightsRule, requestFlow, failedFlow, ...templates],
})
