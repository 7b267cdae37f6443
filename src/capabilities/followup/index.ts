import { placeNames } from '#base/identity/ports.ts'
import { template } from '#base/messages/template.ts'
import { onMerged, personUnmerged } from '#base/people/events.ts'
import { householdOf } from '#base/people/people.ts'
import { provideResults } from '#base/timeline/results.ts'
import { workMoved, workOpened, workTransferred } from '#base/work/events.ts'
import { caseEnded, contactsDecided } from '#capabilities/tracing/events.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { at, done } from '#core/contract.ts'
import { defineModule, everyMinutes, on } from '#core/module.ts'
import { notFound, Problem } from '#core/problem.ts'
import { extendPlan, noteOrderTest, takeAnswer, takeTest } from './answers.ts'
import { followup as contract, LINK } from './contract.ts'
import { deliver, deliveryOf } from './deliver.ts'
import { watchFlow } from './flow.ts'
import { indicators } from './indicators.ts'
import { keeps } from './keeps.ts'
import { listParked, parkedFlow, settleParked } from './parked.ts'
import { end, endOfCase, follow, joinPlans, leave, movePlan, noteReached, partPlans } from './plans.ts'
import { beginning, casesAtHome, offlineVisits, reports, testing } from './policies.ts'
import { dayCounts, entriesOfAll, getPlan, plansOfPeople, steppedAt, testById } from './queries.ts'
import { goRound } from './rounds.ts'
import { followWork } from './sources.ts'
import { assignTeam, expectAt, joinStays, locateArrival, partStays, stayView, takeArrival, teamOf } from './stays.ts'
import {
  addMember,
  addTeam,
  closeTeam,
  listHouseholds,
  removeMember,
  renameTeam,
  roundOf,
  takeHouseholds,
  teamLines,
  teamNames,
  teamView,
  unlistHousehold,
} from './teams.ts'
import { testList } from './test-list.ts'
import { householdView, planSummary, plansPage, planView } from './views.ts'

