import { sendMessages } from '#base/messages/send.ts'
import type { Context } from '#core/app.ts'
import { addDays, dayOf, MINUTE_MS } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import { isTimeOrdered } from '#core/ids.ts'
import { notFound, Problem } from '#core/problem.ts'
import type { Ticket } from './contract.ts'
import { ticketsMoved } from './events.ts'
import {
  arriveTicket,
  bookedOf,
  busyHalls,
  type CounterRow,
  callAgain,
  callTicket,
  counterById,
  countUp,
  emptyCounters,
  endBooked,
  endTickets,
  finishTicket,
  type HallRow,
  hallById,
  holdDay,
  insertTicket,
  leaveTicket,
  moveTicket,
  noteTold,
  type TicketRow,
  takenOn,
  ticketById,
} from './queries.ts'
import { labelOf, openingOf, type Priority, perSlot, queuedFrom, slotsOf } from './rules.ts'
import { hoursOn, placeOf, rulesOf, type Snapshot, snapshotOf, ticketView, whyClosed } from './snapshot.ts'

/** Pages that show a hall hear this, and read again. */
export const HALLS_TOPIC = 'halls'

export interface Take {
  readonly id: string
  readonly lineId: string
  readonly priority: Priority | null
  readonly source: TicketRow['source']
  readonly accountId?: string | undefined
  readonly slotAt?: Date | undefined
  readonly here: boolean
}

/** A number of the hall and the day; the same id takes the same number once. */
export async function takeNumber(ctx: Context, hall: HallRow, take: Take): Promise<Ticket> {
  if (!isTimeOrdered(take.id)) throw new Problem('halls.bad-id')
  const day = dayOf(take.slotAt ?? ctx.now)
  await holdDay(ctx.sql, hall.id, day)
  const known = await ticketById(ctx.sql, take.id)
  if (known) return again(ctx, hall, take, known)
  const snapshot = await snapshotOf(ctx, hall)
  const line = snapshot.lines.find(one => one.id === take.lineId)
  if (!line) throw notFound('line')
  await refuseWhereClosed(ctx, snapshot, take, day)
  const { queue, priority } = snapshot.rules
  if (take.priority && !priority.kinds.includes(take.priority)) throw new Problem('halls.no-such-priority')
  if (take.accountId && (await takenOn(ctx.sql, take.accountId, day)) >= queue.params.perDay)
    throw new Problem('halls.too-many-numbers', { status: 429, params: { count: queue.params.perDay } })
  await insertTicket(ctx, {
    id: take.id,
    hallId: hall.id,
    lineId: line.id,
    day,
    number: await countUp(ctx.sql, hall.id, day),
    letter: line.letter,
    source: take.source,
    priority: take.priority,
    accountId: take.accountId ?? null,
    slotAt: take.slotAt ?? null,
    hereAt: take.here ? ctx.now : null,
    policyVersion: queue.version,
  })
  await changed(ctx, take.id)
  const after = await snapshotOf(ctx, hall)
  await tellSoon(ctx, after)
  return viewIn(ctx, after, take.id)
}

/** Sent twice, as after an answer that got lost. */
async function again(ctx: Context, hall: HallRow, take: Take, known: TicketRow): Promise<Ticket> {
  if (known.hallId !== hall.id || known.accountId !== (take.accountId ?? null))
    throw new Problem('halls.bad-id', { status: 409 })
  return ticketView(await snapshotOf(ctx, hall), known)
}

async function refuseWhereClosed(ctx: Context, snapshot: Snapshot, take: Take, day: string): Promise<void> {
  if (take.slotAt) return refuseSlot(ctx, snapshot, take.slotAt, day)
  const closed = whyClosed(snapshot, day)
  if (!closed) return
  const { closure } = closed
  if (!closure) throw new Problem(closed.why, { status: 409 })
  const until = dayText(addDays(closure.untilOn, 1))
  throw new Problem(closed.why, { status: 409, params: { reason: closure.reason, until } })
}

async function refuseSlot(ctx: Context, { hall, closures, rules, room }: Snapshot, slotAt: Date, day: string) {
  const { slotMinutes, slotShare, daysAhead } = rules.queue.params
  const slots = slotsOf(day, await hoursOn(ctx, hall.unitId, day), slotMinutes)
  const isOne = slots.some(slot => slot.getTime() === slotAt.getTime())
  const isOver = slotAt <= ctx.now || day > addDays(dayOf(ctx.now), daysAhead)
  const isClosed = closures.some(one => one.fromOn <= day && day <= one.untilOn)
  if (!isOne || isOver || isClosed) throw new Problem('halls.no-such-slot')
  const booked = await bookedOf(ctx.sql, hall.id, day, day)
  const taken = booked.find(one => one.at.getTime() === slotAt.getTime())?.n ?? 0
  if (taken >= perSlot(room.limit, slotShare)) throw new Problem('halls.slot-full', { status: 409 })
}

