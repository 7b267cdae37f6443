import { isWorked } from '#base/calendar/index.ts'
import { officeHours } from '#base/calendar/policies.ts'
import { policyAt } from '#base/policies/index.ts'
import { treeOf } from '#base/units/trees.ts'
import type { Context } from '#core/app.ts'
import { addDays, dayOf, startOf } from '#core/clock.ts'
import type { HallLine, Line, Screen, Ticket } from './contract.ts'
import { distanceRule, hoursRule, priorityRule, queueRule } from './policies.ts'
import {
  type ClosureRow,
  type CounterRow,
  closuresOf,
  countersOf,
  type HallRow,
  insideOf,
  type LineRow,
  lastPriorities,
  linesOf,
  openTickets,
  servedMinutes,
  type TicketRow,
} from './queries.ts'
import { type Hours, labelOf, limitOf, type Opening, openingOf, orderOf, rowOf, waitOf } from './rules.ts'

export type QueueRule = Awaited<ReturnType<typeof rulesOf>>['queue']

/** The rules of a hall as they hold today. */
export async function rulesOf(ctx: Context, unitId: string) {
  const at = { day: dayOf(ctx.now), unitId }
  const [queue, priority, distance] = await Promise.all([
    policyAt(ctx, queueRule, at),
    policyAt(ctx, priorityRule, at),
    policyAt(ctx, distanceRule, at),
  ])
  return { queue, priority: priority.params, share: distance.params.share }
}

/** The hours of a hall on a day: none when it takes nobody. */
export async function hoursOn(ctx: Context, unitId: string, day: string): Promise<Hours> {
  const { hours, daysOff } = (await policyAt(ctx, hoursRule, { day, unitId })).params
  if (!daysOff && !(await isWorked(ctx, day))) return []
  return hours.length ? hours : (await policyAt(ctx, officeHours, { day, unitId })).params.hours
}

/** A hall as it is now: everything that pages show, and that is decided by. */
export interface Snapshot {
  readonly hall: HallRow
  readonly lines: readonly LineRow[]
  readonly counters: readonly CounterRow[]
  readonly tickets: readonly TicketRow[]
  readonly closures: readonly ClosureRow[]
  readonly opening: Opening
  readonly rules: Awaited<ReturnType<typeof rulesOf>>
  readonly room: { readonly inside: number; readonly limit: number; readonly full: boolean }
  /** Those who wait, in the order in which they are likely to be called, by line. */
  readonly order: ReadonlyMap<string, readonly TicketRow[]>
  readonly groupOf: (lineId: string) => Group
}

/** Lines that share counters: their people wait for one another. */
export interface Group {
  readonly lineIds: readonly string[]
  readonly counters: number
  readonly served: readonly number[]
  readonly order: readonly TicketRow[]
}

const DAYS_LEARNT = 14

export async function snapshotOf(ctx: Context, hall: HallRow): Promise<Snapshot> {
  const { sql, now } = ctx
  const day = dayOf(now)
  const ids = [hall.id]
  const lines = await linesOf(sql, ids)
  const counters = await countersOf(sql, ids)
  const tickets = await openTickets(sql, ids, day)
  const closures = await closuresOf(sql, ids, day)
  const rules = await rulesOf(ctx, hall.unitId)
  const opening = openingOf(now, day, await hoursOn(ctx, hall.unitId, day))
  const waiting = tickets.filter(one => one.state === 'waiting')
  const inRow = rowOf(await lastPriorities(sql, hall.id, day, rules.priority.mostInRow))
  const minutes = new Map(
    (
      await servedMinutes(
        sql,
        lines.map(line => line.id),
        addDays(day, -DAYS_LEARNT),
      )
    ).map(row => [row.lineId, row.minutes]),
  )
  const groups = groupsOf(lines, counters).map(lineIds => {
    const shared = counters.filter(one => one.isOpen && one.lineIds.some(id => lineIds.includes(id)))
    return {
      lineIds,
      counters: shared.length,
      served: lineIds.flatMap(id => minutes.get(id) ?? []),
      order: orderOf(
        waiting.filter(one => lineIds.includes(one.lineId)),
        inRow,
        rules.priority.mostInRow,
      ),
    }
  })
  const none: Group = { lineIds: [], counters: 0, served: [], order: [] }
  const groupOf = (lineId: string) => groups.find(group => group.lineIds.includes(lineId)) ?? none
  const order = new Map(lines.map(({ id }) => [id, groupOf(id).order.filter(one => one.lineId === id)]))
  const room = await roomOf(ctx, hall, tickets, rules.share)
  return { hall, lines, counters, tickets, closures, opening, rules, room, order, groupOf }
}

