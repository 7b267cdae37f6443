import type { FactKind } from '#base/timeline/record.ts'
import type { Listed } from '#base/units/listed.ts'
import type { Scope } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import type { Fragment, Sql } from '#core/db/db.ts'
import type { Cursor } from '#core/paging.ts'
import type { Counts } from './contract.ts'
import type { PlateKind } from './plates.ts'
import type { Decision, Purpose, VehicleKind, Why } from './rules.ts'

/** A vehicle at a post, as it is stored. */
export interface Crossing {
  readonly id: string
  readonly digest: Buffer
  readonly placeId: string
  readonly unitId: string
  readonly shiftId: string | null
  readonly recorderId: string
  readonly deviceId: string | null
  readonly at: Date
  readonly deviceAt: Date
  readonly uncertaintyS: number
  readonly receivedAt: Date
  readonly plateLookup: Buffer | null
  readonly plateKind: PlateKind | null
  readonly vehicle: VehicleKind
  readonly fromId: string
  readonly toId: string
  readonly fromListed: Listed
  readonly purpose: Purpose
  readonly sealed: Buffer
  readonly proposed: Decision
  readonly why: Why
  readonly shown: Decision
  readonly policyVersion: string
  readonly decision: Decision
  readonly people: number
  readonly passed: number
  readonly turned: number
  readonly isolated: number
}

export const crossingFact: FactKind<Crossing> = {
  kind: 'crossing',
  table: 'roadblocks.crossing',
  columns: {
    id: 'uuid',
    digest: 'bytea',
    placeId: 'uuid',
    unitId: 'uuid',
    shiftId: 'uuid',
    recorderId: 'uuid',
    deviceId: 'uuid',
    at: 'timestamptz',
    deviceAt: 'timestamptz',
    uncertaintyS: 'int',
    receivedAt: 'timestamptz',
    plateLookup: 'bytea',
    plateKind: 'text',
    vehicle: 'text',
    fromId: 'uuid',
    toId: 'uuid',
    fromListed: 'text',
    purpose: 'text',
    sealed: 'bytea',
    proposed: 'text',
    why: 'text',
    shown: 'text',
    policyVersion: 'text',
    decision: 'text',
    people: 'int',
    passed: 'int',
    turned: 'int',
    isolated: 'int',
  },
  same: ['placeId', 'digest'],
}

export async function digestOf(sql: Sql, crossingId: string): Promise<Buffer | undefined> {
  const [row] = await sql<{ digest: Buffer }[]>`select digest from roadblocks.crossing where id = ${crossingId}`
  return row?.digest
}

export interface NewTraveller {
  readonly id: string
  readonly crossingId: string
  readonly n: number
  readonly driver: boolean
  readonly personId: string | null
  readonly method: string
  readonly doubt: string | null
  readonly decision: Decision
  readonly sealed: Buffer | null
}

export const insertTravellers = (sql: Sql, rows: readonly NewTraveller[]) => sql`
  insert into roadblocks.traveller (id, crossing_id, n, driver, person_id, method, doubt, decision, sealed)
  select * from unnest(
    ${rows.map(r => r.id)}::uuid[], ${rows.map(r => r.crossingId)}::uuid[], ${rows.map(r => r.n)}::int[],
    ${rows.map(r => r.driver)}::boolean[], ${rows.map(r => r.personId)}::uuid[], ${rows.map(r => r.method)}::text[],
    ${rows.map(r => r.doubt)}::text[], ${rows.map(r => r.decision)}::text[], ${rows.map(r => r.sealed)}::bytea[])`

/** The last crossing of a plate at the posts of some units. */
export async function lastOfPlate(
  sql: Sql,
  plateLookup: Buffer,
  unitIds: readonly string[],
  since: Date,
): Promise<(Crossing & { readonly post: string }) | undefined> {
  const [row] = await sql<(Crossing & { post: string })[]>`
    select c.*, p.name as post from roadblocks.crossing c join places.place p on p.id = c.place_id
    where c.plate_lookup = ${plateLookup} and c.at > ${since} and c.unit_id = any(${unitIds as string[]}::uuid[])
    order by c.at desc, c.id limit 1`
  return row
}

export interface TravellerRow {
  readonly id: string
  readonly crossingId: string
  readonly driver: boolean
  readonly personId: string | null
  readonly name: string | null
  readonly birthDate: string | null
  readonly decision: Decision
  readonly sealed: Buffer | null
}

