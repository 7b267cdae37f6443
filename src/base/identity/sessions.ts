import { hash, randomBytes } from 'node:crypto'
import type { Grant, Who } from '#core/access.ts'
import type { App, Context } from '#core/app.ts'
import { DAY_MS, MINUTE_MS } from '#core/clock.ts'
import type { Sql } from '#core/db/db.ts'
import { type Caller, callerOf } from '#core/http/server.ts'
import { newId } from '#core/ids.ts'
import { POLICY } from './policy.ts'
import { householdOf, type SharedDevice, sharedDevice } from './ports.ts'

/** Published when somebody may no longer do what they could, or more. */
export const SESSION_TOPIC = 'identity.session'

const TOKEN_BYTES = 32
const AGENT_LENGTH = 300
const DEVICE = 'identity.device'
const DEVICE_MS = 180 * DAY_MS

const hashOf = (token: string): Buffer => hash('sha256', token, 'buffer')

export type AccountKind = 'officer' | 'citizen'

export interface OpenedSession {
  readonly sessionId: string
  /** What the device keeps; only its hash is stored. */
  readonly token: string
  /** When it ends at the latest. */
  readonly expires: Date
  /** The shared machine it was opened at, if it is one. */
  readonly deviceId?: string
}

/** Signs the account in on the caller's device; on a machine that is shared, for a short time. */
export async function openSession(
  ctx: Context,
  accountId: string,
  caller: Pick<Caller, 'agent' | 'address' | 'device'> = callerOf(ctx),
): Promise<OpenedSession> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url')
  const sessionId = newId(ctx.now)
  const shared = caller.device ? await ctx.app.use(sharedDevice)(ctx, caller.device) : undefined
  // One sits at it at a time: who was there before has left it.
  if (shared) await endSessionsAt(ctx, shared.deviceId)
  const [row] = await ctx.sql<{ expiresAt: Date; endsAt: Date | null }[]>`
    insert into identity.session
      (id, token_hash, account_id, created_at, last_seen_at, expires_at, agent, address, device_id, idle_s, ends_at)
    select ${sessionId}, ${hashOf(token)}, id, ${ctx.now}, ${ctx.now},
           case kind when 'officer' then ${endOf(ctx.now, 'officer', shared)}::timestamptz
                     else ${endOf(ctx.now, 'citizen', shared)}::timestamptz end,
           ${caller.agent.slice(0, AGENT_LENGTH)}, ${caller.address}, ${shared?.deviceId ?? null},
           ${shared ? shared.idleMs / 1000 : null}, ${shared ? after(ctx.now, shared.lifeMs) : null}
      from identity.account where id = ${accountId}
    returning expires_at, ends_at`
  if (!row) throw new Error('A session needs an account.')
  return { sessionId, token, expires: row.endsAt ?? row.expiresAt, ...(shared ? { deviceId: shared.deviceId } : {}) }
}

const endOf = (now: Date, kind: AccountKind, shared: SharedDevice | undefined): Date =>
  after(now, shared ? Math.min(shared.idleMs, shared.lifeMs) : lifeOf(kind))

const after = (now: Date, ms: number): Date => new Date(now.getTime() + ms)
const lifeOf = (kind: AccountKind): number => (kind === 'officer' ? POLICY.session.officerMs : POLICY.session.citizenMs)

/** A session in use lives on: past half of its life it begins anew; not on a shared machine. Answers its new end if so. */
export async function renewSession(ctx: Context, sessionId: string, kind: AccountKind): Promise<Date | undefined> {
  const life = lifeOf(kind)
  const [row] = await ctx.sql<{ expiresAt: Date }[]>`
    update identity.session set expires_at = ${after(ctx.now, life)}
     where id = ${sessionId} and revoked_at is null and device_id is null
       and expires_at < ${after(ctx.now, life / 2)}
    returning expires_at`
  return row?.expiresAt
}

/** Ends what is open on a shared machine, within the second. */
export async function endSessionsAt(ctx: Context, deviceId: string): Promise<void> {
  await ctx.sql`
    update identity.session set revoked_at = ${ctx.now} where device_id = ${deviceId} and revoked_at is null`
  await rightsChanged(ctx)
}

export interface Which {
  readonly accountId: string
  readonly sessionId?: string
  /** All but this one. */
  readonly exceptId?: string
}

/** Ends sessions everywhere, within the second. Answers how many there were. */
export async function revokeSessions(ctx: Context, { accountId, sessionId, exceptId }: Which): Promise<number> {
  const ended = await ctx.sql`
    update identity.session set revoked_at = ${ctx.now}
     where account_id = ${accountId} and revoked_at is null
       and (${sessionId ?? null}::uuid is null or id = ${sessionId ?? null})
       and (${exceptId ?? null}::uuid is null or id <> ${exceptId ?? null})`
  await rightsChanged(ctx)
  return ended.count
}

/**
 * Every process forgets whom it knows when this transaction commits. This one forgets at once too: what it reads again
 * before the commit is forgotten with the notification.
 */
export async function rightsChanged(ctx: Context): Promise<void> {
  cacheOf(ctx.app).clear()
  await ctx.app.bus.publish(ctx.sql, SESSION_TOPIC)
}

/**
 * What a device keeps after signing out: it can do nothing but prove that the account was used here, so that wrong
 * passwords sent by strangers do not make the officer wait.
 */
export const deviceMark = (app: App, accountId: string, now: Date) => {
  const expires = new Date(now.getTime() + DEVICE_MS)
  return { value: app.keyring.signLink(DEVICE, accountId, expires), expires }
}
const isDeviceMark = (token: string) => token.includes('.')

