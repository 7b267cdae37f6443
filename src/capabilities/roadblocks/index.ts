import { signPass } from '#base/identity/passes.ts'
import { addStaff, removeStaff, staffOf } from '#base/identity/staff.ts'
import { localPhone } from '#base/people/identifiers.ts'
import { identifiersOf } from '#base/people/people.ts'
import { placeClosed } from '#base/places/events.ts'
import { addPlaces, getPlace, getPlaces, type Place } from '#base/places/places.ts'
import { policyAt } from '#base/policies/index.ts'
import { treeOf } from '#base/units/index.ts'
import { isolationProposed } from '#base/work/arrivals.ts'
import { ordersProposed } from '#capabilities/isolation/events.ts'
import type { Context } from '#core/app.ts'
import { tellShown } from '#core/audit.ts'
import { addDays, dayOf, HOUR_MS, startOf } from '#core/clock.ts'
import { done } from '#core/contract.ts'
import { defineModule, on } from '#core/module.ts'
import { notFound, Problem } from '#core/problem.ts'
import { roadblocks as contract, STAFF_ROLES } from './contract.ts'
import { DELIVERY, deliver, listParked, RECORD, SETTLE, settleParked } from './deliver.ts'
import { deskOf } from './desk.ts'
import { arrivals, parkedFlow } from './flow.ts'
import { indicators } from './indicators.ts'
import { keeps } from './keeps.ts'
import { logFile, logPage, onDay } from './log.ts'
import { findFor, knownBy } from './people.ts'
import { readPlate } from './plates.ts'
import { memoryRule, offlineRule, policies } from './policies.ts'
import { postLines, postView } from './posts.ts'
import { countParked, lastOfPlate, travellerById, travellersOf } from './queries.ts'
import { plateLookup, provinceOf, type Said, unseal } from './record.ts'
import type { TestPaper } from './rules.ts'
import { endAbandoned, endOrHandOver, LEAD, ownShift, shiftView, stand } from './shifts.ts'

