import { hash, randomBytes } from 'node:crypto'
import { policyAt } from '#base/policies/index.ts'
import type { Grant, Who } from '#core/access.ts'
import type { App, Context } from '#core/app.ts'
import { DAY_MS, dayOf, MINUTE_MS } from '#core/clock.ts'
import type { Before } from '#core/contract.ts'
import type { Sql } from '#core/db/db.ts'
import { SESSION_TOPIC } from '#core/http/live.ts'
import { type Caller, callerOf } from '#core/http/server.ts'
import { newId } from '#core/ids.ts'
import { factorDuty } from './policies.ts'
import { POLICY } from './policy.ts'
import { householdOf, type SharedDevice, sharedDevice } from './ports.ts'
import type { RoleName } from './roles.ts'
import { roughly } from './rules.ts'

const TOKEN_BYTES = 32
const AGENT_LENGTH = 300
const DEVICE = 'identity.device'
const DEVICE_MS = 180 * DAY_MS

/** For so long a right password waits for its second factor. */
const FACTOR_MS = 10 * MINUTE_MS

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

/** What signing in has shown already. */
export interface Shown {
  /** A second factor was part of it. */
  readonly factor?: true
  /** What was shown is too little to count as a fresh proof of who it is. */
  readonly unproved?: true
  /** Its holder is still to say a fact of the person. */
  readonly holderAsked?: boolean
}

/**
 * Signs the account in on the caller's device; on a machine that is shared, for a short time. Of an account with a second
 * factor it waits for that, unless it was shown.
 */
