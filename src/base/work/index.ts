import { attachFile } from '#base/files/index.ts'
import { onMerged, personUnmerged } from '#base/people/events.ts'
import { noteMoved, takeBack } from '#base/people/moved.ts'
import type { Context } from '#core/app.ts'
import { at, done } from '#core/contract.ts'
import { daily, defineModule, everyMinutes, on } from '#core/module.ts'
import { notFound } from '#core/problem.ts'
import { stayAddress } from './arrivals.ts'
import { work as contract } from './contract.ts'
import {
  ACT,
  claimWork,
  colleaguesFor,
  colleaguesForMany,
  commentWork,
  handMany,
  handWork,
  type Result,
  releaseMany,
  releaseWork,
  transferMany,
  transferWork,
  unseen,
} from './hold.ts'
import { keeps } from './keeps.ts'
import { deadlines, rising, waking } from './policies.ts'
import { getItem, type Item, partItems, rejoinPerson, stoodInFor } from './queries.ts'
import { riseWork } from './rise.ts'
import { whereOf } from './rules.ts'
import { candidates, endStandIn, joined, nameStandIn, standInsOf } from './stand-in.ts'
import { tellLeaders, templates, urgeWork } from './urge.ts'
import { countsView, flowsFor, headView, inboxView, itemView, kindView, resultView, standInView } from './views.ts'
import { wakeOfficers } from './wake.ts'
import { flowOf, moveMany, moveWork, WORK_TOPIC } from './work.ts'

export { type WorkMoved, type WorkOpened, workMoved, workOpened } from './events.ts'
export { type Flow, flow, type Term, type Transition } from './flow.ts'
export { transferWork } from './hold.ts'
export { type Item, itemsAbout } from './queries.ts'
export { type Move, nextMoves } from './rules.ts'
export { judgeOf, moveMany, moveWork, type NewWork, openMany, openWork } from './work.ts'

export default defineModule({
  name: 'work',
  dir: import.meta.dirname,
  keeps,
  contract,
  handlers: {
    kinds: async (_, ctx) => ({ kinds: flowsFor(ctx).map(kindView) }),
    inbox: ({ query }, ctx) => inboxView(ctx, query),
    head: ({ query }, ctx) => headView(ctx, query),
    counts: ({ query }, ctx) => countsView(ctx, query),
    item: ({ params }, ctx) => itemView(ctx, params.workId),
    async officers({ params }, ctx) {
      return { officers: await colleaguesFor(ctx, [await readable(ctx, params.workId)]) }
    },
    move: ({ params, body: { step, note, version } }, ctx) => moveWork(ctx, params.workId, step, { note, version }),
    moveMany({ body: { step, note, items } }, ctx) {
      const requests = items.map(item => ({ ...item, step, note }))
      return told(ctx, moveMany(ctx, requests))
    },
    claim: ({ body: { items } }, ctx) =>
      told(
        ctx,
        claimWork(
          ctx,
          items.map(item => item.id),
        ),
      ),
    releaseMany: ({ body: { ids } }, ctx) => told(ctx, releaseMany(ctx, ids)),
    handMany: ({ body: { ids, accountId, note } }, ctx) => told(ctx, handMany(ctx, ids, accountId, note)),
    transferMany: ({ body: { ids, toUnit, note } }, ctx) => told(ctx, transferMany(ctx, ids, toUnit, note)),
    async officersForMany({ query }, ctx) {
      return { officers: await colleaguesForMany(ctx, query.ids.split(',')) }
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
      await commentWork(ctx, params.workId, body.note ?? '', body.fileIds ?? [])
      return done
    },
    async attach({ params, body }, ctx) {
      const { id } = await readable(ctx, params.workId)
      return attachFile(ctx, at.of('work', id), body)
    },
    async standIns(_, ctx) {
      const rows = ctx.who ? joined(await standInsOf(ctx.sql, ctx.who.accountId, ctx.now)) : []
      return { standIns: rows.map(row => standInView(ctx, row)) }
    },
    async standInCandidates(_, ctx) {
      return { officers: ctx.who ? await candidates(ctx, ctx.who.accountId) : [] }
    },
    async nameStandIn({ body: { accountId, since, until } }, ctx) {
      await nameStandIn(ctx, accountId, new Date(since), new Date(until))
      return done
    },
    async endStandIn({ params }, ctx) {
      await endStandIn(ctx, params.standInId)
      return done
    },
    async urge({ params, body }, ctx) {
      await urgeWork(ctx, params.workId, body.note)
      return done
    },
  },
  every: {
    'work.rise': everyMinutes(10, riseWork),
    'work.wake': everyMinutes(5, wakeOfficers),
    'work.digest': daily('07:30', tellLeaders),
  },
  on: [
    onMerged(async ({ fromId, toId }, ctx) => {
      await noteMoved(ctx, fromId, 'work.item', await rejoinPerson(ctx.sql, fromId, toId))
      await ctx.app.bus.publish(ctx.sql, WORK_TOPIC)
    }),
    on(personUnmerged, async ({ fromId }, ctx) => {
      await partItems(ctx.sql, fromId, await takeBack(ctx, fromId, 'work.item'))
      await ctx.app.bus.publish(ctx.sql, WORK_TOPIC)
    }),
  ],
  allows: {
    tracer: ['work.read', 'work.act'],
    'health-officer': ['work.read', 'work.act'],
    'commune-chair': ['work.read', 'work.act'],
    'one-stop-clerk': ['work.read', 'work.act'],
    'case-officer': ['work.read', 'work.act'],
    clerk: ['work.read', 'work.act'],
    specialist: ['work.read', 'work.act'],
    leader: ['work.read', 'work.urge'],
    'roster-planner': ['work.read', 'work.act'],
  },
  locates: {
    async work(sql, id, app) {
      const item = await getItem(sql, id)
      if (!item) return undefined
      const table = flowOf(app, item.kind)
      const { reads } = table
      const standIns = await stoodInFor(sql, item.holderId ? [item.holderId] : [], app.clock())
      return {
        ...whereOf(item, table, standIns(item.holderId)),
        ...(item.personId ? { personId: item.personId } : {}),
        asks: { read: ['work.read', reads], write: [ACT, reads] },
      }
    },
  },
  declares: [deadlines, rising, waking, ...templates],
  async start(app) {
    app.provide(stayAddress, async () => undefined)
  },
})

/** The item, of a kind that the caller may see: a right to work is not one to everybody's. */
async function readable(ctx: Context, workId: string): Promise<Item> {
  const item = await getItem(ctx.sql, workId)
  if (!item) throw notFound('work')
  const refused = unseen(ctx, item)
  if (refused) throw refused
  return item
}

/** What became of each of many items, in the reader's language. */
async function told(ctx: Context, results: Promise<readonly Result[]>) {
  return { results: (await results).map(result => resultView(ctx, result)) }
}