export default defineModule({
  name: 'roadblocks',
  dir: import.meta.dirname,
  keeps,
  contract,
  direct: ['deliver', 'find', 'settle'],
  handlers: {
    async register({ body: { head, ...place } }, ctx) {
      const [roadblockId] = (await addPlaces(ctx, [{ ...place, kind: 'roadblock' }])) as [string]
      if (head) await addStaff(ctx, roadblockId, { ...head, role: 'roadblock-head' })
      return { roadblockId }
    },
    posts: ({ query }, ctx) => postLines(ctx, query),
    post: ({ params, query }, ctx) => postView(ctx, params.roadblockId, query.day ?? dayOf(ctx.now)),
    async mine(_, ctx) {
      if (!ctx.who) throw new Problem('core.refused.sign-in', { status: 401 })
      const { accountId, sessionId, grants } = ctx.who
      const roleAt = (placeId: string) =>
        STAFF_ROLES.find(role => grants.some(grant => grant.placeId === placeId && grant.role === role))
      const places = await getPlaces(
        ctx.sql,
        grants.flatMap(({ placeId }) => (placeId && roleAt(placeId) ? [placeId] : [])),
      )
      const expires = await passEnds(ctx)
      return {
        sealingKey: ctx.app.keyring.sealingKey(),
        posts: (
          await Promise.all(
            places.map(async place => {
              const role = roleAt(place.id)
              if (!role) return []
              const pass = signPass(ctx.app, DELIVERY, { accountId, sessionId, aboutId: place.id }, expires)
              const parked = role === 'roadblock-head' ? await countParked(ctx.sql, place.id) : 0
              return [{ ...place, role, pass, parked, closedAt: place.closedAt?.toISOString() ?? null }]
            }),
          )
        ).flat(),
      }
    },
    desk: async ({ params }, ctx) => deskOf(ctx, await mustPost(ctx, params.roadblockId)),
    shift: ({ params }, ctx) => shiftView(ctx, params.roadblockId),
    stand: async ({ params }, ctx) => ({ shiftId: await stand(ctx, params.roadblockId) }),
    end: async ({ params, body }, ctx) => ({ counts: await endOrHandOver(ctx, params.roadblockId, body) }),
    async vehicle({ params, body }, ctx) {
      await ownShift(ctx, params.roadblockId)
      const post = await mustPost(ctx, params.roadblockId)
      const plate = readPlate(body.plate, body.foreign)
      if (!plate) throw new Problem('roadblocks.plate')
      const rule = await policyAt(ctx, memoryRule, { day: dayOf(ctx.now), unitId: post.unitId })
      const since = new Date(ctx.now.getTime() - rule.params.hours * HOUR_MS)
      const here = ctx.app.tree.within([provinceOf(ctx.app, post.unitId)])
      const last = await lastOfPlate(ctx.sql, plateLookup(ctx.app, plate.key), here, since)
      const travellers = last ? await travellersOf(ctx.sql, [last.id]) : []
      tellShown(ctx, travellers)
      if (!last) return { last: null }
      const expires = await passEnds(ctx)
      const people = travellers.flatMap(({ personId, driver }) => (personId ? [{ personId, driver }] : []))
      const { at, post: name, vehicle, fromId, toId, purpose } = last
      return {
        last: {
          at: at.toISOString(),
          post: name,
          vehicle,
          fromId,
          toId,
          purpose,
          people: await Promise.all(
            people.map(async ({ personId, driver }) => ({
              ...(await knownBy(ctx.app, personId, expires)),
              driver,
            })),
          ),
        },
      }
    },
    async find({ params, body }, ctx) {
      await ownShift(ctx, params.roadblockId)
      const post = await mustPost(ctx, params.roadblockId)
      return findFor(ctx, body.q, post.unitId, await passEnds(ctx))
    },
    deliver: async ({ params, body }, ctx) => ({ receipts: await deliver(ctx, params.token, body) }),
    async crossings({ params, query }, ctx) {
      const shift = await ownShift(ctx, params.roadblockId)
      return logPage(ctx, { placeId: params.roadblockId, shiftId: shift.id }, query.after)
    },
    log: ({ params, query }, ctx) => logPage(ctx, onDay(params.roadblockId, query.day ?? dayOf(ctx.now)), query.after),
    export: async ({ params, query }, ctx) => logFile(ctx, params.roadblockId, query.day ?? dayOf(ctx.now)),
    parked: ({ params }, ctx) => listParked(ctx, params.roadblockId),
    settle: ({ params, body }, ctx) => settleParked(ctx, params.roadblockId, body),
    async staff({ params }, ctx) {
      const staff = await staffOf(ctx, params.roadblockId, STAFF_ROLES)
      return {
        staff: staff.map(({ phone, accountId, ...one }) => ({
          ...one,
          phone: phone ? localPhone(phone) : '',
          you: accountId === ctx.who?.accountId,
        })),
      }
    },
    addStaff: async ({ params, body }, ctx) => ({ grantId: await addStaff(ctx, params.roadblockId, body) }),
    async removeStaff({ params }, ctx) {
      await removeStaff(ctx, params.roadblockId, params.grantId, { roles: STAFF_ROLES, head: 'roadblock-head' })
      return done
    },
    async traveller({ params }, ctx) {
      const one = await travellerById(ctx.sql, params.travellerId)
      if (!one) throw notFound('traveller')
      const tree = treeOf(ctx.app)
      const post = await getPlace(ctx.sql, one.placeId)
      const { phone } = one.personId ? await identifiersOf(ctx, one.personId) : {}
      const { plate, reason } = unseal<Said>(ctx.app, one.said)
      return {
        at: one.at.toISOString(),
        post: post?.name ?? '',
        plate,
        vehicle: one.vehicle,
        purpose: one.purpose,
        from: tree.label(one.fromId),
        to: tree.label(one.toId),
        decision: one.decision,
        why: one.why,
        reason,
        phone: phone ? localPhone(phone) : null,
        test: one.sealed ? unseal<TestPaper>(ctx.app, one.sealed) : null,
      }
    },
  },
  on: [
    on(ordersProposed, (orders, ctx) => isolationProposed(ctx, [arrivals.kind], orders)),
    on(placeClosed, ({ placeId }, ctx) => endAbandoned(ctx, placeId)),
  ],
  allows: {
    'roadblock-head': [RECORD, LEAD, SETTLE, 'roadblocks.staff'],
    'roadblock-officer': [RECORD],
    registrar: ['roadblocks.register', 'roadblocks.staff', 'roadblocks.read'],
    'health-officer': ['roadblocks.follow', 'roadblocks.read', SETTLE],
    tracer: ['roadblocks.read'],
    leader: ['roadblocks.read'],
  },
  locates: {
    async roadblock(sql, id) {
      const place = await getPlace(sql, id)
      return place?.kind === 'roadblock' ? { placeId: place.id, unitId: place.unitId } : undefined
    },
    /** With the commune of destination. */
    async traveller(sql, id) {
      const [row] = await sql<{ unitId: string; personId: string | null }[]>`
        select c.to_id as unit_id, t.person_id from roadblocks.traveller t join roadblocks.crossing c on c.id = t.crossing_id
        where t.id = ${id}`
      return row && { unitId: row.unitId, ...(row.personId ? { personId: row.personId } : {}) }
    },
  },
  declares: [...policies, arrivals, parkedFlow, ...indicators],
})

async function mustPost(ctx: Context, id: string): Promise<Place> {
  const place = await getPlace(ctx.sql, id)
  if (!place) throw notFound('place')
  if (place.closedAt) throw new Problem('roadblocks.place-closed', { status: 409 })
  return place
}

/** To the day, so that the answer stays the same for as long. */
async function passEnds(ctx: Context): Promise<Date> {
  const rule = await policyAt(ctx, offlineRule, { day: dayOf(ctx.now) })
  return startOf(addDays(dayOf(ctx.now), rule.params.passDays))
}