/** The slots of today and of the days ahead, with what is left of each. */
export async function slotsAhead(ctx: Context, hall: HallRow) {
  const { closures, rules, room } = await snapshotOf(ctx, hall)
  const { slotMinutes, slotShare, daysAhead } = rules.queue.params
  const most = perSlot(room.limit, slotShare)
  const today = dayOf(ctx.now)
  const days = Array.from({ length: daysAhead + 1 }, (_, n) => addDays(today, n))
  const booked = new Map(
    (await bookedOf(ctx.sql, hall.id, today, addDays(today, daysAhead))).map(row => [row.at.getTime(), row.n]),
  )
  const open = days.filter(day => !closures.some(one => one.fromOn <= day && day <= one.untilOn))
  const views = await Promise.all(
    open.map(async day => ({
      day,
      slots: slotsOf(day, await hoursOn(ctx, hall.unitId, day), slotMinutes)
        .filter(slot => slot > ctx.now)
        .map(slot => ({ at: slot.toISOString(), left: Math.max(0, most - (booked.get(slot.getTime()) ?? 0)) })),
    })),
  )
  return { days: views.filter(view => view.slots.length), minutes: slotMinutes }
}

export const noNumber = () => new Problem('halls.no-number', { status: 404 })

async function viewIn(ctx: Context, snapshot: Snapshot, ticketId: string): Promise<Ticket> {
  const ticket = await ticketById(ctx.sql, ticketId)
  if (!ticket) throw noNumber()
  return ticketView(snapshot, ticket)
}

export async function mustHall(ctx: Context, hallId: string): Promise<HallRow> {
  const hall = await hallById(ctx.sql, hallId)
  if (!hall) throw notFound('hall')
  return hall
}

/** A number of the caller's own; another's is none. */
async function own(ctx: Context, ticketId: string): Promise<TicketRow> {
  const ticket = await ticketById(ctx.sql, ticketId)
  if (!ticket?.accountId || ticket.accountId !== ctx.who?.accountId) throw noNumber()
  return ticket
}

export async function arrive(ctx: Context, ticketId: string): Promise<Ticket> {
  return arriveHere(ctx, (await own(ctx, ticketId)).id)
}

/** From now it counts: who booked queues from the slot, or from now when they come late. */
export async function arriveHere(ctx: Context, ticketId: string): Promise<Ticket> {
  const found = await ticketById(ctx.sql, ticketId)
  if (!found) throw noNumber()
  const hall = await mustHall(ctx, found.hallId)
  await holdDay(ctx.sql, hall.id, found.day)
  const ticket = (await ticketById(ctx.sql, ticketId)) as TicketRow
  if (ticket.state !== 'booked' && ticket.state !== 'waiting') throw new Problem('halls.not-waiting', { status: 409 })
  if (ticket.day !== dayOf(ctx.now)) throw new Problem('halls.other-day', { params: { day: dayText(ticket.day) } })
  const { queue } = await rulesOf(ctx, hall.unitId)
  const isBooked = ticket.state === 'booked' && ticket.slotAt
  const from = isBooked ? queuedFrom(ticket.slotAt as Date, ctx.now, queue.params.graceMinutes) : ticket.queuedAt
  await arriveTicket(ctx, ticket.id, from)
  await changed(ctx, ticket.id)
  const after = await snapshotOf(ctx, hall)
  await tellSoon(ctx, after)
  return viewIn(ctx, after, ticket.id)
}

export async function leave(ctx: Context, ticketId: string): Promise<void> {
  const { hallId, day } = await own(ctx, ticketId)
  await holdDay(ctx.sql, hallId, day)
  const ticket = (await ticketById(ctx.sql, ticketId)) as TicketRow
  if (ticket.state !== 'booked' && ticket.state !== 'waiting') throw new Problem('halls.not-waiting', { status: 409 })
  await leaveTicket(ctx, ticket.id)
  await changed(ctx, ticket.id)
  await tellSoon(ctx, await snapshotOf(ctx, await mustHall(ctx, hallId)))
}

