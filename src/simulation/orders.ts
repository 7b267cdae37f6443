import isolation from '#capabilities/isolation/index.ts'
import { insertTests } from '#capabilities/isolation/queries.ts'
import { turnDay } from '#capabilities/isolation/steps.ts'
import type { Who } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import { addDays, DAY_MS, dayOf, HOUR_MS, startOf } from '#core/clock.ts'
import { newId } from '#core/ids.ts'

/** Who acts for the commune: the station proposes, the chair signs. */
export interface Commune {
  readonly unitId: string
  readonly station: Who
  readonly chair: Who
  /** Where some of the contacts are taken. */
  readonly site: { readonly id: string; readonly name: string }
}

/** The country asks for no isolation of contacts any more; the drill does. */
export const DRILL_DAYS = { contactDays: 7, contactWatchDays: 3, protectedDays: 5, protectedWatchDays: 5, caseDays: 7 }
/** On the first and the last day. */
export const DRILL_TESTS = { contact: [1, 7], protected: [5], case: [7] }
const MOST = 40
/** The latest wait for the chair. */
const TO_SIGN = 3
const DAYS_BACK = 14
/** Cases of the last days that are treated at home. */
const AT_HOME = 3
const HOME_DAYS_BACK = 5
/** One contact of so many is taken to the site. */
const TAKEN_ONE_IN = 5

const call = <P, B>(params: P, body: B) => ({ params, query: undefined, body })

/**
 * What a commune ordered for its contacts in the last fortnight, and for a few cases that stay at home, day by day, as it
 * would have happened: proposed, signed, tested, in force, over, certified; the latest still wait for somebody.
 */
export async function replayOrders(ctx: Context, { unitId, station, chair, site }: Commune): Promise<void> {
  const as = (who: Who | null, now: Date) => ctx.app.context(ctx.sql, { now, ...(who ? { who } : {}) })
  const contacts = await ctx.sql<{ personId: string; decidedAt: Date; address: string }[]>`
    select person_id, max(k.decided_at) as decided_at, p.address from tracing.contact k
    join people.person p on p.id = k.person_id
    where k.unit_id = ${unitId} and k.state = 'contact' and k.generation = 1
      and not exists (select from tracing.case_file c where c.person_id = k.person_id)
    group by k.person_id, p.address order by decided_at desc, k.person_id limit ${MOST}`
  const cases = await ctx.sql<{ personId: string; decidedAt: Date; address: string }[]>`
    select c.person_id, c.confirmed_at as decided_at, p.address from tracing.case_file c
    join people.person p on p.id = c.person_id
    where c.unit_id = ${unitId} and p.unit_id = ${unitId} and c.closed_at is null
      and c.confirmed_at > ${new Date(ctx.now.getTime() - HOME_DAYS_BACK * DAY_MS)}
    order by c.confirmed_at desc, c.id limit ${AT_HOME}`
  const ordered = [
    ...contacts.map((one, i) => ({
      ...one,
      reason: 'contact' as const,
      isTaken: i % TAKEN_ONE_IN === TAKEN_ONE_IN - 1,
    })),
    ...cases.map(one => ({ ...one, reason: 'case' as const, isTaken: false })),
  ]
  const waiting = new Set(contacts.slice(0, TO_SIGN).map(contact => contact.personId))
  const today = dayOf(ctx.now)
  for (let day = addDays(today, -DAYS_BACK); day <= today; day = addDays(day, 1)) {
    const hour = (n: number) => new Date(Math.min(startOf(day).getTime() + n * HOUR_MS, ctx.now.getTime()))
    await turnDay(as(null, hour(0.1)))
    await closeOver({ ctx, unitId, isToday: day === today, station: as(station, hour(9)), chair: as(chair, hour(10)) })
    for (const { personId, decidedAt, address, reason, isTaken } of ordered.filter(
      one => dayOf(one.decidedAt) === day,
    )) {
      const at = (hours: number) => new Date(Math.min(decidedAt.getTime() + hours * HOUR_MS, ctx.now.getTime()))
      const { orders } = await isolation.handlers.propose(
        call(undefined, {
          unitId,
          kind: isTaken ? ('centralised' as const) : ('home' as const),
          placeId: isTaken ? site.id : null,
          reason,
          fromOn: day,
          people: [
            {
              personId,
              isProtected: false,
            },
          ],
          place: isTaken ? site.name : address || 'Nơi ở',
        }),
        as(station, at(1)),
      )
      const orderIds = orders.map(order => order.orderId)
      if (waiting.has(personId)) continue
      await isolation.handlers.sign(call(undefined, { orderIds }), as(chair, at(3)))
      if (reason === 'contact' && day < addDays(today, -1)) await testAll(as(station, at(6)), orderIds, day)
    }
  }
}

interface Closing {
  readonly ctx: Context
  readonly unitId: string
  readonly isToday: boolean
  readonly station: Context
  readonly chair: Context
}

/** On a day of the past all that was over is confirmed and certified; today's wait, half for the station, half for the chair. */
async function closeOver({ ctx, unitId, isToday, station, chair }: Closing): Promise<void> {
  const rows = await ctx.sql<{ id: string }[]>`
    select id from isolation.isolation_order where unit_id = ${unitId} and state = 'over' order by id`
  const orderIds = rows.filter((_, i) => !isToday || i % 2 === 0).map(row => row.id)
  if (!orderIds.length) return
  await testAll(station, orderIds, addDays(dayOf(station.now), -1))
  await isolation.handlers.step(call(undefined, { step: 'confirm' as const, orderIds }), station)
  if (!isToday) await isolation.handlers.sign(call(undefined, { orderIds }), chair)
}

/** The station wrote a negative result down for each. */
const testAll = (station: Context, orderIds: readonly string[], takenOn: string) =>
  insertTests(
    station,
    orderIds.map(orderId => ({
      id: newId(station.now),
      orderId,
      takenOn,
      note: '',
      method: 'rapid',
      outcome: 'negative',
    })),
  )