export const travellersOf = (sql: Sql, crossingIds: readonly string[]): Promise<TravellerRow[]> => sql<TravellerRow[]>`
  select t.id, t.crossing_id, t.driver, p.id as person_id, p.full_name as name, p.birth_date, t.decision, t.sealed
  from roadblocks.traveller t
  left join people.alias a on a.from_id = t.person_id
  left join people.person p on p.id = coalesce(a.to_id, t.person_id)
  where t.crossing_id = any(${crossingIds as string[]}::uuid[]) order by t.crossing_id, t.n`

/** Somebody with the vehicle they were in; `said` is what is sealed of that. */
export interface Arriving extends Omit<Crossing, 'sealed'>, Pick<TravellerRow, 'personId' | 'sealed'> {
  readonly said: Buffer
}

export async function travellerById(sql: Sql, id: string): Promise<Arriving | undefined> {
  const [row] = await sql<Arriving[]>`
    select c.*, c.sealed as said, t.id, t.crossing_id, t.driver, coalesce(a.to_id, t.person_id) as person_id, t.decision,
           t.sealed
    from roadblocks.traveller t
    join roadblocks.crossing c on c.id = t.crossing_id
    left join people.alias a on a.from_id = t.person_id
    where t.id = ${id}`
  return row
}

export const PAGE = 50

export interface LoggedRow extends Crossing {
  readonly fromName: string | null
  readonly toName: string | null
  readonly recorder: string
  readonly station: string | null
}

/** The post of a shared machine, as `station`. */
const ofStation = (sql: Sql, deviceId: Fragment) => sql`
  left join stations.device device on device.id = ${deviceId} left join stations.post station on station.id = device.post_id`

export interface LogFilter {
  readonly placeId: string
  readonly shiftId?: string | undefined
  readonly from?: Date | undefined
  readonly until?: Date | undefined
}

/** Latest first. */
export const loggedAt = (
  sql: Sql,
  { placeId, shiftId, from, until }: LogFilter,
  after: Cursor | undefined,
  limit = PAGE + 1,
): Promise<LoggedRow[]> => sql<LoggedRow[]>`
  select c.*, f.full_name as from_name, d.full_name as to_name, a.name as recorder, station.name as station
  from roadblocks.crossing c
  left join units.unit f on f.id = c.from_id left join units.unit d on d.id = c.to_id
  join identity.account a on a.id = c.recorder_id
  ${ofStation(sql, sql`c.device_id`)}
  where c.place_id = ${placeId}
    and ${shiftId ? sql`c.shift_id = ${shiftId}` : sql`true`}
    and ${from ? sql`c.at >= ${from}` : sql`true`} and ${until ? sql`c.at < ${until}` : sql`true`}
    and ${after ? sql`(c.at, c.id) < (${after.at}, ${after.id}::uuid)` : sql`true`}
  order by c.at desc, c.id desc limit ${limit}`

const counting = (sql: Sql) => sql`
  count(*)::int as vehicles, coalesce(sum(c.people), 0)::int as people, coalesce(sum(c.passed), 0)::int as passed,
  coalesce(sum(c.turned), 0)::int as turned, coalesce(sum(c.isolated), 0)::int as isolated`

export async function countShift(sql: Sql, shiftId: string): Promise<Counts> {
  const [row] = await sql<Counts[]>`
    select ${counting(sql)} from roadblocks.crossing c where c.shift_id = ${shiftId}`
  return row as Counts
}

interface Day {
  readonly from: Date
  readonly until: Date
}

/** The vehicles of a post on a day by what they have in common, the commonest first. */
const tally = <K extends object>(sql: Sql, placeId: string, { from, until }: Day, by: Fragment) => sql<
  (K & { vehicles: number; people: number })[]
>`
  select ${by}, count(*)::int as vehicles, sum(people)::int as people from roadblocks.crossing
  where place_id = ${placeId} and at >= ${from} and at < ${until}
  group by ${by} order by vehicles desc, ${by}`

export const byReason = (sql: Sql, placeId: string, day: Day) =>
  tally<Pick<Crossing, 'decision' | 'why'>>(sql, placeId, day, sql`decision, why`)
export const byOrigin = (sql: Sql, placeId: string, day: Day) =>
  tally<Pick<Crossing, 'fromId'>>(sql, placeId, day, sql`from_id`)
