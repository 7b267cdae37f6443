import { policyAt } from '#base/policies/index.ts'
import type { Who } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import { writeAudit } from '#core/audit.ts'
import { dayOf } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import type { Sql } from '#core/db/db.ts'
import { type Caller, callerOf, sessionEffect } from '#core/http/server.ts'
import { Problem } from '#core/problem.ts'
import {
  type Account,
  accountById,
  accountByLogin,
  citizenAccount,
  loginOf,
  phoneOrRefuse,
  setPassword,
} from './accounts.ts'
import { tryPhoneCode } from './codes.ts'
import { newDevice } from './events.ts'
import { countFrom, refusePastCeiling, waitProblem } from './limits.ts'
import { checkPassword } from './passwords.ts'
import { holderQuestion } from './policies.ts'
import { POLICY } from './policy.ts'
import { loginWait } from './rules.ts'
import { accountOfDevice, type OpenedSession, openSession, revokeSessions, type Shown } from './sessions.ts'

/*
 * Signing in runs outside the request's transaction: what was tried must be written down although the request is
 * refused, and a slow hash must not hold a connection.
 */

/** Signs an officer in and answers the account's id; the cookie goes with the answer. */
export async function signIn(ctx: Context, login: string, password: string): Promise<string> {
  const account = await provePassword(ctx, loginOf(login), password)
  keep(ctx, await inTransaction(ctx, own => enter(own, account.id, 'identity.signIn', callerOf(ctx))))
  return account.id
}

/** Signs a citizen in by the code sent to the phone, with an account made on first use. */
export async function signInByPhone(ctx: Context, phone: string, code: string, name?: string): Promise<string> {
  const caller = callerOf(ctx)
  const e164 = phoneOrRefuse(phone)
  await refusePastCeiling(ctx.app, 'failures', caller.address)
  const outcome = await inTransaction(ctx, async own => {
    const problem = await tryPhoneCode(own, e164, code)
    if (problem) return { problem }
    const { accountId } = await citizenAccount(own, e164, name)
    const account = await accountById(own, accountId)
    if (account?.disabledAt) return { problem: disabledProblem() }
    const holderAsked = account?.personId ? await asksHolder(own, accountId, caller) : false
    return { accountId, session: await enter(own, accountId, 'identity.signInByPhone', caller, { holderAsked }) }
  })
  if ('problem' in outcome) {
    await countFrom(ctx.app, 'failures', caller.address)
    throw outcome.problem
  }
  keep(ctx, outcome.session)
  return outcome.accountId
}

/** A number may have passed on to somebody else: only a device that knows the account is believed without a question. */
async function asksHolder(own: Context, accountId: string, { token }: Caller): Promise<boolean> {
  if ((await accountOfDevice(own, token)) === accountId) return false
  return (await policyAt(own, holderQuestion, { day: dayOf(own.now) })).params.ask
}

/** Replaces one's own password; every other session of the account ends. */
export async function changePassword(ctx: Context, current: string, next: string): Promise<void> {
  const { who } = ctx
  const account = who ? await accountById(ctx, who.accountId) : undefined
  if (!who || !account?.login) throw new Problem('identity.no-password')
  const { id, login } = await provePassword(ctx, account.login, current)
  if (next === current) throw new Problem('identity.password-same')
  await inTransaction(ctx, async own => {
    await setPassword(own, { id, login: login as string }, next, false)
    await revokeSessions(own, { accountId: id, exceptId: who.sessionId })
    await writeAudit(own, 'identity.changePassword', at.of('account', id))
  })
}

