import { done } from '#core/contract.ts'
import { defineModule } from '#core/module.ts'
import { charge, discharge, planners } from './charge.ts'
import { rosters as contract } from './contract.ts'
import { PLAN, READ, swapFlow, templates } from './flow.ts'
import { indicators } from './indicators.ts'
import { keeps } from './keeps.ts'
import { copyWeek, fillWeeks, publish, saveWeek, weekView } from './planning.ts'
import { officeShare } from './policies.ts'
import { rosterPaper, rosterSheet } from './print.ts'
import { answer, askSwap, decide, mine, mustSwap, swapView, withdraw } from './swaps.ts'
import { today } from './today.ts'

export default defineModule({
  name: 'rosters',
  dir: import.meta.dirname,
  keeps,
  contract,
  handlers: {
    today: ({ query }, ctx) => today(ctx, query),
    week: ({ params: { unitId, day } }, ctx) => weekView(ctx, unitId, day),
    save: async ({ params: { unitId, day }, body }, ctx) => ({ version: await saveWeek(ctx, unitId, day, body) }),
    fill: async ({ params: { unitId, day }, body: { by, weeks } }, ctx) => ({
      filled: await fillWeeks(ctx, unitId, day, by, weeks),
    }),
    copy: async ({ params: { unitId, day } }, ctx) => ({ version: await copyWeek(ctx, unitId, day) }),
    publish: async ({ params: { unitId, day }, body: { version, reason } }, ctx) => ({
      version: await publish(ctx, unitId, day, version, reason),
    }),
    paper: ({ params: { unitId, day } }, ctx) => rosterPaper(ctx, unitId, day),
    sheet: ({ params: { unitId, day } }, ctx) => rosterSheet(ctx, unitId, day),
    async charge({ params: { unitId, accountId } }, ctx) {
      await charge(ctx, unitId, accountId)
      return done
    },
    async discharge({ params: { unitId, accountId } }, ctx) {
      await discharge(ctx, unitId, accountId)
      return done
    },
    planners: async ({ params }, ctx) => ({ officers: await planners(ctx, params.unitId) }),
    mine: ({ query }, ctx) => mine(ctx, query.day),
    askSwap: async ({ body }, ctx) => ({ swapId: await askSwap(ctx, body) }),
    async answerSwap({ params, body }, ctx) {
      await answer(ctx, params.swapId, body.agree)
      return done
    },
    async withdrawSwap({ params }, ctx) {
      await withdraw(ctx, params.swapId)
      return done
    },
    swap: async ({ params }, ctx) => swapView(await mustSwap(ctx, params.swapId), ctx.who?.accountId),
    async decideSwap({ params, body: { approve, reason } }, ctx) {
      await decide(ctx, params.swapId, approve, reason)
      return done
    },
  },
  allows: {
    leader: [READ, PLAN, 'rosters.charge'],
    'commune-chair': [READ, PLAN, 'rosters.charge'],
    'roster-planner': [READ, PLAN],
  },
  locates: {
    async 'roster-swap'(sql, id) {
      const [row] = await sql<{ unitId: string }[]>`select unit_id from rosters.swap where id = ${id}`
      return row
    },
  },
  declares: [officeShare, swapFlow, ...templates, ...indicators],
})
