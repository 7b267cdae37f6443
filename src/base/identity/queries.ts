import type { Scope } from '#core/access.ts'
import type { Sql } from '#core/db/db.ts'
import type { RoleName } from './roles.ts'
import type { AccountKind } from './sessions.ts'

export interface AccountRow {
  readonly id: string
  readonly kind: AccountKind
  readonly name: string
  readonly nameSort: string
  readonly login: string | null
  readonly phoneSealed: Buffer | null
  readonly unitId: string | null
  readonly unitName: string | null
  readonly roles: RoleName[]
  readonly mustChangePassword: boolean
  readonly createdAt: Date
  readonly disabledAt: Date | null
  readonly lastSeenAt: Date | null
}

/** Where a page begins: after this name and id. */
export type Cursor = readonly [nameSort: string, id: string]

export interface AccountSearch {
  readonly now: Date
  readonly scope: Scope
  /** As typed: the beginning of a login. */
  readonly text: string | undefined
  /** The same as keys, which all begin a word of the name. */
  readonly words: readonly string[]
  readonly phoneIndex: Buffer | undefined
  readonly role: RoleName | undefined
  /** The units a filter narrows to. */
  readonly unitIds: readonly string[] | undefined
  readonly state: 'active' | 'first-password' | 'disabled' | undefined
  readonly after: Cursor | undefined
  readonly limit: number
}

export const searchAccounts = (sql: Sql, search: AccountSearch): Promise<AccountRow[]> => sql<AccountRow[]>`
  select ${accountColumns(sql, search.now)}
    from identity.account a left join units.unit u on u.id = a.unit_id
   where ${matches(sql, search)}
     ${search.after ? sql`and (a.name_sort, a.id) > (${search.after[0]}, ${search.after[1]}::uuid)` : sql``}
   order by a.name_sort, a.id limit ${search.limit}`

/** How many there are, counted no further than `most`. */
export async function countAccounts(sql: Sql, search: AccountSearch, most: number): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*) from (select 1 from identity.account a where ${matches(sql, search)} limit ${most}) found`
  return row?.count ?? 0
}

export async function accountRow(sql: Sql, accountId: string, now: Date): Promise<AccountRow | undefined> {
  const [row] = await sql<AccountRow[]>`
    select ${accountColumns(sql, now)}
      from identity.account a left join units.unit u on u.id = a.unit_id where a.id = ${accountId}`
  return row
}

const accountColumns = (sql: Sql, now: Date) => sql`
  a.id, a.kind, a.name, a.name_sort, a.login, a.phone_sealed, a.unit_id, u.full_name as unit_name,
  a.must_change_password, a.created_at, a.disabled_at,
  array(select distinct role from identity.role_grant g
         where g.account_id = a.id and (g.until is null or g.until > ${now}) order by role) as roles,
  (select max(last_seen_at) from identity.session s where s.account_id = a.id) as last_seen_at`

function matches(sql: Sql, { now, scope, text, words, phoneIndex, role, unitIds, state }: AccountSearch) {
  const found =
    text === undefined
      ? sql`true`
      : sql`(starts_with(a.login, ${text.toLowerCase()})
             or (select bool_and(' ' || a.name_key like '% ' || word || '%') from unnest(${words as string[]}::text[]) word))`
  return sql`
    ${scope.everywhere ? sql`true` : sql`a.unit_id = any(${scope.unitIds as string[]}::uuid[])`}
    and ${phoneIndex ? sql`a.phone_index = ${phoneIndex}` : found}
    and ${unitIds ? sql`a.unit_id = any(${unitIds as string[]}::uuid[])` : sql`true`}
    and ${
      role
        ? sql`exists (select from identity.role_grant g where g.account_id = a.id and g.role = ${role}
                              and (g.until is null or g.until > ${now}))`
        : sql`true`
    }
    and ${state ? byState(sql, state) : sql`true`}`
}

function byState(sql: Sql, state: NonNullable<AccountSearch['state']>) {
  if (state === 'disabled') return sql`a.disabled_at is not null`
  return state === 'first-password'
    ? sql`a.disabled_at is null and a.must_change_password`
    : sql`a.disabled_at is null and not a.must_change_password`
}

export interface SessionRow {
  readonly id: string
  readonly agent: string
  readonly address: string
  readonly createdAt: Date
  readonly lastSeenAt: Date
  readonly expiresAt: Date
}

export const openSessions = (sql: Sql, accountId: string, now: Date): Promise<SessionRow[]> => sql<SessionRow[]>`
  select id, agent, address, created_at, last_seen_at, expires_at
    from identity.session
   where account_id = ${accountId} and revoked_at is null and not factor_due and expires_at > ${now}
   order by last_seen_at desc, id`

export async function unitNames(sql: Sql, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (!ids.length) return new Map()
  const rows = await sql<{ id: string; name: string }[]>`
    select id, full_name as name from units.unit where id = any(${ids as string[]}::uuid[])
    union all
    select id, name from units.organisation where id = any(${ids as string[]}::uuid[])`
  return new Map(rows.map(row => [row.id, row.name]))
}

export interface Granter {
  readonly name: string
  readonly areaId: string
  readonly organisationId: string | null
}

/** Who holds one of the roles on the way from the country (first) down to a unit, the nearest first; each once. */
export const grantersAt = (
  sql: Sql,
  roles: readonly string[],
  path: readonly string[],
  now: Date,
  limit: number,
): Promise<Granter[]> => sql<Granter[]>`
  select name, area_id, organisation_id from (
    select distinct on (a.id) a.id, a.name, a.name_sort, g.area_id, g.organisation_id,
           array_position(${path as string[]}::uuid[], g.area_id) as depth
      from identity.role_grant g join identity.account a on a.id = g.account_id and a.disabled_at is null
     where g.role = any(${roles as string[]}) and g.area_id = any(${path as string[]}::uuid[])
       and g.since <= ${now} and (g.until is null or g.until > ${now})
     order by a.id, depth desc) granter
  order by depth desc, name_sort, id limit ${limit}`
