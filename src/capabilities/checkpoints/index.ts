import { addGrant } from '#base/identity/grants.ts'
import { signPass } from '#base/identity/passes.ts'
import { addStaff, removeStaff, staffOf } from '#base/identity/staff.ts'
import { parsePoster } from '#base/people/codes.ts'
import { localPhone } from '#base/people/identifiers.ts'
import { entriesOf } from '#base/people/people.ts'
import { kindOf } from '#base/places/kinds.ts'
import { addPlaces, areasOf, getPlaces, type Place, placeByCode } from '#base/places/places.ts'
import { policyAt } from '#base/policies/index.ts'
import { type Identified, identify, identifyPerson } from '#base/standing/identify.ts'
import { correctTime, INTERACTIVE, type TimeLimits } from '#base/timeline/moment.ts'
import { type Recorded, recorder } from '#base/timeline/record.ts'
import { type Scan, scanFact } from '#base/timeline/scan.ts'
import type { Context } from '#core/app.ts'
import { addDays, dayOf, startOf } from '#core/clock.ts'
import { done, type InputOf } from '#core/contract.ts'
import { isTimeOrdered } from '#core/ids.ts'
import { defineModule } from '#core/module.ts'
import { notFound, Problem } from '#core/problem.ts'
import { checkpoints as contract } from './contract.ts'
import { DELIVERY, deliver, SCAN } from './deliver.ts'
import { checkins } from './indicators.ts'
import { keeps } from './keeps.ts'
import { knownPlaces, knowPlaces } from './known-places.ts'
import { listParked, parkedFlow, settleParked } from './parked.ts'
import { offlineScans } from './policies.ts'
import { countParked, countVisits, findParked, parkedBefore, visitsOf } from './queries.ts'
import { answerFor, whereOf } from './rules.ts'

const STAFF = ['place-manager', 'place-staff'] as const

