import type { FactKind } from '#base/timeline/record.ts'
import type { Scope } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import { addDays, startOf } from '#core/clock.ts'
import type { Sql } from '#core/db/db.ts'
import type { Cursor } from '#core/paging.ts'
import type { DeclarationKind, Method } from './contract.ts'

/** A declaration as it is stored. */
export interface Declaration {
  readonly id: string
  readonly personId: string
  readonly kind: DeclarationKind
  readonly formVersion: string
  readonly at: Date
  readonly receivedAt: Date
  readonly method: Method
  readonly recorderId: string | null
  readonly unitId: string
  readonly sealed: Buffer
  /** Place in `RISKS`. */
  readonly risk: number
  readonly policyVersion: string
  readonly validUntil: Date
}

export const declarationFact: FactKind<Declaration> = {
  kind: 'declaration',
  table: 'declarations.declaration',
  columns: {
    id: 'uuid',
    personId: 'uuid',
    kind: 'text',
    formVersion: 'text',
    at: 'timestamptz',
    receivedAt: 'timestamptz',
    method: 'text',
    recorderId: 'uuid',
    unitId: 'uuid',
    sealed: 'bytea',
    risk: 'smallint',
    policyVersion: 'text',
    validUntil: 'timestamptz',
  },
  same: ['personId', 'kind', 'formVersion'],
}

export async function declarationById(sql: Sql, id: string): Promise<Declaration | undefined> {
  const [row] = await sql<Declaration[]>`select * from declarations.declaration where id = ${id}`
  return row
}

const MOST_SHOWN = 100

/** Somebody's, newest first; `entries` are all ids that are the person. */
export const declarationsOf = (sql: Sql, entries: readonly string[]): Promise<Declaration[]> => sql<Declaration[]>`
  select * from declarations.declaration where person_id = any(${entries as string[]}::uuid[])
  order by at desc, id limit ${MOST_SHOWN}`

/** Those that still say something. */
export const validOf = (sql: Sql, entries: readonly string[], now: Date): Promise<Declaration[]> => sql<Declaration[]>`
  select * from declarations.declaration
  where person_id = any(${entries as string[]}::uuid[]) and valid_until > ${now}`

/** The last of each kind. */
export const lastOfEachKind = (sql: Sql, entries: readonly string[]): Promise<Declaration[]> => sql<Declaration[]>`
  select distinct on (kind) * from declarations.declaration where person_id = any(${entries as string[]}::uuid[])
  order by kind, at desc, id`

export const PAGE = 100
export const MOST_COUNTED = 1000

export interface ListFilter {
  readonly unitIds?: readonly string[] | undefined
  readonly kind?: string | undefined
  readonly risk?: number | undefined
  /** A day in Vietnam. */
  readonly day?: string | undefined
}

export interface ListedRow extends Declaration {
  readonly fullName: string
  readonly birthDate: string | null
  readonly unitName: string | null
}

const matching = (sql: Sql, scope: Scope, { unitIds, kind, risk, day }: ListFilter) => sql`
  ${scope.everywhere ? sql`true` : sql`d.unit_id = any(${scope.unitIds as string[]}::uuid[])`}
  and ${unitIds ? sql`d.unit_id = any(${unitIds as string[]}::uuid[])` : sql`true`}
  and ${kind ? sql`d.kind = ${kind}` : sql`true`}
  and ${risk === undefined ? sql`true` : sql`d.risk = ${risk}`}
  and ${day ? sql`d.at >= ${startOf(day)} and d.at < ${startOf(addDays(day, 1))}` : sql`true`}`

export const listDeclarations = (
  sql: Sql,
  scope: Scope,
  filter: ListFilter,
  after: Cursor | undefined,
): Promise<ListedRow[]> => sql<ListedRow[]>`
  select d.*, p.id as person_id, p.full_name, p.birth_date, u.full_name as unit_name
  from declarations.declaration d
  left join people.alias a on a.from_id = d.person_id
  join people.person p on p.id = coalesce(a.to_id, d.person_id)
  left join units.unit u on u.id = d.unit_id
  where ${matching(sql, scope, filter)}
    and ${after ? sql`(d.at, d.id) < (${after.at}, ${after.id}::uuid)` : sql`true`}
  order by d.at desc, d.id desc limit ${PAGE + 1}`

