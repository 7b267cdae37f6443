import { createHmac } from 'node:crypto'
import { accountById } from '#base/identity/accounts.ts'
import { countFrom, refusePastCeiling, waitProblem } from '#base/identity/limits.ts'
import { checkPassword, hashPassword } from '#base/identity/passwords.ts'
import { enter, inTransaction, keep, provePassword } from '#base/identity/sign-in.ts'
import { policyAt } from '#base/policies/index.ts'
import type { Context } from '#core/app.ts'
import { writeAudit } from '#core/audit.ts'
import { dayOf } from '#core/clock.ts'
import { at } from '#core/contract.ts'
import { callerOf } from '#core/http/server.ts'
import type { Key } from '#core/keyring.ts'
import { Problem } from '#core/problem.ts'
import { deviceHere, keepSecret, unitsOf } from './devices.ts'
import { codeTries } from './policies.ts'
import { codeAt, forgetTries, lockTries, type StoredCode, writeTries } from './queries.ts'
import { deviceLimit, isWeakCode, type Limit, oneMore, personLimit } from './rules.ts'

/** Six digits alone are soon guessed from a stolen table: without the keyring there is nothing to guess at. */
const keyed = (key: Key, accountId: string, code: string): string =>
  createHmac('sha256', key.secret).update(`station ${accountId} ${code}`).digest('base64')

async function isRight(ctx: Context, stored: StoredCode | undefined, accountId: string, code: string) {
  const keys = ctx.app.keyring.keys('codes')
  const key = keys.find(one => one.version === stored?.keyVersion) ?? (keys[0] as Key)
  // Asked of people without a code too, so that time tells nothing.
  return checkPassword(stored?.codeHash, keyed(key, accountId, code))
}

const personKey = (accountId: string) => `person ${accountId}`
const deviceKey = (deviceId: string) => `device ${deviceId}`

/** Signs somebody in by their personal code, at a registered machine alone. Answers whom. */
export async function enterByCode(ctx: Context, accountId: string, code: string): Promise<string> {
  const caller = callerOf(ctx)
  await provePersonalCode(ctx, accountId, code)
  // The machine is the second half; who sits down is not thereby proved anew.
  const shown = { factor: true, unproved: true } as const
  keep(ctx, await inTransaction(ctx, own => enter(own, accountId, 'stations.enter', caller, shown)))
  keepSecret(ctx, caller.device as string)
  return accountId
}

/**
 * Whether the code is right at this machine; throws what is wrong. Tries are counted before they are made and outside the
 * request's transaction, so those in parallel count.
 */
export async function provePersonalCode(ctx: Context, accountId: string, code: string): Promise<void> {
  const caller = callerOf(ctx)
  await refusePastCeiling(ctx.app, 'failures', caller.address)
  const device = await deviceHere(ctx)
  if (!device || !caller.device) {
    await countFrom(ctx.app, 'failures', caller.address)
    throw new Problem('stations.not-registered', { status: 403 })
  }
  const rule = (await policyAt(ctx, codeTries, { day: dayOf(ctx.now), unitId: device.unitId })).params
  const limits = [
    [personKey(accountId), personLimit(rule)],
    [deviceKey(device.id), deviceLimit(rule)],
  ] as const
  const failures = await inTransaction(ctx, own => takeTry(own, limits))
  const stored = await codeAt(ctx.sql, accountId, device.id, unitsOf(ctx, device))
  if (!(await isRight(ctx, stored, accountId, code))) {
    await countFrom(ctx.app, 'failures', caller.address)
    if (failures < rule.blockAfter) throw new Problem('stations.code-wrong')
    await inTransaction(ctx, async own => {
      await forgetCode(own, accountId)
      await writeAudit(own, 'stations.blockCode', at.of('account', accountId))
    })
    throw new Problem('stations.code-blocked')
  }
  await inTransaction(ctx, own => forgetTries(own.sql, personKey(accountId)))
}

/** When the account's code was set, if it has one. */
export async function codeSetAt(ctx: Context, accountId: string): Promise<Date | null> {
  const [row] = await ctx.sql<{ setAt: Date }[]>`
    select set_at from stations.personal_code where account_id = ${accountId}`
  return row?.setAt ?? null
}

/** Counts a try under each key; throws when one of them has to wait. Answers how many the first one has made. */
async function takeTry(own: Context, limits: readonly (readonly [string, Limit])[]): Promise<number> {
  const counts: number[] = []
  for (const [key, limit] of limits) {
    const next = oneMore(await lockTries(own.sql, key, own.now), own.now, limit)
    if ('wait' in next) throw waitProblem('stations.code-wait', next.wait)
    await writeTries(own.sql, key, next)
    counts.push(next.failures)
  }
  return counts[0] ?? 0
}

/** Sets the caller's own code. The password proves that nobody else sits at their machine. */
export async function setCode(ctx: Context, password: string, code: string): Promise<void> {
  const account = ctx.who ? await accountById(ctx, ctx.who.accountId) : undefined
  if (!account?.login) throw new Problem('identity.no-password')
  const { id } = await provePassword(ctx, account.login, password)
  if (isWeakCode(code)) throw new Problem('stations.code-weak')
  await inTransaction(ctx, async own => {
    await storeCode(own, id, code)
    await writeAudit(own, 'stations.setCode', at.of('account', id))
  })
}

export async function storeCode(ctx: Context, accountId: string, code: string): Promise<void> {
  const key = ctx.app.keyring.keys('codes')[0] as Key
  const codeHash = await hashPassword(keyed(key, accountId, code))
  await forgetTries(ctx.sql, personKey(accountId))
  await ctx.sql`
    insert into stations.personal_code (account_id, code_hash, key_version, set_at)
    values (${accountId}, ${codeHash}, ${key.version}, ${ctx.now})
    on conflict (account_id) do update
      set code_hash = excluded.code_hash, key_version = excluded.key_version, set_at = excluded.set_at`
}

/** The code opens nothing any more: when its owner says so, or gets a new way in. */
export async function forgetCode(ctx: Context, accountId: string): Promise<void> {
  await ctx.sql`delete from stations.personal_code where account_id = ${accountId}`
  await forgetTries(ctx.sql, personKey(accountId))
}
