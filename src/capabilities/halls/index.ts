import { template } from '#base/messages/template.ts'
import { treeOf } from '#base/units/trees.ts'
import { refusedAt } from '#base/work/work.ts'
import { dayOf } from '#core/clock.ts'
import { at, done } from '#core/contract.ts'
import { defineModule, everyMinutes } from '#core/module.ts'
import { Problem } from '#core/problem.ts'
import { nameKey } from '#core/text.ts'
import { halls as contract } from './contract.ts'
import { indicators } from './indicators.ts'
import { keeps } from './keeps.ts'
import {
  addHall,
  changeHall,
  closeHall,
  hallOfKiosk,
  liftClosure,
  newKioskLink,
  removeCounter,
  setCounter,
} from './manage.ts'
import { distanceRule, hoursRule, priorityRule, queueRule } from './policies.ts'
import { hallById, hallsIn, hallsOf, MOST_LISTED, servedOn, ticketsOf } from './queries.ts'
import {
  arrive,
  arriveHere,
  callNext,
  callOnceMore,
  endDays,
  finish,
  leave,
  mustHall,
  noNumber,
  sit,
  slotsAhead,
  takeNumber,
  transfer,
} from './queue.ts'
import { boardOf, hallLineOf, screenOf, snapshotOf, ticketView } from './snapshot.ts'

const SERVE = 'halls.serve'
const MANAGE = 'halls.manage'

export default defineModule({
  name: 'halls',
  dir: import.meta.dirname,
  keeps,
  contract,
  openTopics: ['halls'],
  handlers: {
    async near({ query }, ctx) {
      const within = query.unitId ? ctx.app.tree.within([query.unitId]) : undefined
      const key = nameKey(query.q ?? '')
      const unitOf = (unitId: string) => treeOf(ctx.app).get(unitId)?.fullName ?? ''
      const found = (await hallsOf(ctx.sql, within)).filter(hall =>
        nameKey([hall.name, hall.address, unitOf(hall.unitId)].join(' ')).includes(key),
      )
      const shown = found.slice(0, MOST_LISTED)
      const lines = []
      for (const hall of shown) lines.push(hallLineOf(ctx, await snapshotOf(ctx, hall)))
      return { halls: lines, more: found.length > shown.length }
    },
    async screen({ params }, ctx) {
      return screenOf(ctx, await snapshotOf(ctx, await mustHall(ctx, params.hallId)))
    },
    async kiosk({ params }, ctx) {
      return screenOf(ctx, await snapshotOf(ctx, await hallOfKiosk(ctx, params.token)))
    },
    async takeAtKiosk({ params, body }, ctx) {
      return takeNumber(ctx, await hallOfKiosk(ctx, params.token), { ...body, source: 'kiosk', here: true })
    },
    slots: async ({ params }, ctx) => slotsAhead(ctx, await mustHall(ctx, params.hallId)),
    async take({ params, body }, ctx) {
      const { slotAt, ...rest } = body
      return takeNumber(ctx, await mustHall(ctx, params.hallId), {
        ...rest,
        source: slotAt ? 'booked' : 'phone',
        accountId: who(ctx).accountId,
        slotAt: slotAt ? new Date(slotAt) : undefined,
        here: slotAt ? false : body.here,
      })
    },
    async mine(_, ctx) {
      const rows = await ticketsOf(ctx.sql, who(ctx).accountId, dayOf(ctx.now))
      const tickets = []
      for (const row of rows) {
        const hall = await hallById(ctx.sql, row.hallId)
        if (hall) tickets.push(ticketView(await snapshotOf(ctx, hall), row))
      }
      return { tickets }
    },
    here: ({ params }, ctx) => arrive(ctx, params.ticketId),
    async leave({ params }, ctx) {
      await leave(ctx, params.ticketId)
      return done
    },
    async list(_, ctx) {
      const lines = []
      for (const hall of await hallsIn(ctx.sql, ctx.scope(SERVE)))
        lines.push(hallLineOf(ctx, await snapshotOf(ctx, hall)))
      return { halls: lines }
    },
    async board({ params }, ctx) {
      const hall = await mustHall(ctx, params.hallId)
      const served = await servedOn(ctx.sql, hall.id, dayOf(ctx.now))
      const refused = refusedAt(ctx, MANAGE, hall.unitId)?.code ?? null
      return boardOf(ctx, await snapshotOf(ctx, hall), served, refused)
    },
    issue: async ({ params, body }, ctx) =>
      takeNumber(ctx, await mustHall(ctx, params.hallId), { ...body, source: 'staff', here: true }),
    async arrive({ params, body }, ctx) {
      const [row] = await ctx.sql<{ id: string }[]>`
        select id from halls.ticket
        where hall_id = ${params.hallId} and day = ${dayOf(ctx.now)} and number = ${body.number}`
      if (!row) throw noNumber()
      await arriveHere(ctx, row.id)
      return done
    },
    async sit({ params, body }, ctx) {
      await sit(ctx, params.counterId, body)
      return done
    },
    next: ({ params, body }, ctx) => callNext(ctx, params.counterId, body),
    recall: ({ params, body }, ctx) => callOnceMore(ctx, params.counterId, body.seen),
    finish: ({ params, body }, ctx) => finish(ctx, params.counterId, body.seen, body.how),
    transfer: ({ params, body }, ctx) => transfer(ctx, params.counterId, body.seen, body.lineId),
    async add({ body }, ctx) {
      return { hallId: await addHall(ctx, body) }
    },
    async change({ params, body }, ctx) {
      await changeHall(ctx, params.hallId, body)
      return done
    },
    async addCounter({ params, body }, ctx) {
      return { counterId: await setCounter(ctx, params.hallId, body) }
    },
    async removeCounter({ params }, ctx) {
      await removeCounter(ctx, params.counterId)
      return done
    },
    close: ({ params, body }, ctx) => closeHall(ctx, params.hallId, body),
    async lift({ params }, ctx) {
      await liftClosure(ctx, params.hallId, params.hallClosureId)
      return done
    },
    async newKiosk({ params }, ctx) {
      return { link: await newKioskLink(ctx, params.hallId) }
    },
  },
  every: { 'halls.end-days': everyMinutes(5, endDays) },
  allows: {
    'one-stop-clerk': [SERVE],
    'commune-chair': [SERVE, MANAGE],
    leader: [SERVE, MANAGE],
    administrator: [SERVE, MANAGE],
  },
  locates: {
    async hall(sql, id) {
      const [row] = await sql<{ unitId: string }[]>`select unit_id from halls.hall where id = ${id}`
      return row
    },
    async 'hall-counter'(sql, id) {
      const [row] = await sql<{ hallId: string }[]>`select hall_id from halls.counter where id = ${id}`
      return row && { belongsTo: at.of('hall', row.hallId) }
    },
  },
  constraints: {
    hall_once: 'halls.hall-twice',
    counter_officer: 'halls.sits-elsewhere',
    ticket_account_once: 'halls.has-number',
    line_letter: 'halls.letter-twice',
  },
  declares: [
    queueRule,
    priorityRule,
    distanceRule,
    hoursRule,
    template({ id: 'halls.soon', urgency: 'urgent' }),
    template({ id: 'halls.ended', urgency: 'ordinary' }),
    template({ id: 'halls.closed', urgency: 'urgent' }),
    ...indicators,
  ],
})

/** `signedIn` has made sure of it. */
function who(ctx: Parameters<typeof mustHall>[0]) {
  if (!ctx.who) throw new Problem('core.refused.sign-in', { status: 401 })
  return ctx.who
}
