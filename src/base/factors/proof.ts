import { type Account, accountById } from '#base/identity/accounts.ts'
import { countFrom, refusePastCeiling } from '#base/identity/limits.ts'
import { proved } from '#base/identity/sessions.ts'
import {
  disabledProblem,
  enter,
  forgetTries,
  inTransaction,
  keep,
  provePassword,
  tryOnce,
} from '#base/identity/sign-in.ts'
import { codeSetAt, provePersonalCode } from '#base/stations/personal-code.ts'
import type { Context } from '#core/app.ts'
import { writeAudit } from '#core/audit.ts'
import { at } from '#core/contract.ts'
import { callerOf, sessionEffect } from '#core/http/server.ts'
import { Problem } from '#core/problem.ts'
import type { Way } from './contract.ts'
import { passkeysOf, takePasskey } from './passkeys.ts'
import { recoveryLeft, takeRecovery } from './recovery.ts'
import { takeTotp } from './totp.ts'

/** No login has capitals: nobody makes somebody else wait by signing in with such a name. */
const triesOf = (accountId: string) => `FACTOR ${accountId}`

export async function myAccount(ctx: Context): Promise<Account> {
  const account = ctx.who ? await accountById(ctx, ctx.who.accountId) : undefined
  if (!account) throw new Error('No endpoint of one’s own factors is open to strangers.')
  return account
}

/** How the caller can prove who they are here and now. */
export async function waysOf(ctx: Context, account: Account): Promise<Way[]> {
  const isDue = ctx.who?.before === 'second-factor'
  const [totp] = await ctx.sql`
    select from factors.totp where account_id = ${account.id} and confirmed_at is not null`
  const atStation = ctx.who?.deviceId !== undefined && (await codeSetAt(ctx, account.id)) !== null
  const ways: readonly (readonly [Way, boolean])[] = [
    ['passkey', (await passkeysOf(ctx, account.id)).length > 0],
    ['totp', totp !== undefined],
    ['personal-code', atStation && !isDue],
    ['password', account.passwordHash !== null && !isDue],
    ['recovery', (await recoveryLeft(ctx, account.id)) > 0],
  ]
  return ways.flatMap(([way, has]) => (has ? [way] : []))
}

export type Given =
  | { readonly way: Exclude<Way, 'passkey'>; readonly value: string }
  | { readonly way: 'passkey'; readonly challengeId: string; readonly answer: { readonly id: string } }

/**
 * Proves who the caller is. A sign-in that waits for its second factor takes only that; before a sensitive act any way of
 * the account's will do. Runs outside the request's transaction: a wrong try is written down although it is refused.
 */
export async function prove(ctx: Context, given: Given): Promise<void> {
  const account = await myAccount(ctx)
  const ways = await waysOf(ctx, account)
  if (!ways.includes(given.way)) throw new Problem('factors.no-such-way')
  await tryWay(ctx, account, given)
  const renewed = await inTransaction(ctx, async own => {
    await writeAudit(own, 'factors.prove', at.of('account', account.id), { purpose: given.way })
    return proved(own, { factor: isFactor(given.way) })
  })
  const { token } = callerOf(ctx)
  if (token && renewed) sessionEffect(ctx).token = { value: token, expires: renewed.expires }
}

const isFactor = (way: Way): boolean => way === 'totp' || way === 'recovery' || way === 'passkey'

async function tryWay(ctx: Context, account: Account, given: Given): Promise<void> {
  if (given.way === 'password') await provePassword(ctx, account.login ?? '', given.value)
  else if (given.way === 'personal-code') await provePersonalCode(ctx, account.id, given.value)
  else await tryFactor(ctx, account.id, given)
}

async function tryFactor(ctx: Context, accountId: string, given: Given): Promise<void> {
  await tryOnce(ctx, triesOf(accountId))
  const isRight = await inTransaction(ctx, async own => {
    if (given.way === 'passkey') return (await takePasskey(own, given, accountId)) === accountId
    return given.way === 'totp'
      ? takeTotp(own, accountId, given.value, true)
      : takeRecovery(own, accountId, given.value)
  })
  if (!isRight) throw new Problem(given.way === 'totp' ? 'factors.code-wrong' : 'factors.recovery-wrong')
  await forgetTries(ctx, triesOf(accountId))
}

/** Signs in by a passkey alone; answers whom. */
export async function signInByPasskey(ctx: Context, given: { challengeId: string; answer: { id: string } }) {
  const caller = callerOf(ctx)
  await refusePastCeiling(ctx.app, 'failures', caller.address)
  const accountId = await inTransaction(ctx, own => takePasskey(own, given, null)).catch(async problem => {
    await countFrom(ctx.app, 'failures', caller.address)
    throw problem
  })
  const account = await accountById(ctx, accountId)
  if (!account || account.disabledAt) throw disabledProblem()
  keep(ctx, await inTransaction(ctx, own => enter(own, accountId, 'factors.signInByPasskey', caller, { factor: true })))
  return accountId
}