/** The officer's account if the password is right. The try is counted before it is made, so tries in parallel count. */
export async function provePassword(ctx: Context, login: string, password: string): Promise<Account> {
  const caller = callerOf(ctx)
  await refusePastCeiling(ctx.app, 'failures', caller.address)
  const account = await accountByLogin(ctx, login)
  // Asked for logins that do not exist too, so that time tells nothing.
  const device = await accountOfDevice(ctx, caller.token)
  const knownDevice = device !== undefined && device === account?.id
  const wait = await inTransaction(ctx, own => takeTry(own, login, knownDevice))
  if (wait > 0) throw waitProblem('identity.sign-in-wait', wait)
  const right = await checkPassword(account?.passwordHash, password)
  if (!account || !right) {
    await countFrom(ctx.app, 'failures', caller.address)
    throw new Problem('identity.sign-in-wrong')
  }
  await ctx.sql`delete from identity.failed_login where login = ${login} and known_device = ${knownDevice}`
  if (account.disabledAt) throw disabledProblem()
  return account
}

/** Counts a try under a name of its own, before it is made and outside of the request's transaction; or refuses it. */
export async function tryOnce(ctx: Context, name: string): Promise<void> {
  const wait = await inTransaction(ctx, own => takeTry(own, name, false))
  if (wait > 0) throw waitProblem('identity.sign-in-wait', wait)
}

export const forgetTries = async (ctx: Context, name: string): Promise<void> =>
  void (await ctx.sql`delete from identity.failed_login where login = ${name} and not known_device`)

/** Counts a try as failed until it proves right; answers the milliseconds to wait when it is not yet allowed. */
async function takeTry({ sql, now }: Context, login: string, knownDevice: boolean): Promise<number> {
  const row = await lockTries(sql, login, knownDevice, now)
  const forgotten = now.getTime() - row.lastAt.getTime() > POLICY.login.forgetMs
  const wait = row.waitUntil.getTime() - now.getTime()
  if (wait > 0 && !forgotten) return wait
  const failures = (forgotten ? 0 : row.failures) + 1
  await sql`
    update identity.failed_login
       set failures = ${failures}, last_at = ${now}, wait_until = ${new Date(now.getTime() + loginWait(failures, POLICY))}
     where login = ${login} and known_device = ${knownDevice}`
  return 0
}

async function lockTries(sql: Sql, login: string, knownDevice: boolean, now: Date) {
  await sql`
    insert into identity.failed_login (login, known_device, failures, last_at, wait_until)
    values (${login}, ${knownDevice}, 0, ${now}, ${now}) on conflict do nothing`
  const [row] = await sql<{ failures: number; lastAt: Date; waitUntil: Date }[]>`
    select failures, last_at, wait_until from identity.failed_login
     where login = ${login} and known_device = ${knownDevice} for update`
  return row as { failures: number; lastAt: Date; waitUntil: Date }
}

/** Opens a session in the transaction of `own`; the audit says which shared machine it was at. */
export async function enter(
  own: Context,
  accountId: string,
  endpoint: string,
  caller: Caller,
  shown: Shown = {},
): Promise<OpenedSession> {
  const isNew = await isNewDevice(own, accountId, caller)
  const session = await openSession(own, accountId, caller, shown)
  // A shared machine is known to its office.
  if (isNew && !session.deviceId) await own.emit(newDevice, { accountId, sessionId: session.sessionId })
  const { sessionId, deviceId } = session
  const who: Who = { accountId, sessionId, name: '', personIds: [], grants: [], ...(deviceId ? { deviceId } : {}) }
  const as = own.app.context(own.sql, { who, now: own.now, requestId: own.requestId })
  await writeAudit(as, endpoint, at.of('account', accountId))
  return session
}

/** Whether the account was used before, and never on this device. */
async function isNewDevice(own: Context, accountId: string, { token }: Caller): Promise<boolean> {
  if ((await accountOfDevice(own, token)) === accountId) return false
  const [before] = await own.sql`select from identity.session where account_id = ${accountId} limit 1`
  return before !== undefined
}

/** Hands a session to the browser that asked. */
export function keep(ctx: Context, { token, expires }: OpenedSession): void {
  sessionEffect(ctx).token = { value: token, expires }
}

export const inTransaction = <T>(ctx: Context, work: (own: Context) => Promise<T>): Promise<T> =>
  ctx.app.db.begin(sql => work(ctx.app.context(sql, ctx)))

export const disabledProblem = () => new Problem('identity.disabled', { status: 403 })
