import type { Scope } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import type { Sql } from '#core/db/db.ts'
import type { Priority, TicketState } from './rules.ts'

export interface HallRow {
  readonly id: string
  readonly unitId: string
  readonly placeId: string | null
  readonly name: string
  readonly address: string
  readonly seats: number
  readonly kioskVersion: number
}

const hallColumns = (sql: Sql) => sql`h.id, h.unit_id, h.place_id, h.name, h.address, h.seats, h.kiosk_version`

export async function hallById(sql: Sql, id: string): Promise<HallRow | undefined> {
  const [row] = await sql<HallRow[]>`
    select ${hallColumns(sql)} from halls.hall h where h.id = ${id} and h.closed_at is null`
  return row
}

export const hallsIn = (sql: Sql, scope: Scope): Promise<HallRow[]> => sql<HallRow[]>`
  select ${hallColumns(sql)} from halls.hall h
  where h.closed_at is null ${scope.everywhere ? sql`` : sql`and h.unit_id = any(${scope.unitIds as string[]}::uuid[])`}
  order by h.name, h.id limit ${MOST_LISTED + 1}`

export const MOST_LISTED = 50

/** Open halls, of these units where they are named. */
export const hallsOf = (sql: Sql, unitIds: readonly string[] | undefined): Promise<HallRow[]> => sql<HallRow[]>`
  select ${hallColumns(sql)} from halls.hall h
  where h.closed_at is null ${unitIds ? sql`and h.unit_id = any(${unitIds as string[]}::uuid[])` : sql``}
  order by h.name, h.id limit 1000`

export interface LineRow {
  readonly id: string
  readonly hallId: string
  readonly letter: string
  readonly name: string
  readonly fields: readonly string[]
}

export const linesOf = (sql: Sql, hallIds: readonly string[]): Promise<LineRow[]> => sql<LineRow[]>`
  select id, hall_id, letter, name, fields from halls.line
  where hall_id = any(${hallIds as string[]}::uuid[]) and closed_at is null order by position, letter`

export interface CounterRow {
  readonly id: string
  readonly hallId: string
  readonly number: number
  readonly name: string
  readonly lineIds: readonly string[]
  readonly isOpen: boolean
  readonly note: string
  readonly officerId: string | null
  readonly officer: string | null
}

const counterColumns = (sql: Sql) => sql`
  c.id, c.hall_id, c.number, c.name, c.line_ids, c.is_open, c.note, c.officer_id, a.name as officer`

export const countersOf = (sql: Sql, hallIds: readonly string[]): Promise<CounterRow[]> => sql<CounterRow[]>`
  select ${counterColumns(sql)} from halls.counter c left join identity.account a on a.id = c.officer_id
  where c.hall_id = any(${hallIds as string[]}::uuid[]) and c.closed_at is null order by c.number`

export async function counterById(sql: Sql, id: string): Promise<CounterRow | undefined> {
  const [row] = await sql<CounterRow[]>`
    select ${counterColumns(sql)} from halls.counter c left join identity.account a on a.id = c.officer_id
    where c.id = ${id} and c.closed_at is null`
  return row
}

export interface ClosureRow {
  readonly id: string
  readonly hallId: string
  readonly fromOn: string
  readonly untilOn: string
  readonly reason: string
}

export const closuresOf = (sql: Sql, hallIds: readonly string[], day: string): Promise<ClosureRow[]> => sql<
  ClosureRow[]
>`
  select id, hall_id, from_on::text, until_on::text, reason from halls.closure
  where hall_id = any(${hallIds as string[]}::uuid[]) and until_on >= ${day} and lifted_at is null
  order by from_on, id`

export interface TicketRow {
  readonly id: string
  readonly hallId: string
  readonly lineId: string
  readonly day: string
  readonly number: number
  readonly letter: string
  readonly source: 'kiosk' | 'phone' | 'booked' | 'staff'
  readonly priority: Priority | null
  readonly state: TicketState
  readonly accountId: string | null
  readonly slotAt: Date | null
  readonly takenAt: Date
  readonly hereAt: Date | null
  readonly queuedAt: Date
  readonly calledAt: Date | null
  readonly calls: number
  readonly counterId: string | null
  readonly toldAt: Date | null
}

const ticketColumns = (sql: Sql) => sql`
  t.id, t.hall_id, t.line_id, t.day::text, t.number, t.letter, t.source, t.priority, t.state, t.account_id, t.slot_at,
  t.taken_at, t.here_at, t.queued_at, t.called_at, t.calls, t.counter_id, t.told_at`