interface AtCounter {
  readonly counter: CounterRow
  readonly hall: HallRow
  readonly current: TicketRow | undefined
  readonly snapshot: Snapshot
}

/** Holds the queue, and refuses who does not know who is at the counter: a key pressed twice does nothing twice. */
async function atCounter(ctx: Context, counterId: string, seen: string | null): Promise<AtCounter> {
  const found = await counterById(ctx.sql, counterId)
  if (!found) throw notFound('counter')
  const hall = await mustHall(ctx, found.hallId)
  await holdDay(ctx.sql, hall.id, dayOf(ctx.now))
  const counter = (await counterById(ctx.sql, counterId)) as CounterRow
  if (!counter.isOpen) throw new Problem('halls.counter-closed', { status: 409 })
  const snapshot = await snapshotOf(ctx, hall)
  const current = snapshot.tickets.find(one => one.state === 'called' && one.counterId === counterId)
  if ((current?.id ?? null) !== seen) throw new Problem('halls.moved-on', { status: 409 })
  return { counter, hall, current, snapshot }
}

export interface Next {
  readonly seen: string | null
  readonly how: 'done' | 'skipped'
  readonly ticketId?: string | undefined
}

/** Ends with who is here and calls the next: the first of the lines of the counter, or the one that was named. */
export async function callNext(ctx: Context, counterId: string, { seen, how, ticketId }: Next) {
  const { counter, hall, current, snapshot } = await atCounter(ctx, counterId, seen)
  const chosen = ticketId ? named(snapshot, ticketId) : firstFor(snapshot, counter)
  if (current) await finishTicket(ctx, current.id, how)
  if (chosen) await callTicket(ctx, chosen.id, counter.id, snapshot.rules.queue.params.promiseMinutes)
  await changed(ctx, ...[current?.id, chosen?.id].filter(id => id !== undefined))
  return nowAt(ctx, hall, counter)
}

/** Who waits, did not come when they were called, or booked and stands here. */
function named({ tickets }: Snapshot, ticketId: string): TicketRow {
  const ticket = tickets.find(one => one.id === ticketId && one.state !== 'called')
  if (!ticket) throw new Problem('halls.not-waiting', { status: 409 })
  return ticket
}

/** An open counter joins its lines to one group, whose order is the order. */
function firstFor({ lines, groupOf }: Snapshot, counter: CounterRow): TicketRow | undefined {
  const lineIds = lines.map(line => line.id).filter(id => counter.lineIds.includes(id))
  const [first] = lineIds
  return first === undefined ? undefined : groupOf(first).order.find(one => lineIds.includes(one.lineId))
}

export async function callOnceMore(ctx: Context, counterId: string, seen: string) {
  const { counter, hall } = await atCounter(ctx, counterId, seen)
  await callAgain(ctx, seen)
  await changed(ctx)
  return nowAt(ctx, hall, counter)
}

export async function finish(ctx: Context, counterId: string, seen: string, how: 'done' | 'skipped') {
  const { counter, hall } = await atCounter(ctx, counterId, seen)
  await finishTicket(ctx, seen, how)
  await changed(ctx, seen)
  return nowAt(ctx, hall, counter)
}

export async function transfer(ctx: Context, counterId: string, seen: string, lineId: string) {
  const { counter, hall, current, snapshot } = await atCounter(ctx, counterId, seen)
  if (!snapshot.lines.some(line => line.id === lineId)) throw notFound('line')
  if (current?.lineId === lineId) throw new Problem('halls.same-line')
  await moveTicket(ctx, seen, lineId)
  await changed(ctx, seen)
  return nowAt(ctx, hall, counter)
}

async function nowAt(ctx: Context, hall: HallRow, counter: CounterRow) {
  const after = await snapshotOf(ctx, hall)
  await tellSoon(ctx, after)
  const now = after.tickets.find(one => one.state === 'called' && one.counterId === counter.id)
  const left = counter.lineIds.reduce((sum, id) => sum + (after.order.get(id)?.length ?? 0), 0)
  return { ticketId: now?.id ?? null, label: now ? labelOf(now.letter, now.number) : null, left }
}

/** The officer sits down at a counter, or leaves it; who is still there is done. */
export async function sit(ctx: Context, counterId: string, { open, note }: { open: boolean; note: string }) {
  const counter = await counterById(ctx.sql, counterId)
  if (!counter) throw notFound('counter')
  await holdDay(ctx.sql, counter.hallId, dayOf(ctx.now))
  if (!open) await finishCurrent(ctx, counterId)
  const officerId = open ? (ctx.who?.accountId ?? null) : null
  if (open && counter.isOpen && counter.officerId !== officerId)
    throw new Problem('halls.counter-taken', { status: 409, params: { name: counter.officer ?? '' } })
  await ctx.sql`
    update halls.counter set is_open = ${open}, note = ${open ? '' : note}, officer_id = ${officerId},
      changed_at = ${ctx.now}
    where id = ${counterId}`
  await changed(ctx)
}

