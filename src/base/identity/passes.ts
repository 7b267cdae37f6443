import { type Grant, grantsFor, type Located, reaches } from '#core/access.ts'
import { type App, type Context, service } from '#core/app.ts'
import { batched, type Load } from '#core/batch.ts'
import { grantsHeldBy } from './grants.ts'

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

interface HolderRow {
  readonly n: number
  readonly disabledAt: Date | null
  readonly endedAt: Date | null
  readonly deviceId: string | null
}

/** Who holds passes now, in their order. */
async function holdersOf(ctx: Context, passes: readonly Pass[]): Promise<Holder[]> {
  const column = (name: keyof Pass) => passes.map(pass => pass[name])
  const [rows, grants] = await Promise.all([
    ctx.sql<HolderRow[]>`
      select k.n, a.disabled_at, s.device_id,
             case when s.id is null then a.created_at
                  else coalesce(s.revoked_at, case when s.expires_at <= ${ctx.now} then s.expires_at end) end as ended_at
        from unnest(${column('accountId')}::uuid[], ${column('sessionId')}::uuid[]) with ordinality
             as k (account_id, session_id, n)
        join identity.account a on a.id = k.account_id
        left join identity.session s on s.id = k.session_id and s.account_id = a.id`,
    grantsHeldBy(ctx, column('accountId')),
  ])
  const known = new Map(rows.map(row => [row.n, row]))
  return passes.map(({ accountId }, i) => {
    const { disabledAt, endedAt = null, deviceId = null } = known.get(i + 1) ?? {}
    return { grants: disabledAt ? [] : (grants.get(accountId) ?? []), endedAt, deviceId }
  })
}

export async function holderOf(ctx: Context, pass: Pass): Promise<Holder> {
  const [holder] = await holdersOf(ctx, [pass])
  return holder as Holder
}

/** The same for all devices that deliver in the same moment, by one look: for direct handlers, it uses the pool. */
export const holders = service<Load<Pass, Holder>>('identity.holders')

export const createHolders = (app: App): Load<Pass, Holder> =>
  batched(passes => holdersOf(app.context(app.db.sql), passes))

/** Whether the holder may use a verb there now. */
export const holderMay = (app: App, holder: Holder, verb: string, where: Located): boolean =>
  grantsFor(holder, verb, app.rights).some(grant => reaches(grant, where, app.tree))