export const byDestination = (sql: Sql, placeId: string, day: Day) =>
  tally<Pick<Crossing, 'toId'>>(sql, placeId, day, sql`to_id`)

/** How many vehicles came in each hour of a day. */
export async function byHour(sql: Sql, placeId: string, { from, until }: Day): Promise<number[]> {
  const rows = await sql<{ hour: number; vehicles: number }[]>`
    select floor(extract(epoch from at - ${from}::timestamptz) / 3600)::int as hour, count(*)::int as vehicles
    from roadblocks.crossing where place_id = ${placeId} and at >= ${from} and at < ${until} group by 1`
  const found = new Map(rows.map(row => [row.hour, row.vehicles]))
  return Array.from({ length: 24 }, (_, hour) => found.get(hour) ?? 0)
}

export interface PostRow extends Counts {
  readonly id: string
  readonly onDuty: number
  readonly parked: number
}

interface Asked {
  readonly scope: Scope
  readonly unitIds?: readonly string[] | undefined
  readonly closed?: boolean | undefined
  readonly id?: string | undefined
}

/** Posts with the figures of a day, the busiest first. */
export const postsIn = (
  sql: Sql,
  { scope, unitIds, closed, id }: Asked,
  { from, until }: Day,
): Promise<PostRow[]> => sql<PostRow[]>`
  select p.id, day.*,
         (select count(*)::int from roadblocks.shift s join roadblocks.shift_member m on m.shift_id = s.id
          where s.place_id = p.id and s.ended_at is null) as on_duty,
         (select count(*)::int from roadblocks.parked k where k.place_id = p.id and k.settled_at is null) as parked
  from places.place p
  cross join lateral (
    select ${counting(sql)} from roadblocks.crossing c
    where c.place_id = p.id and c.at >= ${from} and c.at < ${until}) day
  where p.kind = 'roadblock'
    and ${id ? sql`p.id = ${id}` : closed ? sql`p.closed_at is not null` : sql`p.closed_at is null`}
    and ${scope.everywhere ? sql`true` : sql`p.unit_id = any(${scope.unitIds as string[]}::uuid[])`}
    and ${unitIds ? sql`p.unit_id = any(${unitIds as string[]}::uuid[])` : sql`true`}
  order by day.vehicles desc, p.name_key limit 500`

/** Where most of those who passed a post went to or came from. */
export const usualAt = (sql: Sql, placeId: string, which: 'to' | 'from', since: Date): Promise<{ id: string }[]> => sql<
  { id: string }[]
>`
  select ${which === 'to' ? sql`to_id` : sql`from_id`} as id from roadblocks.crossing
  where place_id = ${placeId} and at > ${since} group by 1 order by count(*) desc, 1 limit 6`

export interface Shift {
  readonly id: string
  readonly placeId: string
  readonly begunAt: Date
  readonly endedAt: Date | null
  readonly endedBy: string | null
  readonly note: string
  readonly waiting: number
}

export async function openShift(sql: Sql, placeId: string): Promise<Shift | undefined> {
  const [row] = await sql<Shift[]>`select * from roadblocks.shift where place_id = ${placeId} and ended_at is null`
  return row
}

export async function lastShift(sql: Sql, placeId: string): Promise<(Shift & { by: string | null }) | undefined> {
  const [row] = await sql<(Shift & { by: string | null })[]>`
    select s.*, a.name as by from roadblocks.shift s left join identity.account a on a.id = s.ended_by
    where s.place_id = ${placeId} and s.ended_at is not null order by s.ended_at desc, s.id desc limit 1`
  return row
}

/** The shift in which something happened. */
export async function shiftAt(sql: Sql, placeId: string, at: Date): Promise<string | null> {
  const [row] = await sql<{ id: string }[]>`
    select id from roadblocks.shift
    where place_id = ${placeId} and begun_at <= ${at} and (ended_at is null or ended_at > ${at})
    order by begun_at desc limit 1`
  return row?.id ?? null
}

export interface MemberRow {
  readonly accountId: string
  readonly name: string
  readonly since: Date
}

export const membersOf = (sql: Sql, shiftId: string): Promise<MemberRow[]> => sql<MemberRow[]>`
  select m.account_id, a.name, m.since from roadblocks.shift_member m join identity.account a on a.id = m.account_id
  where m.shift_id = ${shiftId} order by m.since, a.name_sort`