/** Lines that some open counter takes together. */
export function groupsOf(lines: readonly LineRow[], counters: readonly CounterRow[]): string[][] {
  let groups = lines.map(line => [line.id])
  for (const { lineIds, isOpen } of counters) {
    if (!isOpen) continue
    const [joined, others] = [
      groups.filter(group => group.some(id => lineIds.includes(id))),
      groups.filter(group => !group.some(id => lineIds.includes(id))),
    ]
    groups = [...others, joined.flat()]
  }
  return groups.filter(group => group.length)
}

async function roomOf(ctx: Context, hall: HallRow, tickets: readonly TicketRow[], share: number) {
  const present = tickets.filter(one => one.state === 'called' || (one.state === 'waiting' && one.hereAt)).length
  const [door] = hall.placeId ? await insideOf(ctx.sql, [hall.placeId], startOf(dayOf(ctx.now))) : []
  const inside = Math.max(present, door?.inside ?? 0)
  const limit = limitOf(hall.seats, share)
  return { inside, limit, full: inside >= limit }
}

/** Why no number is given for a day, if none is. */
export function whyClosed({ closures, opening }: Pick<Snapshot, 'closures' | 'opening'>, day: string) {
  const closure = closures.find(one => one.fromOn <= day && day <= one.untilOn)
  if (closure) return { why: 'halls.closed-for-days', closure }
  return opening.open ? undefined : { why: 'halls.closed-now', closure: undefined }
}

/** Those before a ticket, and for how long they take. */
export function placeOf(snapshot: Snapshot, ticket: TicketRow) {
  const group = snapshot.groupOf(ticket.lineId)
  const at = group.order.findIndex(one => one.id === ticket.id)
  // Who is not in the queue yet stands behind all who are.
  const before = at < 0 ? group.order.length : at
  const usual = { minutes: snapshot.rules.queue.params.usualMinutes }
  return { before, wait: waitOf(before, group.counters, group.served, usual) ?? null }
}

function openingView(ctx: Context, snapshot: Snapshot) {
  const closed = whyClosed(snapshot, dayOf(ctx.now))
  const { opening } = snapshot
  return {
    open: !closed,
    why: closed?.why ?? null,
    reason: closed?.closure?.reason ?? null,
    until: closed?.closure ? addDays(closed.closure.untilOn, 1) : null,
    opensAt: opening.opensAt?.toISOString() ?? null,
    closesAt: opening.closesAt?.toISOString() ?? null,
  }
}

const headOf = (ctx: Context, hall: HallRow) => ({
  id: hall.id,
  name: hall.name,
  address: hall.address,
  unitName: treeOf(ctx.app).get(hall.unitId)?.fullName ?? '',
})

export const hallLineOf = (ctx: Context, snapshot: Snapshot): HallLine => ({
  ...headOf(ctx, snapshot.hall),
  opening: openingView(ctx, snapshot),
  room: snapshot.room,
  waiting: snapshot.tickets.filter(one => one.state === 'waiting').length,
})