export default defineModule({
  name: 'followup',
  dir: import.meta.dirname,
  keeps,
  contract,
  handlers: {
    plans: ({ query }, ctx) => plansPage(ctx, query),
    counts: ({ query }, ctx) =>
      dayCounts(
        ctx.sql,
        ctx.scope('followup.read'),
        query.unitId ? ctx.app.tree.within([query.unitId]) : undefined,
        dayOf(ctx.now),
      ),
    plan: ({ params }, ctx) => planView(ctx, params.planId),
    summary: ({ params }, ctx) => planSummary(ctx, params.planId),
    record: ({ params, body }, ctx) => takeAnswer(ctx, params.planId, body),
    test: ({ params, body }, ctx) => takeTest(ctx, params.planId, body),
    async extend({ params, body }, ctx) {
      await extendPlan(ctx, params.planId, body.until, body.reason)
      return done
    },
    household: async ({ params }, ctx) => householdView(ctx, await peopleOfLink(ctx, params.token)),
    linkUnit: async ({ params }, ctx) => ({ unitId: await unitOfLink(ctx, params.token) }),
    async answer({ params, body: { planId, ...report } }, ctx) {
      const people = await entriesOfAll(ctx.sql, await peopleOfLink(ctx, params.token))
      if (!(await plansOfPeople(ctx.sql, people)).some(plan => plan.id === planId)) throw notFound('followup')
      return takeAnswer(ctx, planId, { ...report, method: 'self', reached: true })
    },
    mine: (_, ctx) => householdView(ctx, ctx.who?.personIds ?? []),
    answerMine: ({ params, body }, ctx) => takeAnswer(ctx, params.planId, { ...body, method: 'self', reached: true }),
    async teams({ query }, ctx) {
      const unitIds = query.unitId ? ctx.app.tree.within([query.unitId]) : undefined
      return { teams: await teamLines(ctx, ctx.scope('followup.team'), unitIds) }
    },
    addTeam: async ({ body }, ctx) => ({ teamId: await addTeam(ctx, body.unitId, body.name, body.areas) }),
    team: ({ params }, ctx) => teamView(ctx, params.teamId),
    async renameTeam({ params, body }, ctx) {
      await renameTeam(ctx, params.teamId, body.name, body.areas)
      return done
    },
    async closeTeam({ params, body }, ctx) {
      await closeTeam(ctx, params.teamId, body.why)
      return done
    },
    addMember: async ({ params, body }, ctx) => ({
      grantId: await addMember(ctx, params.teamId, body.phone, body.name),
    }),
    async removeMember({ params }, ctx) {
      await removeMember(ctx, params.teamId, params.grantId)
      return done
    },
    listHouseholds: async ({ params, body }, ctx) => ({
      listed: await listHouseholds(ctx, params.teamId, body.personIds),
    }),
    takeHouseholds: async ({ params, body }, ctx) => ({
      listed: await takeHouseholds(ctx, params.teamId, body.householdIds),
    }),
    async unlistHousehold({ params }, ctx) {
      await unlistHousehold(ctx, params.teamId, params.householdId)
      return done
    },
    stay: ({ params }, ctx) => stayView(ctx, params.workId),
    async assign({ params, body }, ctx) {
      await assignTeam(ctx, params.workId, body.teamId, body.address ?? '')
      return done
    },
    async arrival({ params, body }, ctx) {
      await takeArrival(ctx, params.arrivalId, body)
      return done
    },
    deliver: ({ params, body }, ctx) => deliver(ctx, params.token, body),
    parked: ({ params }, ctx) => listParked(ctx, params.teamId),
    settle: ({ params, body }, ctx) => settleParked(ctx, params.teamId, body),
    round: async ({ params }, ctx) => ({
      ...(await roundOf(ctx, params.teamId)),
      ...(await deliveryOf(ctx, params.teamId)),
    }),
  },
  on: [
    on(contactsDecided, async ({ followed = [], left = [], decidedAt }, ctx) => {
      const saidAt = new Date(decidedAt)
      if (left.length)
        await leave(
          ctx,
          left.map(id => at.of('contact', id)),
          saidAt,
        )
      const told = followed.map(({ contactId, caseNumber, until, reachBy, ...one }) => ({
        ...one,
        source: at.of('contact', contactId),
        label: caseNumber,
        untilDay: until,
        reachBy: new Date(reachBy),
        isCase: false,
      }))
      if (told.length) await follow(ctx, told, saidAt)
    }),
    onMerged(async ({ fromId, toId }, ctx) => {
      await joinPlans(ctx, fromId, toId)
      await joinStays(ctx, fromId, toId)
    }),
    on(personUnmerged, async ({ fromId }, ctx) => {
      await partPlans(ctx, fromId)
      await partStays(ctx, fromId)
    }),
    on(caseEnded, ({ personId, how }, ctx) => endOfCase(ctx, personId, how)),
    on(workOpened, ({ workId }, ctx) => expectAt(ctx, workId)),
    noteOrderTest,
    followWork,
    // What an officer did with the item itself.
    on(workMoved, async ({ kind, subject, step, workId, accountId }, ctx) => {
      if (kind !== watchFlow.kind || accountId === null) return
      if (step === 'release') await end(ctx, [subject.id], 'released')
      if (step !== 'reach') return
      const reachedAt = (await steppedAt(ctx.sql, workId, step)) ?? ctx.now
      await noteReached(ctx, await getPlan(ctx.sql, subject.id), reachedAt)
    }),
    on(workTransferred, async ({ kind, subject, unitId }, ctx) => {
      if (kind === watchFlow.kind) await movePlan(ctx, subject.id, unitId)
    }),
  ],
  every: {
    'followup.round': everyMinutes(5, goRound),
  },
  allows: {
    'health-officer': ['followup.watch', 'followup.read', 'followup.act', 'followup.visit', 'followup.team'],
    tracer: ['followup.watch', 'followup.read', 'followup.act', 'followup.visit'],
    leader: ['followup.watch'],
    'community-team': ['followup.visit'],
  },
  locates: {
    /** Where the person stays, and the team that visits them there. */
    async plan(sql, id) {
      const [row] = await sql<{ unitId: string; personId: string; teamId: string | null }[]>`
        select p.unit_id, p.person_id, ${teamOf(sql, sql`p.person_id`, sql`p.unit_id`)} as team_id
        from followup.plan p where p.id = ${id}`
      return row && { unitId: row.unitId, personId: row.personId, ...(row.teamId ? { placeId: row.teamId } : {}) }
    },
    arrival: locateArrival,
    async team(sql, id) {
      const [row] = await sql<{ unitId: string }[]>`
        select unit_id from followup.team where id = ${id} and closed_at is null`
      return row && { unitId: row.unitId, placeId: id }
    },
  },
  declares: [
    testing,
    reports,
    casesAtHome,
    beginning,
    offlineVisits,
    watchFlow,
    parkedFlow,
    testList,
    template({ id: 'followup.daily', urgency: 'urgent' }),
    template({ id: 'followup.released', urgency: 'ordinary' }),
    ...indicators,
  ],
  async start(app) {
    provideResults(app, testById)
    const ofPlaces = app.use(placeNames)
    app.provide(
      placeNames,
      async (sql, ids) => new Map([...(await ofPlaces(sql, ids)), ...(await teamNames(sql, ids))]),
    )
  },
})

/** Whom a link of the morning speaks for: the household of the plan it was made for. */
async function peopleOfLink(ctx: Context, token: string): Promise<string[]> {
  const planId = ctx.app.keyring.readLink(LINK, token, ctx.now)
  if (!planId) throw new Problem('core.refused.link', { status: 403 })
  return householdOf(ctx.sql, (await getPlan(ctx.sql, planId)).personId)
}

const WHENEVER = new Date(0)

/** Whose station a link came from, also when its day is over. */
async function unitOfLink({ app, sql }: Context, token: string): Promise<string | null> {
  const planId = app.keyring.readLink(LINK, token, WHENEVER)
  return (planId && (await app.locate(sql, at.of('plan', planId)))?.unitId) || null
}