/** The account that signed in on this device before, by what it presents: a session, even an ended one, or a mark. */
export async function accountOfDevice(ctx: Context, token: string | undefined): Promise<string | undefined> {
  if (!token) return undefined
  if (isDeviceMark(token)) return ctx.app.keyring.readLink(DEVICE, token, ctx.now)
  const [row] = await ctx.sql<{ accountId: string }[]>`
    select account_id from identity.session where token_hash = ${hashOf(token)}`
  return row?.accountId
}

/** Who holds a session's token; null when it is unknown, ended or expired, or the account is disabled. */
export async function authenticate(app: App, token: string): Promise<Who | null> {
  if (isDeviceMark(token)) return null
  const cache = cacheOf(app)
  const now = app.clock()
  const key = hashOf(token)
  const known = cache.get(key.toString('base64'), now)
  if (known) return known
  const { generation } = cache
  const row = await findSession(app.db.sql, key, now)
  if (!row) return null
  const who = await whoOf(app, row)
  if (row.idleS !== null) await usedAgain(app.db.sql, row.sessionId, now)
  else if (now.getTime() - row.lastSeenAt.getTime() >= POLICY.session.seenEveryMs)
    await seen(app.db.sql, row.sessionId, now)
  const until = Math.min(now.getTime() + CACHED_MS, row.expiresAt.getTime(), row.grantsChangeAt?.getTime() ?? Infinity)
  cache.set(key.toString('base64'), { who, until }, generation)
  return who
}

interface SessionRow {
  readonly sessionId: string
  readonly accountId: string
  readonly deviceId: string | null
  readonly idleS: number | null
  readonly name: string
  readonly personId: string | null
  readonly mustChangePassword: boolean
  readonly lastSeenAt: Date
  readonly expiresAt: Date
  readonly grants: readonly {
    role: string
    areaId: string | null
    placeId: string | null
    organisationId: string | null
  }[]
  /** When the next grant begins or ends. */
  readonly grantsChangeAt: Date | null
}

async function findSession(sql: Sql, tokenHash: Buffer, now: Date): Promise<SessionRow | undefined> {
  const [row] = await sql<SessionRow[]>`
    select s.id as session_id, s.account_id, s.device_id, s.idle_s, s.last_seen_at, s.expires_at, a.name, a.person_id, a.must_change_password,
           g.grants, g.grants_change_at
      from identity.session s
      join identity.account a on a.id = s.account_id
      cross join lateral (
        select coalesce(jsonb_agg(jsonb_build_object(
                 'role', role, 'areaId', area_id, 'placeId', place_id, 'organisationId', organisation_id) order by since)
                 filter (where since <= ${now}), '[]') as grants,
               least(min(until), min(since) filter (where since > ${now})) as grants_change_at
          from identity.role_grant where account_id = a.id and (until is null or until > ${now})) g
     where s.token_hash = ${tokenHash} and s.revoked_at is null and s.expires_at > ${now} and a.disabled_at is null`
  return row
}

async function whoOf(app: App, row: SessionRow): Promise<Who> {
  const { personId } = row
  const household = personId ? await app.use(householdOf)(app.db.sql, personId) : []
  return {
    accountId: row.accountId,
    sessionId: row.sessionId,
    ...(row.deviceId ? { deviceId: row.deviceId } : {}),
    name: row.name,
    ...(personId ? { personId } : {}),
    personIds: personId ? [...new Set([personId, ...household])] : [],
    grants: row.grants.map(
      (g): Grant => ({
        role: g.role,
        ...(g.areaId ? { areaId: g.areaId } : {}),
        ...(g.placeId ? { placeId: g.placeId } : {}),
        ...(g.organisationId ? { organisationId: g.organisationId } : {}),
      }),
    ),
    ...(row.mustChangePassword ? { mustChangePassword: true } : {}),
  }
}

const seen = (sql: Sql, sessionId: string, now: Date) =>
  sql`update identity.session set last_seen_at = ${now} where id = ${sessionId} and last_seen_at < ${now}`

/** On a shared machine the end moves with each use, up to the last moment of the session. */
const usedAgain = (sql: Sql, sessionId: string, now: Date) => sql`
  update identity.session
     set last_seen_at = ${now}, expires_at = least(${now}::timestamptz + make_interval(secs => idle_s), ends_at)
   where id = ${sessionId} and last_seen_at < ${now}`

const CACHED_MS = MINUTE_MS
const CACHED_SESSIONS = 20_000

interface Known {
  readonly who: Who
  readonly until: number
}

/** Whom this process knows by the hash of their token, for at most a minute. */
class Cache {
  private readonly entries = new Map<string, Known>()
  /** Grows with every `clear`: what was read before one must not be kept after it. */
  generation = 0

  get(key: string, now: Date): Who | undefined {
    const known = this.entries.get(key)
    if (known && known.until > now.getTime()) return known.who
    this.entries.delete(key)
    return undefined
  }

  set(key: string, known: Known, readIn: number): void {
    if (readIn !== this.generation) return
    const oldest = this.entries.size >= CACHED_SESSIONS ? this.entries.keys().next().value : undefined
    if (oldest !== undefined) this.entries.delete(oldest)
    this.entries.set(key, known)
  }

  clear(): void {
    this.generation += 1
    this.entries.clear()
  }
}

const caches = new WeakMap<App, Cache>()
export function cacheOf(app: App): Cache {
  const cache = caches.get(app) ?? new Cache()
  caches.set(app, cache)
  return cache
}