/** What is not over yet of a day, in the order of the queue. */
export const openTickets = (sql: Sql, hallIds: readonly string[], day: string): Promise<TicketRow[]> => sql<
  TicketRow[]
>`
  select ${ticketColumns(sql)} from halls.ticket t
  where t.hall_id = any(${hallIds as string[]}::uuid[]) and t.day = ${day}
    and t.state in ('booked', 'waiting', 'called', 'skipped')
  order by t.queued_at, t.number`

export async function ticketById(sql: Sql, id: string): Promise<TicketRow | undefined> {
  const [row] = await sql<TicketRow[]>`select ${ticketColumns(sql)} from halls.ticket t where t.id = ${id}`
  return row
}

/** Of an account: today's and those to come; what is over only of today. */
export const ticketsOf = (sql: Sql, accountId: string, day: string): Promise<TicketRow[]> => sql<TicketRow[]>`
  select ${ticketColumns(sql)} from halls.ticket t
  where t.account_id = ${accountId} and t.day >= ${day} and t.state <> 'left' order by t.day, t.number limit 20`

export async function takenOn(sql: Sql, accountId: string, day: string): Promise<number> {
  const [row] = await sql<{ n: number }[]>`
    select count(*)::int as n from halls.ticket where account_id = ${accountId} and day = ${day}`
  return row?.n ?? 0
}

/** How long each of the last ones took, by line: latest first. */
export const servedMinutes = (
  sql: Sql,
  lineIds: readonly string[],
  since: string,
): Promise<{ lineId: string; minutes: number[] }[]> => sql<{ lineId: string; minutes: number[] }[]>`
  select l.id as line_id, array(
    select extract(epoch from t.finished_at - t.called_at)::float8 / 60 from halls.ticket t
    where t.line_id = l.id and t.state = 'done' and t.day >= ${since} order by t.finished_at desc limit 20) as minutes
  from unnest(${lineIds as string[]}::uuid[]) as l (id)`

/** Whether those who were called last had priority; latest first. */
export async function lastPriorities(
  sql: Sql,
  hallId: string,
  day: string,
  most: number,
): Promise<(Priority | null)[]> {
  const rows = await sql<{ priority: Priority | null }[]>`
    select priority from halls.ticket
    where hall_id = ${hallId} and day = ${day} and called_at is not null
    order by called_at desc, number desc limit ${most}`
  return rows.map(row => row.priority)
}

export async function servedOn(sql: Sql, hallId: string, day: string): Promise<number> {
  const [row] = await sql<{ n: number }[]>`
    select count(*)::int as n from halls.ticket where hall_id = ${hallId} and day = ${day} and state = 'done'`
  return row?.n ?? 0
}

/** Who scanned in at the door since a moment and not out. */
export const insideOf = (
  sql: Sql,
  placeIds: readonly string[],
  since: Date,
): Promise<{ placeId: string; inside: number }[]> => sql<{ placeId: string; inside: number }[]>`
  select place_id, count(distinct person_id)::int as inside from timeline.visit
  where place_id = any(${placeIds as string[]}::uuid[]) and in_at >= ${since} and out_at is null group by 1`

/** Holds the queue of a hall and a day until the transaction ends: whoever takes a number or calls one does. */
export async function holdDay(sql: Sql, hallId: string, day: string): Promise<void> {
  await sql`
    insert into halls.day (hall_id, day, last) values (${hallId}, ${day}, 0)
    on conflict (hall_id, day) do update set last = day.last`
}

export async function countUp(sql: Sql, hallId: string, day: string): Promise<number> {
  const [row] = await sql<{ last: number }[]>`
    update halls.day set last = last + 1 where hall_id = ${hallId} and day = ${day} returning last`
  return (row as { last: number }).last
}

export interface NewTicket {
  readonly id: string
  readonly hallId: string
  readonly lineId: string
  readonly day: string
  readonly number: number
  readonly letter: string
  readonly source: TicketRow['source']
  readonly priority: Priority | null
  readonly accountId: string | null
  readonly slotAt: Date | null
  readonly hereAt: Date | null
  readonly policyVersion: string
}