/** Held until the transaction ends: of two who begin in one moment the second stands in the shift of the first. */
export const lockPost = (sql: Sql, placeId: string) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`roadblocks ${placeId}`}, 0))`

export const insertShift = ({ sql, now }: Context, id: string, placeId: string, accountId: string) => sql`
  insert into roadblocks.shift (id, place_id, begun_at, begun_by) values (${id}, ${placeId}, ${now}, ${accountId})`

export const insertMember = ({ sql, now }: Context, shiftId: string, accountId: string) => sql`
  insert into roadblocks.shift_member (shift_id, account_id, since) values (${shiftId}, ${accountId}, ${now})
  on conflict do nothing`

export const endShift = (
  { sql, now, who }: Context,
  id: string,
  { note, waiting }: { readonly note: string; readonly waiting: number },
) => sql`
  update roadblocks.shift set ended_at = ${now}, ended_by = ${who?.accountId ?? null}, note = ${note}, waiting = ${waiting}
  where id = ${id} and ended_at is null`

export interface NewParked {
  readonly id: string
  readonly itemId: string
  readonly digest: Buffer
  readonly placeId: string
  readonly accountId: string
  readonly deviceId: string | null
  readonly deviceAt: Date | null
  readonly at: Date | null
  readonly uncertaintyS: number | null
  readonly receivedAt: Date
  readonly reason: string
  readonly sealed: Buffer
}

export const insertParked = (sql: Sql, row: NewParked) => sql`
  insert into roadblocks.parked
    (id, item_id, digest, place_id, account_id, device_at, at, uncertainty_s, received_at, reason, sealed, device_id)
  values (${row.id}, ${row.itemId}, ${row.digest}, ${row.placeId}, ${row.accountId}, ${row.deviceAt}, ${row.at},
          ${row.uncertaintyS}, ${row.receivedAt}, ${row.reason}, ${row.sealed}, ${row.deviceId})
  on conflict (item_id, digest) do nothing`

/** What was parked of an item before, whatever became of it. */
export async function parkedBefore(sql: Sql, itemId: string, digest: Buffer) {
  const [row] = await sql<{ reason: string; settled: boolean }[]>`
    select reason, settled_at is not null as settled from roadblocks.parked
    where item_id = ${itemId} and digest = ${digest}`
  return row
}

export interface ParkedRow extends Omit<NewParked, 'sealed'> {
  readonly sealed: Buffer | null
  readonly recorder: string
  readonly station: string | null
}

export const MOST_PARKED = 200

export const parkedAt = (sql: Sql, placeId: string, ids?: readonly string[]): Promise<ParkedRow[]> => sql<ParkedRow[]>`
  select k.*, a.name as recorder, station.name as station
  from roadblocks.parked k join identity.account a on a.id = k.account_id
  ${ofStation(sql, sql`k.device_id`)}
  where k.place_id = ${placeId} and k.settled_at is null
    and ${ids ? sql`k.id = any(${ids as string[]}::uuid[])` : sql`true`}
  order by k.received_at, k.id limit ${MOST_PARKED}`

export async function countParked(sql: Sql, placeId: string): Promise<number> {
  const [row] = await sql<{ n: number }[]>`
    select count(*)::int as n from roadblocks.parked where place_id = ${placeId} and settled_at is null`
  return row?.n ?? 0
}

/** Why each of them waits. */
export async function parkedReasons(sql: Sql, placeId: string): Promise<string[]> {
  const rows = await sql<{ reason: string }[]>`
    select reason from roadblocks.parked where place_id = ${placeId} and settled_at is null`
  return rows.map(row => row.reason)
}

export const saveDecision = (
  { sql, now, who }: Context,
  id: string,
  decision: 'recorded' | 'discarded',
  reason: string,
) => sql`
  update roadblocks.parked set settled_at = ${now}, settled_by = ${who?.accountId ?? null}, decision = ${decision},
         decided_why = nullif(${reason}, ''), sealed = null
  where id = ${id} and settled_at is null`

/** Takes away what nobody has looked at; answers at which post each was. */
export async function expireParked(sql: Sql, before: Date, now: Date): Promise<string[]> {
  const expired = await sql<{ placeId: string }[]>`
    update roadblocks.parked set settled_at = ${now}, decision = 'expired', sealed = null
    where received_at < ${before} and settled_at is null returning place_id`
  return expired.map(row => row.placeId)
}
