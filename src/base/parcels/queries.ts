import type { Scope } from '#core/access.ts'
import type { Sql } from '#core/db/db.ts'
import type { Cursor } from '#core/paging.ts'
import type { State, Status, Told } from './rules.ts'

export interface ParcelRow {
  readonly id: string
  readonly reference: string
  readonly way: 'out' | 'in'
  readonly subjectKind: string | null
  readonly subjectId: string | null
  readonly unitId: string
  readonly personId: string | null
  readonly accountId: string | null
  readonly contents: string
  readonly addressSealed: Buffer | null
  readonly cod: number
  readonly codTaken: number | null
  readonly tracking: string | null
  readonly state: State
  readonly why: string
  readonly orderedAt: Date
  readonly heardAt: Date | null
  readonly endedAt: Date | null
}

const columns = (sql: Sql) => sql`
  p.id, p.reference, p.way, p.subject_kind, p.subject_id, p.unit_id, p.person_id, p.account_id, p.contents,
  p.address_sealed, p.cod, p.cod_taken, p.tracking, p.state, p.why, p.ordered_at, p.heard_at, p.ended_at`

export async function parcelById(sql: Sql, id: string): Promise<ParcelRow | undefined> {
  const [row] = await sql<ParcelRow[]>`select ${columns(sql)} from parcels.parcel p where p.id = ${id}`
  return row
}

export async function lockParcel(sql: Sql, id: string): Promise<ParcelRow | undefined> {
  const [row] = await sql<ParcelRow[]>`select ${columns(sql)} from parcels.parcel p where p.id = ${id} for update`
  return row
}

export const PARCELS_A_PAGE = 50
export const MOST_COUNTED = 1000

export interface Filter {
  readonly view?: 'open' | 'trouble' | 'ended' | 'all' | undefined
  readonly way?: 'out' | 'in' | undefined
  readonly q?: string | undefined
  readonly after?: Cursor | undefined
}

const OPEN = ['ordered', 'accepted', 'moving', 'out']

const matching = (sql: Sql, scope: Scope, { view = 'open', way, q, after }: Filter) => sql`
  from parcels.parcel p
  where ${scope.everywhere ? sql`true` : sql`p.unit_id = any(${scope.unitIds as string[]}::uuid[])`}
    and ${way ? sql`p.way = ${way}` : sql`true`}
    and ${q ? sql`(p.reference ilike ${`%${likeless(q)}%`} or p.tracking ilike ${`%${likeless(q)}%`})` : sql`true`}
    and ${
      view === 'open'
        ? sql`p.state = any(${OPEN})`
        : view === 'ended'
          ? sql`not p.state = any(${OPEN})`
          : view === 'trouble'
            ? sql`exists (select from work.item w
                where w.kind = 'parcels.trouble' and w.open and w.subject_kind = 'parcel' and w.subject_id = p.id::text)`
            : sql`true`
    }
    and ${after ? sql`(p.ordered_at, p.id) < (${after.at}, ${after.id})` : sql`true`}`

const likeless = (text: string) => text.replace(/[\\%_]/g, '\\$&')

export const listParcels = (sql: Sql, scope: Scope, filter: Filter): Promise<ParcelRow[]> => sql<ParcelRow[]>`
  select ${columns(sql)} ${matching(sql, scope, filter)}
  order by p.ordered_at desc, p.id desc limit ${PARCELS_A_PAGE + 1}`

export async function countParcels(sql: Sql, scope: Scope, filter: Filter): Promise<number> {
  const [row] = await sql<{ n: number }[]>`
    select count(*)::int as n from (select 1 ${matching(sql, scope, filter)} limit ${MOST_COUNTED + 1}) counted`
  return row?.n ?? 0
}

/** Of a thing, latest first. */
export const parcelsOf = (sql: Sql, subjectId: string): Promise<ParcelRow[]> => sql<ParcelRow[]>`
  select ${columns(sql)} from parcels.parcel p where p.subject_id = ${subjectId} order by p.ordered_at desc limit 20`

/** To these entries of the register, or ordered by an account. */
export const parcelsFor = (sql: Sql, personIds: readonly string[], accountId: string): Promise<ParcelRow[]> => sql<
  ParcelRow[]
>`
  select ${columns(sql)} from parcels.parcel p
  where p.person_id = any(${personIds as string[]}::uuid[]) or p.account_id = ${accountId}
  order by p.ordered_at desc limit 50`

export async function openOf(sql: Sql, accountId: string): Promise<number> {
  const [row] = await sql<{ n: number }[]>`
    select count(*)::int as n from parcels.parcel where account_id = ${accountId} and state = any(${OPEN})`
  return row?.n ?? 0
}

export interface EventRow extends Told {
  readonly status: Status
  readonly place: string
  readonly note: string
  readonly parcelId: string
}

export const toldOf = (sql: Sql, parcelId: string): Promise<EventRow[]> => eventsOf(sql, [parcelId])

/** Latest first. */
export const eventsOf = (sql: Sql, parcelIds: readonly string[]): Promise<EventRow[]> => sql<EventRow[]>`
  select id, parcel_id, status, at, place, note from parcels.event
  where parcel_id = any(${parcelIds as string[]}::uuid[]) order by at desc, id desc`
