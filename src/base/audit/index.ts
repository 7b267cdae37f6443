import { done } from '#core/contract.ts'
import { daily, defineModule, everyMinutes } from '#core/module.ts'
import { audit as contract } from './contract.ts'
import { FOLLOW, gapFlow, questionFlow, READ, templates, unusualFlow } from './flows.ts'
import { sendHeads } from './heads.ts'
import { keeps } from './keeps.ts'
import { auditExtract, auditPage, auditStatus, auditView } from './list.ts'
import { answer, ask, looksView, questionView } from './looks.ts'
import { policies } from './policies.ts'
import { alertView, close, watch, watchSealing } from './watch.ts'

export default defineModule({
  name: 'audit',
  dir: import.meta.dirname,
  keeps,
  contract,
  handlers: {
    list: ({ query }, ctx) => auditPage(ctx, query),
    status: (_, ctx) => auditStatus(ctx),
    get: ({ params }, ctx) => auditView(ctx, params.auditId),
    alert: ({ params }, ctx) => alertView(ctx, params.alertId),
    async close({ params, body }, ctx) {
      await close(ctx, params.alertId, body.finding, body.note)
      return done
    },
    looks: ({ params }, ctx) => looksView(ctx, params.personId),
    ask: async ({ params, body }, ctx) => ({ questionId: await ask(ctx, params.personId, body.lookId, body.text) }),
    question: ({ params }, ctx) => questionView(ctx, params.questionId),
    async answer({ params, body }, ctx) {
      await answer(ctx, params.questionId, body.text)
      return done
    },
  },
  every: {
    'audit.watch': everyMinutes(10, watch),
    'audit.sealing': everyMinutes(5, watchSealing),
    'audit.heads': daily('06:00', sendHeads),
  },
  allows: {
    auditor: [READ, FOLLOW, 'work.read', 'work.act', 'lists.extract'],
    administrator: [FOLLOW],
  },
  locates: {
    async 'audit-alert'(sql, id) {
      const [row] = await sql<{ unitId: string }[]>`select unit_id from audit.alert where id = ${id}`
      return row
    },
    async 'audit-question'(sql, id) {
      const [row] = await sql<{ unitId: string; personId: string }[]>`
        select unit_id, person_id from audit.question where id = ${id}`
      return row
    },
  },
  declares: [...policies, unusualFlow, questionFlow, gapFlow, auditExtract, ...templates],
})
