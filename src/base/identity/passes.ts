import { type Grant, grantsFor, type Located, reaches } from '#core/access.ts'
import type { App, Context } from '#core/app.ts'
import { grantsHeld } from './grants.ts'

/**
 * What a device is given so that it can deliver later, in the name of who is signed in now, what they did about one
 * thing: also when somebody else is signed in by then, or nobody. It opens nothing else.
 */
export interface Pass {
  readonly accountId: string
  /** The signed-in device. */
  readonly sessionId: string
  readonly aboutId: string
}

export const signPass = (app: App, purpose: string, { accountId, sessionId, aboutId }: Pass, expires: Date): string =>
  app.keyring.signLink(purpose, [accountId, sessionId, aboutId].join(' '), expires)

/** Whose pass it is; undefined for one that was altered, is for another purpose, or has expired. */
export function readPass(app: App, purpose: string, token: string, now: Date): Pass | undefined {
  const [accountId, sessionId, aboutId] = app.keyring.readLink(purpose, token, now)?.split(' ') ?? []
  return accountId && sessionId && aboutId ? { accountId, sessionId, aboutId } : undefined
}

export interface Holder {
  /** What the account may do now; nothing when it is disabled. */
  readonly grants: readonly Grant[]
  /** When the device was signed out, if it was: what happened on it later was not done by this account. */
  readonly endedAt: Date | null
  /** The shared machine that was signed in. */
  readonly deviceId: string | null
}

export async function holderOf(ctx: Context, { accountId, sessionId }: Pass): Promise<Holder> {
  const [row] = await ctx.sql<{ disabledAt: Date | null; endedAt: Date | null; deviceId: string | null }[]>`
    select a.disabled_at, s.device_id,
           case when s.id is null then a.created_at
                else coalesce(s.revoked_at, case when s.expires_at <= ${ctx.now} then s.expires_at end) end as ended_at
      from identity.account a left join identity.session s on s.id = ${sessionId} and s.account_id = a.id
     where a.id = ${accountId}`
  if (!row || row.disabledAt) return { grants: [], endedAt: row?.endedAt ?? null, deviceId: row?.deviceId ?? null }
  return { grants: await grantsHeld(ctx, accountId), endedAt: row.endedAt, deviceId: row.deviceId }
}

/** Whether the holder may use a verb there now. */
export const holderMay = (app: App, holder: Holder, verb: string, where: Located): boolean =>
  grantsFor(holder, verb, app.rights).some(grant => reaches(grant, where, app.tree))
