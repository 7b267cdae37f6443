import { accountById } from '#base/identity/accounts.ts'
import { addGrant, grantsOf, refuseUnlessMayGrant, revokeGrants } from '#base/identity/grants.ts'
import type { Context } from '#core/app.ts'
import { notFound } from '#core/problem.ts'
import { teamOf } from './queries.ts'

const ROLE = 'roster-planner'

/** The leader charges somebody of the office with planning (giao lập lịch), or takes that back. */
export async function charge(ctx: Context, unitId: string, accountId: string): Promise<void> {
  const account = await accountById(ctx, accountId)
  if (account?.unitId !== unitId || account.kind !== 'officer' || account.disabledAt) throw notFound('account')
  await refuseUnlessMayGrant(ctx, ROLE, { areaId: unitId })
  await addGrant(ctx, { accountId, role: ROLE, areaId: unitId })
}

export async function discharge(ctx: Context, unitId: string, accountId: string): Promise<void> {
  await refuseUnlessMayGrant(ctx, ROLE, { areaId: unitId })
  if (!(await revokeGrants(ctx, { accountId, role: ROLE, areaId: unitId }))) throw notFound('account')
}

export async function planners(ctx: Context, unitId: string) {
  const team = await teamOf(ctx.sql, unitId)
  const grants = await grantsOf(
    ctx,
    team.map(one => one.id),
  )
  const charged = new Set(grants.flatMap(one => (one.role === ROLE && one.areaId === unitId ? [one.accountId] : [])))
  return team.map(one => ({ ...one, charged: charged.has(one.id) }))
}
