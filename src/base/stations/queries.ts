import type { Scope } from '#core/access.ts'
import type { Sql } from '#core/db/db.ts'
import type { Tries } from './rules.ts'

export interface Device {
  readonly id: string
  readonly postId: string
  readonly post: string
  readonly unitId: string
}

/** The registered machine with this secret. */
export async function deviceWith(sql: Sql, secretHash: Buffer): Promise<Device | undefined> {
  const [row] = await sql<Device[]>`
    select d.id, p.id as post_id, p.name as post, p.unit_id
      from stations.device d join stations.post p on p.id = d.post_id
     where d.secret_hash = ${secretHash} and d.revoked_at is null and p.closed_at is null`
  return row
}

export interface PostRow {
  readonly id: string
  readonly name: string
  readonly unitId: string
  readonly deviceId: string | null
  readonly agent: string | null
  readonly registeredAt: Date | null
  readonly lastSeenAt: Date | null
  readonly isWaiting: boolean
}

export const POSTS_A_PAGE = 100

export interface PostFilter {
  readonly scope: Scope
  readonly unitIds: readonly string[] | undefined
  readonly after: string | undefined
  readonly now: Date
}

/** Posts with their machine, the latest made first. */
export const postsOf = (sql: Sql, { scope, unitIds, after, now }: PostFilter): Promise<PostRow[]> => sql<PostRow[]>`
  select p.id, p.name, p.unit_id, d.id as device_id, d.agent, d.registered_at,
         (select max(s.last_seen_at) from identity.session s where s.device_id = d.id) as last_seen_at,
         exists (select from stations.device w where w.post_id = p.id and w.registered_at is null
                  and w.revoked_at is null and w.pairing_until > ${now}) as is_waiting
    from stations.post p
    left join stations.device d on d.post_id = p.id and d.registered_at is not null and d.revoked_at is null
   where p.closed_at is null
     and ${scope.everywhere ? sql`true` : sql`p.unit_id = any(${scope.unitIds as string[]}::uuid[])`}
     and ${unitIds ? sql`p.unit_id = any(${unitIds as string[]}::uuid[])` : sql`true`}
     and ${after ? sql`p.id < ${after}` : sql`true`}
   order by p.id desc limit ${POSTS_A_PAGE + 1}`

export async function postBy(sql: Sql, id: string): Promise<{ unitId: string; isOpen: boolean } | undefined> {
  const [row] = await sql<{ unitId: string; isOpen: boolean }[]>`
    select unit_id, closed_at is null as is_open from stations.post where id = ${id}`
  return row
}

export interface PersonHere {
  readonly accountId: string
  readonly name: string
}

const MOST_PEOPLE = 300

/** Whoever has a code and belongs here: by the unit of the account, or because they came before with their password. */
const belongsHere = (sql: Sql, deviceId: string, unitIds: readonly string[]) => sql`
  a.disabled_at is null and (a.unit_id = any(${unitIds as string[]}::uuid[])
    or exists (select from identity.session s where s.device_id = ${deviceId} and s.account_id = a.id))`

export const peopleAt = (sql: Sql, deviceId: string, unitIds: readonly string[]): Promise<PersonHere[]> => sql<
  PersonHere[]
>`
  select a.id as account_id, a.name
    from stations.personal_code c join identity.account a on a.id = c.account_id
   where ${belongsHere(sql, deviceId, unitIds)}
   order by (select max(s.created_at) from identity.session s where s.device_id = ${deviceId} and s.account_id = a.id)
            desc nulls last, a.name_sort, a.id
   limit ${MOST_PEOPLE}`

export interface StoredCode {
  readonly codeHash: string
  readonly keyVersion: number
}

/** The code of somebody who belongs here. */
export async function codeAt(
  sql: Sql,
  accountId: string,
  deviceId: string,
  unitIds: readonly string[],
): Promise<StoredCode | undefined> {
  const [row] = await sql<StoredCode[]>`
    select c.code_hash, c.key_version
      from stations.personal_code c join identity.account a on a.id = c.account_id
     where c.account_id = ${accountId} and ${belongsHere(sql, deviceId, unitIds)}`
  return row
}

/** The tries under a key, held still until this transaction ends. */
export async function lockTries(sql: Sql, key: string, now: Date): Promise<Tries> {
  await sql`
    insert into stations.tries (key, failures, last_at, wait_until) values (${key}, 0, ${now}, ${now})
    on conflict do nothing`
  const [row] = await sql<Tries[]>`
    select failures, last_at, wait_until from stations.tries where key = ${key} for update`
  return row as Tries
}

export const writeTries = (sql: Sql, key: string, { failures, lastAt, waitUntil }: Tries) => sql`
  update stations.tries set failures = ${failures}, last_at = ${lastAt}, wait_until = ${waitUntil} where key = ${key}`

export const forgetTries = (sql: Sql, key: string) => sql`delete from stations.tries where key = ${key}`
