import type { Context } from '#core/app.ts'
import { notFound, Problem } from '#core/problem.ts'
import { citizenAccount } from './accounts.ts'
import { addGrant, revokeGrants } from './grants.ts'
import { parsePhone } from './phone.ts'
import type { RoleName } from './roles.ts'

export interface StaffMember<R extends RoleName = RoleName> {
  readonly grantId: string
  readonly accountId: string
  readonly name: string
  readonly phone: string | null
  readonly role: R
}

/** Who holds one of some roles at a place now. */
export async function staffOf<R extends RoleName>(
  { sql, app, now }: Context,
  placeId: string,
  roles: readonly R[],
): Promise<StaffMember<R>[]> {
  const rows = await sql<(Omit<StaffMember<R>, 'phone'> & { phoneSealed: Buffer | null })[]>`
    select g.id as grant_id, g.account_id, a.name, a.phone_sealed, g.role
    from identity.role_grant g join identity.account a on a.id = g.account_id
    where g.place_id = ${placeId} and g.role = any(${[...roles]})
      and g.since <= ${now} and (g.until is null or g.until > ${now})
    order by g.role, a.name_sort`
  return rows.map(({ phoneSealed, ...row }) => ({
    ...row,
    phone: phoneSealed ? app.keyring.decrypt(phoneSealed) : null,
  }))
}

export interface NewStaff {
  readonly phone: string
  readonly name: string
  readonly role: RoleName
}

/** Gives a role at a place to whoever signs in with a mobile number; refuses `identity.staff.phone`. */
export async function addStaff(ctx: Context, placeId: string, { phone, name, role }: NewStaff): Promise<string> {
  const parsed = parsePhone(phone)
  if (!parsed?.mobile) throw new Problem('identity.staff.phone')
  const { accountId } = await citizenAccount(ctx, parsed.e164, name)
  return addGrant(ctx, { accountId, role, placeId })
}

/** Ends a role at a place; the last one with the role `head` stays: `identity.staff.last`. */
export async function removeStaff<R extends RoleName>(
  ctx: Context,
  placeId: string,
  grantId: string,
  { roles, head }: { readonly roles: readonly R[]; readonly head: R },
): Promise<void> {
  const staff = await staffOf(ctx, placeId, roles)
  const leaving = staff.find(one => one.grantId === grantId)
  if (!leaving) throw notFound('staff')
  const heads = staff.filter(one => one.role === head)
  if (heads.length === 1 && heads[0] === leaving) throw new Problem('identity.staff.last', { status: 409 })
  await revokeGrants(ctx, { grantId, placeId })
}