export async function insertTicket(ctx: Context, ticket: NewTicket): Promise<void> {
  const { sql, now } = ctx
  const state = ticket.slotAt ? 'booked' : 'waiting'
  await sql`
    insert into halls.ticket (id, hall_id, line_id, day, number, letter, source, priority, state, account_id, slot_at,
      taken_at, here_at, queued_at, policy_version)
    values (${ticket.id}, ${ticket.hallId}, ${ticket.lineId}, ${ticket.day}, ${ticket.number}, ${ticket.letter},
      ${ticket.source}, ${ticket.priority}, ${state}, ${ticket.accountId}, ${ticket.slotAt}, ${now}, ${ticket.hereAt},
      ${ticket.slotAt ?? now}, ${ticket.policyVersion})`
}

/** How many of a day are booked, by slot. */
export const bookedOf = (
  sql: Sql,
  hallId: string,
  from: string,
  until: string,
): Promise<{ at: Date; n: number }[]> => sql<{ at: Date; n: number }[]>`
  select slot_at as at, count(*)::int as n from halls.ticket
  where hall_id = ${hallId} and day between ${from} and ${until} and slot_at is not null and state not in ('left', 'ended')
  group by 1`

export async function callTicket(
  { sql, now }: Context,
  id: string,
  counterId: string,
  promiseMinutes: number,
): Promise<void> {
  await sql`
    update halls.ticket set state = 'called', counter_id = ${counterId}, called_at = ${now}, calls = calls + 1,
      finished_at = null, here_at = coalesce(here_at, ${now}), first_called_at = coalesce(first_called_at, ${now}),
      in_time = coalesce(in_time, ${now} - queued_at <= make_interval(mins => ${promiseMinutes}))
    where id = ${id}`
}

export async function callAgain({ sql }: Context, id: string): Promise<void> {
  await sql`update halls.ticket set calls = calls + 1 where id = ${id}`
}

export async function finishTicket({ sql, now }: Context, id: string, state: 'done' | 'skipped'): Promise<void> {
  await sql`update halls.ticket set state = ${state}, finished_at = ${now} where id = ${id}`
}

export async function moveTicket({ sql }: Context, id: string, lineId: string): Promise<void> {
  await sql`
    update halls.ticket set state = 'waiting', line_id = ${lineId}, counter_id = null, calls = 0 where id = ${id}`
}

export async function arriveTicket({ sql, now }: Context, id: string, queuedAt: Date): Promise<void> {
  await sql`
    update halls.ticket set here_at = coalesce(here_at, ${now}), queued_at = ${queuedAt},
      state = case when state = 'booked' then 'waiting' else state end
    where id = ${id}`
}

export async function leaveTicket({ sql, now }: Context, id: string): Promise<void> {
  await sql`update halls.ticket set state = 'left', finished_at = ${now} where id = ${id}`
}

export async function noteTold({ sql, now }: Context, ids: readonly string[]): Promise<void> {
  await sql`update halls.ticket set told_at = ${now} where id = any(${ids as string[]}::uuid[])`
}

/** Ends what waits at a hall up to a day. */
export const endTickets = ({ sql, now }: Context, hallId: string, day: string): Promise<TicketRow[]> => sql<
  TicketRow[]
>`
  update halls.ticket t set state = case when t.state = 'called' then 'done' else 'ended' end, finished_at = ${now}
  where t.hall_id = ${hallId} and t.day <= ${day} and t.state in ('booked', 'waiting', 'called', 'skipped')
  returning ${ticketColumns(sql)}`

/** Ends what is booked for days on which the hall is closed. */
export const endBooked = (
  { sql, now }: Context,
  hallId: string,
  from: string,
  until: string,
): Promise<TicketRow[]> => sql<TicketRow[]>`
  update halls.ticket t set state = 'ended', finished_at = ${now}
  where t.hall_id = ${hallId} and t.day between ${from} and ${until} and t.state in ('booked', 'waiting')
  returning ${ticketColumns(sql)}`

export async function emptyCounters({ sql, now }: Context, hallId: string): Promise<number> {
  const { count } = await sql`
    update halls.counter set is_open = false, officer_id = null, note = '', changed_at = ${now}
    where hall_id = ${hallId} and is_open`
  return count
}

/** Halls in which somebody waits or a counter is open. */
export const busyHalls = (sql: Sql): Promise<HallRow[]> => sql<HallRow[]>`
  select ${hallColumns(sql)} from halls.hall h
  where exists (select from halls.counter c where c.hall_id = h.id and c.is_open)
     or exists (select from halls.ticket t where t.hall_id = h.id and t.state in ('booked', 'waiting', 'called', 'skipped'))`
