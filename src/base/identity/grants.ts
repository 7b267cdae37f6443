import { COUNTRY_ID } from '#base/units/ids.ts'
import type { Grant, Located } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import { at } from '#core/contract.ts'
import type { Sql } from '#core/db/db.ts'
import { newId } from '#core/ids.ts'
import { Problem } from '#core/problem.ts'
import { ROLES, type Role, type RoleName } from './roles.ts'
import { type Held, mayGrant, mayReset } from './rules.ts'
import { rightsChanged } from './sessions.ts'

/** Where a role holds: an area for roles of an area, a place for roles of a place. */
export interface GrantTarget {
  readonly areaId?: string | null
  readonly placeId?: string | null
}

export interface NewGrant extends GrantTarget {
  readonly accountId: string
  readonly role: RoleName
  /** Cơ quan, đơn vị the officer works for. */
  readonly organisationId?: string | null
  /** From now on unless said. */
  readonly since?: Date
  readonly until?: Date | null
}

/**
 * Gives a role. Who may do so is asked before, with `refuseUnlessMayGrant`. A role already held at the same target is
 * left as it is. Answers the grant's id.
 */
export async function addGrant(ctx: Context, grant: NewGrant): Promise<string> {
  refuseWrongTarget(grant.role, grant)
  const { accountId, role, areaId = null, placeId = null, organisationId = null, until = null } = grant
  const [row] = await ctx.sql<{ id: string }[]>`
    insert into identity.role_grant (id, account_id, role, area_id, place_id, organisation_id, since, until, by_account)
    values (${newId(ctx.now)}, ${accountId}, ${role}, ${areaId}, ${placeId}, ${organisationId},
            ${grant.since ?? ctx.now}, ${until}, ${ctx.who?.accountId ?? null})
    on conflict (account_id, role, coalesce(area_id, place_id)) where until is null
      do update set organisation_id = coalesce(excluded.organisation_id, role_grant.organisation_id)
    returning id`
  await rightsChanged(ctx)
  return (row as { id: string }).id
}

export interface WhichGrants extends GrantTarget {
  readonly accountId?: string
  readonly grantId?: string
  readonly role?: RoleName
}

/** Ends the grants in force that match all that is said. Answers how many there were. */
export async function revokeGrants(ctx: Context, which: WhichGrants): Promise<number> {
  const given = { ...which }
  if (!Object.values(given).some(Boolean)) throw new Error('Say which grants are to end.')
  const { accountId = null, grantId = null, role = null, areaId = null, placeId = null } = given
  const ended = await ctx.sql`
    update identity.role_grant set until = greatest(${ctx.now}, since)
     where (until is null or until > ${ctx.now})
       and (${accountId}::uuid is null or account_id = ${accountId})
       and (${grantId}::uuid is null or id = ${grantId})
       and (${role}::text is null or role = ${role})
       and (${areaId}::uuid is null or area_id = ${areaId})
       and (${placeId}::uuid is null or place_id = ${placeId})`
  await rightsChanged(ctx)
  return ended.count
}

/** A grantor gives no role they do not administer and none beyond their own reach. */
export async function refuseUnlessMayGrant(ctx: Context, role: RoleName, target: GrantTarget): Promise<void> {
  refuseWrongTarget(role, target)
  if (await reachesGrant(ctx, role, target)) return
  throw new Problem('identity.grant-beyond', { status: 403, params: { role } })
}

/** Whether the caller administers `role` at `target`. */
export async function reachesGrant(ctx: Context, role: RoleName, target: GrantTarget): Promise<boolean> {
  const where = await locateTarget(ctx, role, target)
  return where !== undefined && mayGrant(ctx.who?.grants ?? [], role, where, ctx.app.tree)
}

/** Whether the caller, or who holds `by`, may reset an account that has these grants; see `mayReset`. */
export async function reachesReset(
  ctx: Context,
  grants: readonly GrantRow[],
  by: readonly Grant[] = ctx.who?.grants ?? [],
): Promise<boolean> {
  const held: Held[] = await Promise.all(
    grants.map(async grant => ({ role: grant.role, where: await locateTarget(ctx, grant.role, grant) })),
  )
  return mayReset(by, held, { rights: ctx.app.rights, tree: ctx.app.tree })
}

async function locateTarget(
  ctx: Context,
  role: RoleName,
  { areaId, placeId }: GrantTarget,
): Promise<Located | undefined> {
  const { thing = 'place' }: Role = ROLES[role]
  if (placeId) return ctx.app.locate(ctx.sql, at.of(thing, placeId))
  return areaId ? ctx.app.locate(ctx.sql, at.unit(areaId)) : undefined
}

function refuseWrongTarget(role: RoleName, { areaId, placeId }: GrantTarget): void {
  const fits = ROLES[role].scope === 'place' ? placeId && !areaId : areaId && !placeId
  if (!fits) throw new Problem('identity.grant-target', { params: { role } })
}

export interface GrantRow {
  readonly id: string
  readonly accountId: string
  readonly role: RoleName
  readonly areaId: string | null
  readonly placeId: string | null
  readonly organisationId: string | null
  readonly since: Date
  readonly until: Date | null
}

/** The grants of accounts that hold now or will. */
export const grantsOf = (ctx: Context, accountIds: readonly string[]): Promise<GrantRow[]> => ctx.sql<GrantRow[]>`
  select id, account_id, role, area_id, place_id, organisation_id, since, until
    from identity.role_grant
   where account_id = any(${accountIds as string[]}::uuid[]) and (until is null or until > ${ctx.now})
   order by since, id`

/** What accounts may do now; nothing is said of one that may do nothing. */
export async function grantsHeldBy(ctx: Context, accountIds: readonly string[]): Promise<Map<string, Grant[]>> {
  const held = (await grantsOf(ctx, accountIds)).filter(grant => grant.since <= ctx.now)
  const grants = new Map<string, Grant[]>()
  for (const { accountId, role, areaId, placeId } of held) {
    const one = { role, ...(areaId ? { areaId } : {}), ...(placeId ? { placeId } : {}) }
    grants.set(accountId, [...(grants.get(accountId) ?? []), one])
  }
  return grants
}

/** What an account may do now. */
export const grantsHeld = async (ctx: Context, accountId: string): Promise<Grant[]> =>
  (await grantsHeldBy(ctx, [accountId])).get(accountId) ?? []

/** The areas below the country that administrators are of: what this installation serves. */
export async function administeredAreas(sql: Sql): Promise<readonly string[]> {
  const rows = await sql<{ areaId: string }[]>`
    select distinct area_id from identity.role_grant
    where role = 'administrator' and until is null and area_id is not null and area_id <> ${COUNTRY_ID}`
  return rows.map(row => row.areaId)
}
