import type { Direction } from '#base/timeline/scan.ts'
import { type App, type Context, service } from '#core/app.ts'
import { batched, type Load } from '#core/batch.ts'
import { arrayText } from '#core/db/arrays.ts'
import type { Sql } from '#core/db/db.ts'

export interface VisitRow {
  readonly place: string
  readonly unit: string | null
  readonly inAt: Date
  readonly outAt: Date | null
}

export const visitsOf = ({ sql }: Context, personIds: readonly string[]): Promise<VisitRow[]> => sql<VisitRow[]>`
  select p.name as place, u.full_name as unit, v.in_at, v.out_at
  from timeline.visit v
  join places.place p on p.id = v.place_id
  left join units.unit u on u.id = v.unit_id
  where v.person_id = any(${personIds as string[]}::uuid[])
  order by v.in_at desc limit 200`

/** Visits begun at a place since `since`, and how many of them ended. */
export async function countVisits({ sql }: Context, placeId: string, since: Date) {
  const [row] = await sql<{ entered: number; left: number }[]>`
    select count(*) as entered, count(out_at) as left from timeline.visit
    where place_id = ${placeId} and in_at >= ${since}`
  return row ?? { entered: 0, left: 0 }
}

/** As many as a person is shown and decides on at once. */
export const MOST_PARKED = 200

export interface NewParked {
  readonly id: string
  readonly itemId: string
  readonly digest: Buffer
  readonly placeId: string
  readonly areaId: string | null
  readonly unitId: string
  readonly accountId: string
  readonly deviceId: string | null
  readonly direction: Direction | null
  readonly deviceAt: Date | null
  readonly at: Date | null
  readonly receivedAt: Date
  readonly reason: string
  readonly policyVersion: string
  readonly sealed: Buffer
}