export async function countDeclarations(sql: Sql, scope: Scope, filter: ListFilter): Promise<number> {
  const [row] = await sql<{ n: number }[]>`
    select count(*)::int as n from (
      select from declarations.declaration d where ${matching(sql, scope, filter)} limit ${MOST_COUNTED + 1}) counted`
  return row?.n ?? 0
}

export interface AreaRow {
  readonly id: string
  readonly unitId: string
  readonly scopeId: string
  readonly from: string
  readonly to: string | null
  readonly document: string
}

const areaColumns = (sql: Sql) => sql`
  id, unit_id, scope_id, valid_from::text as "from", valid_to::text as "to", document`

/** The areas listed by one of some units. */
export const areasBy = (sql: Sql, scopeIds: readonly string[]): Promise<AreaRow[]> => sql<AreaRow[]>`
  select ${areaColumns(sql)} from declarations.epidemic_area
  where scope_id = any(${scopeIds as string[]}::uuid[]) order by valid_to desc nulls first, valid_from desc, id limit 500`

export const insertArea = (ctx: Context, area: Omit<AreaRow, 'to'>) => ctx.sql`
  insert into declarations.epidemic_area (id, unit_id, scope_id, valid_from, document, set_by, set_at)
  values (${area.id}, ${area.unitId}, ${area.scopeId}, ${area.from}, ${area.document}, ${ctx.who?.accountId ?? null},
          ${ctx.now})`

/** Answers whether there was one without an end. */
export async function endArea(sql: Sql, id: string, to: string): Promise<boolean> {
  const rows = await sql`
    update declarations.epidemic_area set valid_to = ${to} where id = ${id} and valid_to is null returning 1`
  return rows.length > 0
}

export interface OfficerRow {
  readonly accountId: string
  readonly name: string
  readonly personId: string | null
  /** The agency; the unit of the account where none is known. */
  readonly agencyId: string
  readonly agencyName: string | null
  readonly known: boolean
  readonly lastAt: Date | null
}

/** The officers of an area with their agency and when they last declared. */
export const officersIn = (
  { sql, now }: Context,
  scope: Scope,
  { unitIds, agencyId }: { readonly unitIds?: readonly string[] | undefined; readonly agencyId?: string },
): Promise<OfficerRow[]> => sql<OfficerRow[]>`
  with officer as (
    select a.id as account_id, a.name, a.name_sort, a.person_id, a.unit_id, held.organisation_id
    from identity.account a
    left join lateral (
      select g.organisation_id from identity.role_grant g
      where g.account_id = a.id and g.organisation_id is not null and g.since <= ${now}
        and (g.until is null or g.until > ${now})
      order by g.since limit 1) held on true
    where a.kind = 'officer' and a.disabled_at is null
      and ${scope.everywhere ? sql`true` : sql`a.unit_id = any(${scope.unitIds as string[]}::uuid[])`}
      and ${unitIds ? sql`a.unit_id = any(${unitIds as string[]}::uuid[])` : sql`true`})
  select f.account_id, f.name, f.person_id, coalesce(f.organisation_id, f.unit_id) as agency_id,
         coalesce(o.name, u.full_name) as agency_name, f.organisation_id is not null as known,
         (select max(d.at) from declarations.declaration d
          where d.person_id = f.person_id
             or d.person_id in (select from_id from people.alias where to_id = f.person_id)) as last_at
  from officer f
  left join units.organisation o on o.id = f.organisation_id
  left join units.unit u on u.id = f.unit_id
  where ${agencyId ? sql`coalesce(f.organisation_id, f.unit_id) = ${agencyId}` : sql`true`}
  order by f.name_sort, f.account_id`

/** Drops what is older than a policy keeps. */