export async function openSession(
  ctx: Context,
  accountId: string,
  caller: Pick<Caller, 'agent' | 'address' | 'device'> = callerOf(ctx),
  shown: Shown = {},
): Promise<OpenedSession> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url')
  const sessionId = newId(ctx.now)
  const shared = caller.device ? await ctx.app.use(sharedDevice)(ctx, caller.device) : undefined
  // One sits at it at a time: who was there before has left it.
  if (shared) await endSessionsAt(ctx, shared.deviceId)
  const due = ctx.sql`has_factor and ${shown.factor !== true}`
  const [row] = await ctx.sql<{ expiresAt: Date; endsAt: Date | null }[]>`
    insert into identity.session
      (id, token_hash, account_id, created_at, last_seen_at, expires_at, agent, address, device_id, idle_s, ends_at,
       proved_at, factor_due, holder)
    select ${sessionId}, ${hashOf(token)}, id, ${ctx.now}, ${ctx.now},
           case when ${due} then ${after(ctx.now, FACTOR_MS)}::timestamptz
                when kind = 'officer' then ${endOf(ctx.now, 'officer', shared)}::timestamptz
                else ${endOf(ctx.now, 'citizen', shared)}::timestamptz end,
           ${caller.agent.slice(0, AGENT_LENGTH)}, ${roughly(caller.address)}, ${shared?.deviceId ?? null},
           ${shared ? shared.idleMs / 1000 : null}, ${shared ? after(ctx.now, shared.lifeMs) : null},
           case when not (${due}) and ${shown.unproved !== true} then ${ctx.now}::timestamptz end, ${due},
           ${shown.holderAsked ? 'asked' : null}
      from identity.account where id = ${accountId}
    returning expires_at, ends_at`
  if (!row) throw new Error('A session needs an account.')
  await noteActive(ctx.sql, accountId, ctx.now)
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
     where id = ${sessionId} and revoked_at is null and device_id is null and not factor_due
       and expires_at < ${after(ctx.now, life / 2)}
    returning expires_at`
  return row?.expiresAt
}

/**
 * The caller has proved who they are: acts that ask for a fresh proof go on, and where the second factor was waited for
 * the session becomes a whole one.
 */
export async function proved(ctx: Context, { factor }: { readonly factor: boolean }): Promise<Renewed | undefined> {
  if (!ctx.who) throw new Error('Only somebody signed in can prove more.')
  const [row] = await ctx.sql<{ wasDue: boolean; kind: AccountKind; endsAt: Date | null }[]>`
    update identity.session s
       set proved_at = ${ctx.now}, factor_due = s.factor_due and not ${factor}
      from identity.session old join identity.account a on a.id = old.account_id
     where s.id = ${ctx.who.sessionId} and old.id = s.id and (${factor} or not s.factor_due)
    returning old.factor_due as was_due, a.kind, s.ends_at`
  const renewed = row?.wasDue ? await wholeAgain(ctx, ctx.who.sessionId, row) : undefined
  await rightsChanged(ctx)
  return renewed
}

/** When the device may forget the session. */
export interface Renewed {
  readonly expires: Date
}

async function wholeAgain(
  ctx: Context,
  sessionId: string,
  { kind, endsAt }: { readonly kind: AccountKind; readonly endsAt: Date | null },
): Promise<Renewed> {
  const expires = endsAt ?? after(ctx.now, lifeOf(kind))
  await ctx.sql`
    update identity.session
       set expires_at = coalesce(${ctx.now}::timestamptz + make_interval(secs => idle_s), ${expires}::timestamptz)
     where id = ${sessionId}`
  return { expires }
}

/** Which of the sessions go on. */
export async function stillIn(app: App, sessionIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await app.db.sql<{ id: string }[]>`
    select s.id from identity.session s join identity.account a on a.id = s.account_id
     where s.id = any(${sessionIds as string[]}::uuid[]) and s.revoked_at is null and s.expires_at > ${app.clock()}
       and a.disabled_at is null`
  return new Set(rows.map(row => row.id))
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
const deviceMark = (app: App, accountId: string, now: Date) => {
  const expires = new Date(now.getTime() + DEVICE_MS)
  return { value: app.keyring.signLink(DEVICE, accountId, expires), expires }
}
const isDeviceMark = (token: string) => token.includes('.')

/** The mark of a device that signs out; none of one on which nobody showed yet that the account is theirs. */
export async function markOnLeaving(ctx: Context, { accountId, sessionId }: Pick<Who, 'accountId' | 'sessionId'>) {
  const [row] = await ctx.sql`
    select from identity.session where id = ${sessionId} and holder is null and not factor_due`
  return row ? deviceMark(ctx.app, accountId, ctx.now) : null
}

/**
 * The account that signed in on this device before, by what it presents: a session, even an ended one, or a mark. Not by
 * one that stopped before its factor, or that is of whoever else holds the phone.
 */
export async function accountOfDevice(ctx: Context, token: string | undefined): Promise<string | undefined> {
  if (!token) return undefined
  if (isDeviceMark(token)) return ctx.app.keyring.readLink(DEVICE, token, ctx.now)
  const [row] = await ctx.sql<{ accountId: string }[]>`
    select account_id from identity.session
     where token_hash = ${hashOf(token)} and holder is null and not factor_due`
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
  if (row.idleS !== null && !row.factorDue) await usedAgain(app.db.sql, row.sessionId, now)
  else if (now.getTime() - row.lastSeenAt.getTime() >= POLICY.session.seenEveryMs)
    await seen(app.db.sql, row.sessionId, now)
  if (row.kind === 'officer' && isOfAnotherMonth(row.lastSeenAt, now)) await noteActive(app.db.sql, row.accountId, now)
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
  readonly kind: AccountKind
  readonly mustChangePassword: boolean
  readonly hasFactor: boolean
  readonly factorDue: boolean
  readonly provedAt: Date | null
  readonly holder: 'asked' | 'other' | null
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
    select s.id as session_id, s.account_id, s.device_id, s.idle_s, s.last_seen_at, s.expires_at, s.proved_at, s.factor_due,
           s.holder, a.kind, a.name, case when s.holder is null then a.person_id else s.person_id end as person_id, a.must_change_password,
           a.has_factor, g.grants, g.grants_change_at
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
  // Whoever else holds the phone may do nothing of what its account may.
  const grants = row.holder ? [] : row.grants
  const household = personId ? await app.use(householdOf)(app.db.sql, personId, app.clock()) : []
  const before = await beforeAll(app, row)
  return {
    accountId: row.accountId,
    sessionId: row.sessionId,
    ...(row.deviceId ? { deviceId: row.deviceId } : {}),
    name: row.holder ? '' : row.name,
    ...(personId ? { personId } : {}),
    personIds: personId ? [...new Set([personId, ...household])] : [],
    ...(row.holder === 'other' ? { shares: true } : {}),
    grants: grants.map(
      (g): Grant => ({
        role: g.role,
        ...(g.areaId ? { areaId: g.areaId } : {}),
        ...(g.placeId ? { placeId: g.placeId } : {}),
        ...(g.organisationId ? { organisationId: g.organisationId } : {}),
      }),
    ),
    ...(row.provedAt ? { provedAt: row.provedAt } : {}),
    ...(before ? { before } : {}),
  }
}

async function beforeAll(app: App, row: SessionRow): Promise<Before | undefined> {
  if (row.factorDue) return 'second-factor'
  if (row.holder === 'asked') return 'confirm-holder'
  if (row.mustChangePassword) return 'change-password'
  if (row.hasFactor || row.kind !== 'officer' || !row.grants.length) return undefined
  const ctx = app.context(app.db.sql)
  const { roles } = (await policyAt(ctx, factorDuty, { day: dayOf(ctx.now) })).params
  return row.grants.some(grant => roles.includes(grant.role as RoleName)) ? 'set-up-factor' : undefined
}

const seen = (sql: Sql, sessionId: string, now: Date) =>
  sql`update identity.session set last_seen_at = ${now} where id = ${sessionId} and last_seen_at < ${now}`

/** On a shared machine the end moves with each use, up to the last moment of the session. */
const usedAgain = (sql: Sql, sessionId: string, now: Date) => sql`
  update identity.session
     set last_seen_at = ${now}, expires_at = least(${now}::timestamptz + make_interval(secs => idle_s), ends_at)
   where id = ${sessionId} and last_seen_at < ${now}`

/** An officer used their account this month: noted once, the first time. */
const noteActive = (sql: Sql, accountId: string, now: Date) => sql`
  insert into identity.active_month (account_id, month, unit_id, since)
  select id, date_trunc('month', ${dayOf(now)}::date)::date, unit_id, ${dayOf(now)}::date
    from identity.account where id = ${accountId} and kind = 'officer'
  on conflict do nothing`

const isOfAnotherMonth = (seenAt: Date, now: Date): boolean => dayOf(seenAt).slice(0, 7) !== dayOf(now).slice(0, 7)

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