/** Held until the transaction ends, so that the last decision and the next parking do not miss each other. */
export const lockPlace = (sql: Sql, placeId: string) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`checkpoints.parked ${placeId}`}, 0))`

/** Answers how many were new: the same content under the same id is parked once. */
export async function insertParked(sql: Sql, rows: readonly NewParked[]): Promise<number> {
  const column = <K extends keyof NewParked>(name: K) => rows.map(row => row[name])
  const inserted = await sql`
    insert into checkpoints.parked
      (id, item_id, digest, place_id, area_id, unit_id, account_id, direction, device_at, at, received_at, reason,
       policy_version, sealed, device_id)
    select * from unnest(
      ${column('id')}::uuid[], ${column('itemId')}::uuid[], ${column('digest')}::bytea[], ${column('placeId')}::uuid[],
      ${column('areaId')}::uuid[], ${column('unitId')}::uuid[], ${column('accountId')}::uuid[],
      ${column('direction')}::text[], ${column('deviceAt')}::timestamptz[], ${column('at')}::timestamptz[],
      ${column('receivedAt')}::timestamptz[], ${column('reason')}::text[], ${column('policyVersion')}::text[],
      ${column('sealed')}::bytea[], ${column('deviceId')}::uuid[])
    on conflict (item_id, digest) do nothing`
  return inserted.count
}

export interface ParkedBefore {
  readonly digest: Buffer
  readonly reason: string
  readonly settled: boolean
}

/** What was parked under ids, ever: asked together for all that is delivered in the same moment. */
export const parkedBefore = service<Load<string, readonly ParkedBefore[]>>('checkpoints.parked-before')

export const findParked = ({ db: { sql } }: App): Load<string, readonly ParkedBefore[]> =>
  batched(async ids => {
    const rows = await sql<(ParkedBefore & { itemId: string })[]>`
      select item_id, digest, reason, settled_at is not null as settled
      from checkpoints.parked where item_id = any(${arrayText('uuid', ids)}::uuid[])`
    const parked = Map.groupBy(rows, row => row.itemId)
    return ids.map(id => parked.get(id) ?? [])
  })

export interface FactThere {
  readonly id: string
  readonly direction: Direction
  readonly deviceAt: Date
}

export async function factsWithIds(sql: Sql, ids: readonly string[]): Promise<Map<string, FactThere>> {
  if (!ids.length) return new Map()
  const rows = await sql<FactThere[]>`
    select id, direction, device_at from timeline.scan where id = any(${ids as string[]}::uuid[])`
  return new Map(rows.map(row => [row.id, row]))
}

export interface ParkedRow {
  readonly id: string
  readonly itemId: string
  readonly placeId: string
  readonly areaId: string | null
  readonly unitId: string
  readonly accountId: string
  readonly recorder: string
  readonly deviceId: string | null
  readonly station: string | null
  readonly direction: Direction | null
  readonly deviceAt: Date | null
  readonly at: Date | null
  readonly receivedAt: Date
  readonly reason: string
  readonly sealed: Buffer | null
}

/** What waits at a place, oldest first: all of it, or the ones that are named. */
export const parkedAt = (sql: Sql, placeId: string, ids?: readonly string[]): Promise<ParkedRow[]> => sql<ParkedRow[]>`
  select p.id, p.item_id, p.place_id, p.area_id, p.unit_id, p.account_id, a.name as recorder, p.direction, p.device_at,
         p.at, p.received_at, p.reason, p.sealed, p.device_id, s.name as station
  from checkpoints.parked p join identity.account a on a.id = p.account_id
  left join stations.device d on d.id = p.device_id left join stations.post s on s.id = d.post_id
  where p.place_id = ${placeId} and p.settled_at is null
    and ${ids ? sql`p.id = any(${ids as string[]}::uuid[])` : sql`true`}
  order by p.n limit ${MOST_PARKED}`

/** Why each of them waits. */
export async function parkedReasons(sql: Sql, placeId: string): Promise<string[]> {
  const rows = await sql<{ reason: string }[]>`
    select reason from checkpoints.parked where place_id = ${placeId} and settled_at is null`
  return rows.map(row => row.reason)
}

export async function countParked(sql: Sql, placeId: string): Promise<number> {
  const [row] = await sql<{ n: number }[]>`
    select count(*)::int as n from checkpoints.parked where place_id = ${placeId} and settled_at is null`
  return row?.n ?? 0
}

export interface Settling {
  readonly decision: 'record' | 'discard'
  readonly reason: string
  /** Of those recorded: the fact that stands for it now. */
  readonly scanIds: ReadonlyMap<string, string>
}

/** Answers how many of them still waited. What was recorded is kept as a fact and no longer here. */
export async function saveDecisions(ctx: Context, ids: readonly string[], settling: Settling): Promise<number> {
  const { decision, reason, scanIds } = settling
  const settled = await ctx.sql`
    update checkpoints.parked p
       set settled_at = ${ctx.now}, settled_by = ${ctx.who?.accountId ?? null}, decided_why = nullif(${reason}, ''),
           decision = ${decision === 'record' ? 'recorded' : 'discarded'}, scan_id = t.scan_id,
           sealed = case when ${decision === 'record'} then null else p.sealed end
      from unnest(${ids as string[]}::uuid[], ${ids.map(id => scanIds.get(id) ?? null)}::uuid[]) as t (id, scan_id)
     where p.id = t.id and p.settled_at is null`
  return settled.count
}

/** Forgets the content of what was received before an instant; answers of each at which place, if nobody had looked. */
export async function expireParked(sql: Sql, before: Date, now: Date): Promise<(string | null)[]> {
  const rows = await sql<{ placeId: string | null }[]>`
    with gone as (
      select id, settled_at is null as waits from checkpoints.parked where received_at < ${before} and sealed is not null)
    update checkpoints.parked p
       set sealed = null, settled_at = coalesce(settled_at, ${now}), decision = coalesce(decision, 'expired')
      from gone where p.id = gone.id returning case when gone.waits then p.place_id end as place_id`
  return rows.map(row => row.placeId)
}