const linesView = (snapshot: Snapshot): Line[] =>
  snapshot.lines.map(({ id, letter, name }) => {
    const group = snapshot.groupOf(id)
    const usual = { minutes: snapshot.rules.queue.params.usualMinutes }
    return {
      id,
      letter,
      name,
      waiting: snapshot.order.get(id)?.length ?? 0,
      counters: snapshot.counters.filter(one => one.isOpen && one.lineIds.includes(id)).length,
      wait: waitOf(group.order.length, group.counters, group.served, usual) ?? null,
    }
  })

const NEXT_SHOWN = 8

export const counterNow = (snapshot: Snapshot, one: CounterRow) => {
  const now = snapshot.tickets.find(ticket => ticket.state === 'called' && ticket.counterId === one.id)
  return {
    id: one.id,
    number: one.number,
    name: one.name,
    open: one.isOpen,
    note: one.note,
    label: now ? labelOf(now.letter, now.number) : null,
    calledAt: now?.calledAt?.toISOString() ?? null,
    calls: now?.calls ?? 0,
    ticketId: now?.id ?? null,
  }
}

export const screenOf = (ctx: Context, snapshot: Snapshot): Screen => ({
  ...headOf(ctx, snapshot.hall),
  at: ctx.now.toISOString(),
  opening: openingView(ctx, snapshot),
  room: snapshot.room,
  lines: linesView(snapshot),
  counters: snapshot.counters.map(one => counterNow(snapshot, one)),
  next: [...new Set(snapshot.lines.flatMap(line => snapshot.groupOf(line.id).order.slice(0, NEXT_SHOWN)))]
    .toSorted((a, b) => placeOf(snapshot, a).before - placeOf(snapshot, b).before || a.number - b.number)
    .slice(0, NEXT_SHOWN)
    .map(one => labelOf(one.letter, one.number)),
})

export function ticketView(snapshot: Snapshot, ticket: TicketRow): Ticket {
  const { hall } = snapshot
  const counter = snapshot.counters.find(one => one.id === ticket.counterId)
  const isQueued = ticket.state === 'waiting' || ticket.state === 'booked'
  return {
    id: ticket.id,
    hallId: hall.id,
    hall: hall.name,
    address: hall.address,
    label: labelOf(ticket.letter, ticket.number),
    line: snapshot.lines.find(line => line.id === ticket.lineId)?.name ?? '',
    day: ticket.day,
    state: ticket.state,
    priority: ticket.priority,
    slotAt: ticket.slotAt?.toISOString() ?? null,
    here: ticket.hereAt !== null,
    takenAt: ticket.takenAt.toISOString(),
    ...(isQueued ? placeOf(snapshot, ticket) : { before: 0, wait: null }),
    counter: ticket.state === 'called' ? (counter?.number ?? null) : null,
    room: snapshot.room,
  }
}

export const boardOf = (ctx: Context, snapshot: Snapshot, served: number, refused: string | null) => ({
  ...screenOf(ctx, snapshot),
  unitId: snapshot.hall.unitId,
  seats: snapshot.hall.seats,
  lines: linesView(snapshot).map(line => ({
    ...line,
    fields: [...(snapshot.lines.find(one => one.id === line.id)?.fields ?? [])],
  })),
  counters: snapshot.counters.map(one => ({
    ...counterNow(snapshot, one),
    lineIds: [...one.lineIds],
    officer: one.officer,
    mine: one.officerId !== null && one.officerId === ctx.who?.accountId,
  })),
  waiting: snapshot.tickets
    .filter(one => one.state !== 'called')
    .map(one => ({
      id: one.id,
      label: labelOf(one.letter, one.number),
      lineId: one.lineId,
      priority: one.priority,
      state: one.state,
      source: one.source,
      slotAt: one.slotAt?.toISOString() ?? null,
      queuedAt: one.queuedAt.toISOString(),
      here: one.hereAt !== null,
    })),
  served,
  closures: snapshot.closures.map(({ id, fromOn, untilOn, reason }) => ({ id, fromOn, untilOn, reason })),
  refused,
})
