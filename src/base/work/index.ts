import { personMerged } from '#base/people/events.ts'
import { done } from '#core/contract.ts'
import { defineModule, on } from '#core/module.ts'
import { notFound } from '#core/problem.ts'
import { work as contract } from './contract.ts'
import { claimWork, commentWork, handWork, officersFor, releaseWork, transferWork } from './hold.ts'
import { deadlines } from './policies.ts'
import { getItem, rejoinPerson } from './queries.ts'
import { countsView, flowsFor, headView, inboxView, itemView, kindView, resultView } from './views.ts'
import { moveMany, moveWork, WORK_TOPIC } from './work.ts'

export { type WorkMoved, type WorkOpened, workMoved, workOpened } from './events.ts'
export { type Flow, flow, type Term, type Transition } from './flow.ts'
export { transferWork } from './hold.ts'
export { type Item, itemsAbout } from './queries.ts'
export { type Move, nextMoves } from './rules.ts'
export { judgeOf, moveMany, moveWork, type NewWork, openMany, openWork } from './work.ts'

export default defineModule({
  name: 'work',
  dir: import.meta.dirname,
  contract,
  handlers: {
    kinds: async (_, ctx) => ({ kinds: flowsFor(ctx).map(kindView) }),
    inbox: ({ query }, ctx) => inboxView(ctx, query),
    head: ({ query }, ctx) => headView(ctx, query),
    counts: ({ query }, ctx) => countsView(ctx, query),
    item: ({ params }, ctx) => itemView(ctx, params.workId),
    async officers({ params }, ctx) {
      const item = await getItem(ctx.sql, params.workId)
      if (!item) throw notFound('work')
      return { officers: await officersFor(ctx, item) }
    },
    move: ({ params, body: { step, note, version } }, ctx) => moveWork(ctx, params.workId, step, { note, version }),
    async moveMany({ body: { step, note, items } }, ctx) {
      const moved = await moveMany(
        ctx,
        items.map(item => ({ ...item, step, note })),
      )
      return { results: moved.map(result => resultView(ctx, result)) }
    },
    async claim({ body }, ctx) {
      const taken = await claimWork(
        ctx,
        body.items.map(item => item.id),
      )
      return { results: taken.map(result => resultView(ctx, result)) }
    },
    async release({ params }, ctx) {
      await releaseWork(ctx, params.workId)
      return done
    },
    async hand({ params, body }, ctx) {
      await handWork(ctx, params.workId, body.accountId, body.note)
      return done
    },
    async transfer({ params, body }, ctx) {
      await transferWork(ctx, params.workId, body.unitId, body.note)
      return done
    },
    async comment({ params, body }, ctx) {
      await commentWork(ctx, params.workId, body.note)
      return done
    },
  },
  on: [
    on(personMerged, async ({ fromId, toId }, ctx) => {
      await rejoinPerson(ctx.sql, fromId, toId)
      await ctx.app.bus.publish(ctx.sql, WORK_TOPIC)
    }),
  ],
  allows: {
    tracer: ['work.read', 'work.act'],
    'health-officer': ['work.read', 'work.act'],
    'commune-chair': ['work.read', 'work.act'],
    leader: ['work.read'],
  },
  locates: {
    async work(sql, id) {
      const item = await getItem(sql, id)
      return item && { unitId: item.unitId, ...(item.personId ? { personId: item.personId } : {}) }
    },
  },
  declares: [deadlines],
})
