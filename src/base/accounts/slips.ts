import { type Account, accountsById, resetProblem } from '#base/identity/accounts.ts'
import { grantsOf, reachesGrant } from '#base/identity/grants.ts'
import { treeOf } from '#base/units/trees.ts'
import type { Scope } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import { writeAudit } from '#core/audit.ts'
import { dayOf } from '#core/clock.ts'
import { at, type FileReply } from '#core/contract.ts'
import { Problem } from '#core/problem.ts'
import { say } from '#core/words.ts'
import { firstTerm, issueCodes } from './activation.ts'
import { type Slip, slipSheets } from './paper.ts'

/** As many as a help desk cuts apart in one go. */
export const MOST_SLIPS = 500

export interface Wanted {
  readonly accountIds?: readonly string[] | undefined
  /** Everybody of the unit and below who has set no password yet and can be told by paper alone. */
  readonly unitId?: string | undefined
}

/** Slips (phiếu kích hoạt) for officers who have set no password yet, each with a code for once. */
export async function printSlips(ctx: Context, wanted: Wanted): Promise<FileReply> {
  const asked = await accountsById(ctx, wanted.accountIds ?? (await waitingIn(ctx, wanted.unitId)))
  const accounts: Account[] = []
  for (const account of asked) if (await mayHand(ctx, account)) accounts.push(account)
  if (!accounts.length) throw new Problem('accounts.no-slips')
  const until = await firstTerm(ctx)
  const ids = accounts.map(account => account.id)
  const codes = await issueCodes(ctx, ids, until)
  for (const id of ids) await writeAudit(ctx, 'accounts.slip', at.of('account', id))
  const slips = accounts.map(
    (account, i): Slip => ({
      name: account.name,
      login: account.login ?? '',
      unit: treeOf(ctx.app).label(account.unitId ?? ''),
      code: codes[i] as string,
    }),
  )
  const day = dayOf(ctx.now)
  return {
    type: 'application/pdf',
    name: `${say('vi', 'accounts.slip.file')}-${day}.pdf`,
    bytes: await slipSheets(slips, { until, madeAt: ctx.now, origin: ctx.app.config.origin }),
  }
}

/**
 * A slip is a way in for whoever holds it. Where the office knows a telephone or an e-mail, only who administers all that
 * the account may do prints one.
 */
async function mayHand(ctx: Context, account: Account): Promise<boolean> {
  const { unitId, mustChangePassword, disabledAt, contactSealed } = account
  if (!mustChangePassword || disabledAt || !unitId || !isWithin(ctx.scope('accounts.reset'), unitId)) return false
  if (await resetProblem(ctx, account)) return false
  if (!contactSealed) return true
  const grants = await grantsOf(ctx, [account.id])
  if (!isWithin(ctx.scope('identity.administer'), unitId)) return false
  return (await Promise.all(grants.map(grant => reachesGrant(ctx, grant.role, grant)))).every(Boolean)
}

const isWithin = (scope: Scope, unitId: string): boolean => scope.everywhere || scope.unitIds.includes(unitId)

async function waitingIn(ctx: Context, unitId: string | undefined): Promise<string[]> {
  if (!unitId) throw new Problem('accounts.no-slips')
  const rows = await ctx.sql<{ id: string }[]>`
    select id from identity.account
     where unit_id = any(${ctx.app.tree.within([unitId]) as string[]}::uuid[]) and kind = 'officer'
       and must_change_password and password_hash is null and contact_sealed is null and disabled_at is null
     order by unit_id, name_sort, id limit ${MOST_SLIPS}`
  return rows.map(row => row.id)
}
