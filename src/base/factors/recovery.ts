import { createHmac } from 'node:crypto'
import { inFours, lettersOf, randomLetters } from '#base/identity/passwords.ts'
import type { Context } from '#core/app.ts'
import type { Key } from '#core/keyring.ts'

const COUNT = 10
/** Five bits each: sixty, nothing to guess at within what an account may try. */
const LETTERS = 12

const hashBy = (key: Key, accountId: string, letters: string): Buffer =>
  createHmac('sha256', key.secret).update(`recovery ${accountId} ${letters}`).digest()

/** Ten new codes, to be shown once; those before open nothing any more. */
export async function newRecovery(ctx: Context, accountId: string): Promise<string[]> {
  const codes = Array.from({ length: COUNT }, () => randomLetters(LETTERS))
  const key = ctx.app.keyring.keys('codes')[0] as Key
  await ctx.sql`delete from factors.recovery_code where account_id = ${accountId}`
  await ctx.sql`
    insert into factors.recovery_code (account_id, code_hash, made_at)
    select ${accountId}, hash, ${ctx.now} from unnest(${codes.map(code => hashBy(key, accountId, code))}::bytea[]) hash`
  return codes.map(inFours)
}

/** Uses a code up; whether it was one. */
export async function takeRecovery(ctx: Context, accountId: string, typed: string): Promise<boolean> {
  const hashes = ctx.app.keyring.keys('codes').map(key => hashBy(key, accountId, lettersOf(typed)))
  const taken = await ctx.sql`
    update factors.recovery_code set used_at = ${ctx.now}
     where account_id = ${accountId} and code_hash = any(${hashes}::bytea[]) and used_at is null`
  return taken.count > 0
}

export async function recoveryLeft(ctx: Context, accountId: string): Promise<number> {
  const [row] = await ctx.sql<{ left: number }[]>`
    select count(*)::int as left from factors.recovery_code where account_id = ${accountId} and used_at is null`
  return row?.left ?? 0
}
