import type { Context } from '#core/app.ts'
import { notFound, Problem } from '#core/problem.ts'
import { type Account, accountById } from './accounts.ts'
import { grantsOf, reachesGrant } from './grants.ts'

export async function existing(ctx: Context, accountId: string): Promise<Account> {
  const account = await accountById(ctx, accountId)
  if (!account) throw notFound('account')
  return account
}

/**
 * The account, if the caller administers everything it may do: who resets its password or signs it out could take
 * its place, and so must not gain rights by that.
 */

export async function administered(ctx: Context, accountId: string, me?: 'also me'): Promise<Account> {
  if (!me) refuseSelf(ctx, accountId)
  const account = await existing(ctx, accountId)
  for (const grant of await grantsOf(ctx, [accountId]))
    if (!(await reachesGrant(ctx, grant.role, grant)))
      throw new Problem('identity.account-beyond', { status: 403, params: { role: grant.role } })
  return account
}

/** One’s own account is somebody else’s to administer: nobody locks the last administrator out by mistake. */
export function refuseSelf(ctx: Context, accountId: string): void {
  if (ctx.who?.accountId === accountId) throw new Problem('identity.not-yourself', { status: 403 })
}