export default defineModule({
  name: 'checkpoints',
  dir: import.meta.dirname,
  keeps,
  contract,
  direct: ['scan', 'visit', 'deliver', 'settle'],
  handlers: {
    async register({ body }, ctx) {
      const [placeId] = (await addPlaces(ctx, [body])) as [string]
      await addPlaces(
        ctx,
        (body.areas ?? []).map(name => ({ kind: body.kind, name, unitId: body.unitId, parentId: placeId })),
      )
      await addGrant(ctx, { accountId: who(ctx).accountId, role: 'place-manager', placeId })
      return { placeId }
    },
    async mine(_, ctx) {
      const { accountId, sessionId, grants: all } = who(ctx)
      const grants = all.filter(grant => grant.placeId && ctx.app.rights.get(grant.role)?.has(SCAN))
      const placeIds = grants.flatMap(grant => grant.placeId ?? [])
      const places = await getPlaces(ctx.sql, placeIds)
      const rule = await policyAt(ctx, offlineScans, { day: dayOf(ctx.now) })
      // To the day, so that the answer stays the same for as long.
      const expires = startOf(addDays(dayOf(ctx.now), rule.params.passDays))
      return {
        sealingKey: ctx.app.keyring.sealingKey(),
        places: await Promise.all(
          places.map(async place => {
            const manages = grants.some(g => g.placeId === place.id && g.role === 'place-manager')
            return {
              ...place,
              closedAt: place.closedAt?.toISOString() ?? null,
              pass: signPass(ctx.app, DELIVERY, { accountId, sessionId, aboutId: place.id }, expires),
              role: manages ? ('place-manager' as const) : ('place-staff' as const),
              areas: await areasOf(ctx.sql, place.id),
              parked: manages ? await countParked(ctx.sql, place.id) : 0,
            }
          }),
        ),
      }
    },
    async staff({ params }, ctx) {
      const staff = await staffOf(ctx, params.placeId, STAFF)
      return {
        staff: staff.map(({ phone, ...one }) => ({
          ...one,
          phone: phone ? localPhone(phone) : '',
          you: one.accountId === ctx.who?.accountId,
        })),
      }
    },
    async addStaff({ params, body }, ctx) {
      return { grantId: await addStaff(ctx, params.placeId, body) }
    },
    async removeStaff({ params }, ctx) {
      await removeStaff(ctx, params.placeId, params.grantId, { roles: STAFF, head: 'place-manager' })
      return done
    },
    async scan({ params, body }, ctx) {
      const place = await openPlace(ctx, params.placeId)
      const person = await identify(ctx.app, body.code, place.unitId)
      const { at, recorded } = await record(ctx, place, person, body)
      return {
        outcome: answerFor(body.direction, person.level, person.identity, kindOf(place.kind).open),
        identity: person.identity,
        direction: body.direction,
        name: person.name,
        birthYear: person.birthYear,
        at: at.toISOString(),
        repeated: recorded === 'known',
      }
    },
    async deliver({ params, body }, ctx) {
      return { receipts: await deliver(ctx, params.token, body) }
    },
    parked: ({ params }, ctx) => listParked(ctx, params.placeId),
    settle: ({ params, body }, ctx) => settleParked(ctx, params.placeId, body),
    async today({ params }, ctx) {
      const { entered, left } = await countVisits(ctx, params.placeId, startOf(dayOf(ctx.now)))
      const parked = await countParked(ctx.sql, params.placeId)
      return { in: entered, out: left, inside: entered - left, parked }
    },
    async visit({ body }, ctx) {
      const personId = who(ctx).personId
      if (!personId) throw new Problem('standing.no-person')
      const scanned = parsePoster(body.code)
      if (scanned.kind !== 'poster') throw new Problem('places.not-a-poster')
      const place = await placeByCode(ctx.sql, scanned.code)
      if (!place || place.closedAt) throw notFound('place')
      const person = await identifyPerson(ctx.app, personId)
      // It may have lain on the phone for a day: nobody waits at the door for it.
      const { oldHours } = (await policyAt(ctx, offlineScans, { day: dayOf(ctx.now), unitId: place.unitId })).params
      const { at, recorded } = await record(ctx, place, person, body, { oldHours })
      return {
        outcome: answerFor(body.direction, person.level, person.identity, kindOf(place.kind).open),
        place,
        direction: body.direction,
        at: at.toISOString(),
        repeated: recorded === 'known',
      }
    },
    async visits(_, ctx) {
      const personId = who(ctx).personId
      const visits = personId ? await visitsOf(ctx, await entriesOf(ctx.sql, personId)) : []
      return { visits: visits.map(v => ({ ...v, inAt: v.inAt.toISOString(), outAt: v.outAt?.toISOString() ?? null })) }
    },
  },
  allows: {
    'health-officer': ['checkpoints.settle'],
    'place-manager': [SCAN, 'checkpoints.settle'],
    'place-staff': [SCAN],
  },
  declares: [checkins, offlineScans, parkedFlow],
  async start(app) {
    app.provide(knownPlaces, knowPlaces(app))
    app.provide(parkedBefore, findParked(app))
  },
})

/** `signedIn` and `can` have made sure of it. */
function who(ctx: Context) {
  if (!ctx.who) throw new Problem('core.refused.sign-in', { status: 401 })
  return ctx.who
}

async function openPlace(ctx: Context, placeId: string): Promise<Place> {
  const place = await ctx.app.use(knownPlaces)(placeId)
  if (!place) throw notFound('place')
  if (place.closedAt) throw new Problem('checkpoints.place-closed', { status: 409 })
  return place
}

type ScanInput = InputOf<typeof contract.scan>['body']

async function record(
  ctx: Context,
  place: Place,
  person: Identified,
  body: ScanInput,
  limits: TimeLimits = INTERACTIVE,
): Promise<{ at: Date; recorded: Recorded }> {
  if (!isTimeOrdered(body.id)) throw new Problem('checkpoints.bad-id')
  const stamp = { deviceAt: new Date(body.deviceAt), sentAt: new Date(body.sentAt) }
  const time = correctTime(stamp, ctx.now, limits)
  if (!time) throw new Problem('checkpoints.impossible-time')
  const scan: Scan = {
    id: body.id,
    personId: person.personId,
    ...whereOf(place, body.areaId),
    direction: body.direction,
    method: person.method,
    verified: person.identity === 'verified',
    ...time,
    receivedAt: ctx.now,
    recorderId: ctx.who?.accountId ?? null,
    deviceId: ctx.who?.deviceId ?? null,
  }
  const recorded = await ctx.app.use(recorder).record(scanFact, scan)
  return { at: time.at, recorded }
}
