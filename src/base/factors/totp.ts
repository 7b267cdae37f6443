import { Secret, TOTP } from 'otpauth'
import type { Context } from '#core/app.ts'
import { Problem } from '#core/problem.ts'

const ISSUER = 'Saola'
const PERIOD_S = 30
/** Clocks of phones go wrong by one step either way. */
const DRIFT_STEPS = 1
/** RFC 4226 asks for 128 bits at least; this is what programs expect. */
const SECRET_BYTES = 20

const totpOf = (secret: string, label: string): TOTP =>
  new TOTP({ issuer: ISSUER, label, secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: PERIOD_S })

/** A new secret, which replaces one that was never confirmed; not one in use. */
export async function beginTotp(ctx: Context, accountId: string, label: string) {
  const secret = new Secret({ size: SECRET_BYTES }).base32
  const [row] = await ctx.sql`
    insert into factors.totp (account_id, secret_sealed, made_at)
    values (${accountId}, ${ctx.app.keyring.encrypt(secret)}, ${ctx.now})
    on conflict (account_id) do update
      set secret_sealed = excluded.secret_sealed, made_at = excluded.made_at, last_step = 0
      where totp.confirmed_at is null
    returning account_id`
  if (!row) throw new Problem('factors.totp-there', { status: 409 })
  return { secret, uri: totpOf(secret, label).toString() }
}

/** Whether the code is right now and was not taken before. A right one is used up; `confirmed` says of which secrets. */
export async function takeTotp(ctx: Context, accountId: string, code: string, confirmed: boolean): Promise<boolean> {
  const [row] = await ctx.sql<{ secretSealed: Buffer }[]>`
    select secret_sealed from factors.totp where account_id = ${accountId} and (confirmed_at is not null) = ${confirmed}`
  if (!row) return false
  const timestamp = ctx.now.getTime()
  const token = code.replace(/\s/g, '')
  const delta = totpOf(ctx.app.keyring.decrypt(row.secretSealed), '').validate({
    token,
    timestamp,
    window: DRIFT_STEPS,
  })
  if (delta === null) return false
  const step = Math.floor(timestamp / 1000 / PERIOD_S) + delta
  const taken = await ctx.sql`
    update factors.totp set last_step = ${step}, confirmed_at = coalesce(confirmed_at, ${ctx.now})
     where account_id = ${accountId} and last_step < ${step} and (confirmed_at is not null) = ${confirmed}`
  return taken.count > 0
}