async function finishCurrent(ctx: Context, counterId: string): Promise<void> {
  const [current] = await ctx.sql<{ id: string }[]>`
    select id from halls.ticket where counter_id = ${counterId} and state = 'called'`
  if (!current) return
  await finishTicket(ctx, current.id, 'done')
  await changed(ctx, current.id)
}

/** Pages read again, and figures are computed. */
async function changed(ctx: Context, ...ticketIds: string[]): Promise<void> {
  if (ticketIds.length) await ctx.emit(ticketsMoved, { ticketIds })
  await ctx.app.bus.publish(ctx.sql, HALLS_TOPIC)
}
export const hallChanged = (ctx: Context) => changed(ctx)

/** Whoever took their number by phone is told once when few stand before them. */
async function tellSoon(ctx: Context, snapshot: Snapshot): Promise<void> {
  const { tellBefore } = snapshot.rules.queue.params
  const soon = snapshot.tickets.flatMap(ticket => {
    if (ticket.state !== 'waiting' || !ticket.accountId || ticket.toldAt) return []
    const { before } = placeOf(snapshot, ticket)
    const isServed = snapshot.groupOf(ticket.lineId).counters > 0
    return isServed && before <= tellBefore ? [{ ticket, before }] : []
  })
  if (!soon.length) return
  await noteTold(
    ctx,
    soon.map(({ ticket }) => ticket.id),
  )
  await sendMessages(
    ctx,
    soon.map(({ ticket, before }) => ({
      template: 'halls.soon',
      to: { accountId: ticket.accountId as string },
      values: { number: labelOf(ticket.letter, ticket.number), before, hall: snapshot.hall.name },
      about: at.of('hall-ticket', ticket.id),
      unitId: snapshot.hall.unitId,
      until: new Date(ctx.now.getTime() + 60 * MINUTE_MS),
    })),
  )
}

async function tellEnded(ctx: Context, hall: HallRow, tickets: readonly TicketRow[], reason: string): Promise<number> {
  const known = tickets.filter(one => one.accountId && one.state === 'ended')
  await sendMessages(
    ctx,
    known.map(ticket => ({
      template: reason ? 'halls.closed' : 'halls.ended',
      to: { accountId: ticket.accountId as string },
      values: { number: labelOf(ticket.letter, ticket.number), hall: hall.name, reason, day: dayText(ticket.day) },
      about: at.of('hall-ticket', ticket.id),
      unitId: hall.unitId,
    })),
  )
  return known.length
}

const dayText = (day: string): string => day.split('-').reverse().join('/')

/** When the office has closed, nobody waits any more, and no counter is open. */
export async function endDays(ctx: Context): Promise<void> {
  const today = dayOf(ctx.now)
  for (const hall of await busyHalls(ctx.sql)) {
    const { queue } = await rulesOf(ctx, hall.unitId)
    const { closesAt } = openingOf(ctx.now, today, await hoursOn(ctx, hall.unitId, today))
    const over = closesAt && ctx.now.getTime() >= closesAt.getTime() + queue.params.overtimeMinutes * MINUTE_MS
    const last = !closesAt || over ? today : addDays(today, -1)
    await endHall(ctx, hall, last, last === today)
  }
}

async function endHall(ctx: Context, hall: HallRow, day: string, isOver: boolean): Promise<void> {
  await holdDay(ctx.sql, hall.id, day)
  const ended = await endTickets(ctx, hall.id, day)
  const emptied = isOver ? await emptyCounters(ctx, hall.id) : 0
  if (ended.length)
    await tellEnded(
      ctx,
      hall,
      ended.filter(one => one.day === dayOf(ctx.now)),
      '',
    )
  if (ended.length || emptied) await changed(ctx, ...ended.map(one => one.id))
}

/** The hall takes nobody on these days; what is booked for them ends, and people are told. */
export async function endClosed(ctx: Context, hall: HallRow, from: string, until: string, reason: string) {
  const ended = await endBooked(ctx, hall.id, from, until)
  await changed(ctx, ...ended.map(one => one.id))
  return tellEnded(ctx, hall, ended, reason)
}
