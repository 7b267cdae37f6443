import { createHmac, randomInt, timingSafeEqual } from 'node:crypto'
import { policyAt } from '#base/policies/index.ts'
import type { Context } from '#core/app.ts'
import { DAY_MS, dayOf, MINUTE_MS } from '#core/clock.ts'
import { callerOf } from '#core/http/server.ts'
import { newId } from '#core/ids.ts'
import type { Key } from '#core/keyring.ts'
import { Problem } from '#core/problem.ts'
import { phoneIndex } from './accounts.ts'
import { waitProblem } from './limits.ts'
import { codeCeilings } from './policies.ts'
import { POLICY } from './policy.ts'
import { sendCode } from './ports.ts'
import { type CodeCost, codesADay, codeWait } from './rules.ts'
import { accountOfDevice } from './sessions.ts'

/** What a code is bound to: the phone it was sent to. */
const hashOf = (key: Key, index: Buffer, code: string): Buffer =>
  createHmac('sha256', key.secret).update(index).update(code).digest()

const newCode = (): string => String(randomInt(10 ** POLICY.code.digits)).padStart(POLICY.code.digits, '0')

/** Refuses past what codes may cost the installation in a day: somebody spends its money, or floods phones. */
async function refusePastCost(ctx: Context, cost: CodeCost): Promise<void> {
  const isKnown = (await accountOfDevice(ctx, callerOf(ctx).token)) !== undefined
  const most = codesADay(cost, isKnown)
  const sent = await ctx.sql`
    select from identity.phone_code where sent_at > ${new Date(ctx.now.getTime() - DAY_MS)} limit ${most}`
  if (sent.count < most) return
  ctx.app.log.warn({ sent: sent.count }, 'no more sign-in codes are sent today: see the policy identity.codes')
  throw new Problem('identity.codes-ceiling', { status: 429 })
}

/**
 * Sends a code to a phone, the same way whether it has an account or not. Refuses with `identity.code-wait` when codes
 * went there too recently; that is read from the codes themselves, so a restart forgets nothing.
 */
export async function sendPhoneCode(ctx: Context, e164: string): Promise<void> {
  const { sql, now, app } = ctx
  const index = phoneIndex(ctx, e164)
  await sql`select pg_advisory_xact_lock(hashtextextended(${index.toString('hex')}, 0))`
  const rule = (await policyAt(ctx, codeCeilings, { day: dayOf(now) })).params
  const sent = await sql<{ sentAt: Date }[]>`
    select sent_at from identity.phone_code
     where phone_index = ${index} and sent_at > ${new Date(now.getTime() - DAY_MS)}`
  const wait = codeWait(
    sent.map(row => row.sentAt),
    now,
    POLICY,
    rule.perPhoneADay,
  )
  if (wait > 0) throw waitProblem('identity.code-wait', wait)
  await refusePastCost(ctx, rule)
  const code = newCode()
  const key = app.keyring.keys('codes')[0] as Key
  await sql`
    insert into identity.phone_code (id, phone_index, code_hash, sent_at, expires_at)
    values (${newId(now)}, ${index}, ${hashOf(key, index, code)}, ${now},
            ${new Date(now.getTime() + POLICY.code.minutes * MINUTE_MS)})`
  await app.use(sendCode)(ctx, { phone: e164 }, { code, minutes: POLICY.code.minutes })
}

/**
 * Tries a code against the newest one sent to the phone. Answers the problem instead of throwing it: the attempt must
 * be committed. A right code is used up.
 */
export async function tryPhoneCode(ctx: Context, e164: string, code: string): Promise<Problem | undefined> {
  const { sql, now, app } = ctx
  const index = phoneIndex(ctx, e164)
  const [sent] = await sql<{ id: string; codeHash: Buffer; attempts: number }[]>`
    update identity.phone_code set attempts = attempts + 1
     where id = (select id from identity.phone_code where phone_index = ${index} order by sent_at desc, id desc limit 1)
       and used_at is null and expires_at > ${now}
    returning id, code_hash, attempts`
  if (!sent) return new Problem('identity.code-expired')
  const left = POLICY.code.attempts - sent.attempts
  if (left < 0) return new Problem('identity.code-attempts')
  const right = app.keyring.keys('codes').some(key => timingSafeEqual(hashOf(key, index, code), sent.codeHash))
  if (!right)
    return left ? new Problem('identity.code-wrong', { params: { left } }) : new Problem('identity.code-attempts')
  await sql`update identity.phone_code set used_at = ${now} where id = ${sent.id}`
  return undefined
}
