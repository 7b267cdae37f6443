import { treeOf } from '#base/units/trees.ts'
import { grantsFor, type Scope, type Who } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import type { InputOf, ReplyOf, ResultOf } from '#core/contract.ts'
import { callerOf, sessionEffect } from '#core/http/server.ts'
import { notFound, Problem } from '#core/problem.ts'
import { nameKey } from '#core/text.ts'
import { accountById, phoneIndex, resetProblem } from './accounts.ts'
import type { identity } from './contract.ts'
import { type GrantRow, grantsOf, reachesGrant } from './grants.ts'
import { mobileOf } from './phone.ts'
import { POLICY } from './policy.ts'
import { householdOf, placeNames } from './ports.ts'
import {
  type AccountRow,
  type AccountSearch,
  accountRow,
  type Cursor,
  countAccounts,
  openSessions,
  searchAccounts,
  unitNames,
} from './queries.ts'
import { ADMINISTER, localPhone, maskedPhone, RESET } from './rules.ts'

const PAGE = 50
const COUNTED = 1000

/** Who the account is, with what its roles and areas are called. */
export async function meView(ctx: Context, accountId: string): Promise<ReplyOf<typeof identity.me>> {
  const account = await accountById(ctx, accountId)
  if (!account) throw notFound('account')
  const who = await whoseSession(ctx)
  // Of a phone that several hold the session says for whom it speaks and what it may do, not the account.
  const isOther = who?.before === 'confirm-holder' || who?.shares
  const grants =
    who && !who.grants.length ? [] : (await grantsOf(ctx, [accountId])).filter(grant => grant.since <= ctx.now)
  const roles = [...new Set(grants.map(grant => grant.role))]
  const personId = who ? (who.personId ?? null) : account.personId
  const household = personId ? await ctx.app.use(householdOf)(ctx.sql, personId, ctx.now) : []
  return {
    accountId,
    kind: account.kind,
    name: isOther && account.phoneSealed ? maskedPhone(ctx.app.keyring.decrypt(account.phoneSealed)) : account.name,
    login: account.login,
    phone: phoneView(ctx, account.phoneSealed),
    personId,
    personIds: personId ? [...new Set([personId, ...household])] : [],
    mustChangePassword: account.mustChangePassword,
    before: who?.before ?? null,
    grants: await grantViews(ctx, grants),
    rights: Object.fromEntries(roles.map(role => [role, [...(ctx.app.rights.get(role) ?? [])].sort()])),
  }
}

/** The session that was opened just now, or the one that asks, as it is by now. */
async function whoseSession(ctx: Context): Promise<Who | null> {
  const token = sessionEffect(ctx).token?.value ?? callerOf(ctx).token
  return token ? ctx.app.authenticate(token) : ctx.who
}

const phoneView = (ctx: Context, sealed: Buffer | null) => (sealed ? localPhone(ctx.app.keyring.decrypt(sealed)) : null)

type GrantView = ResultOf<typeof identity.me>['grants'][number]

async function grantViews(ctx: Context, grants: readonly GrantRow[]): Promise<GrantView[]> {
  const ids = (pick: (grant: GrantRow) => string | null) => grants.flatMap(grant => pick(grant) ?? [])
  const placeIds = ids(grant => grant.placeId)
  const units = await unitNames(ctx.sql, [...ids(grant => grant.areaId), ...ids(grant => grant.organisationId)])
  const places = placeIds.length ? await ctx.app.use(placeNames)(ctx.sql, placeIds) : new Map<string, string>()
  const named = (names: ReadonlyMap<string, string>, id: string | null) => (id ? (names.get(id) ?? null) : null)
  return grants.map(({ accountId: _, since, until, ...grant }) => ({
    ...grant,
    areaName: named(units, grant.areaId),
    areaLabel: unitLabel(ctx, grant.areaId),
    placeName: named(places, grant.placeId),
    organisationName: named(units, grant.organisationId),
    since: since.toISOString(),
    until: until?.toISOString() ?? null,
  }))
}

type AccountLine = ResultOf<typeof identity.accounts>['rows'][number]

/** A unit by its whole name, because many are called alike; the country by its own. */
function unitLabel(ctx: Context, unitId: string | null): string | null {
  const tree = treeOf(ctx.app)
  return unitId ? tree.label(unitId) || (tree.get(unitId)?.fullName ?? null) : null
}

const accountLine = (ctx: Context, row: AccountRow): AccountLine => ({
  ...row,
  phone: phoneView(ctx, row.phoneSealed),
  unitLabel: unitLabel(ctx, row.unitId),
  disabledAt: row.disabledAt?.toISOString() ?? null,
  lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
})

type Query = InputOf<typeof identity.accounts>['query']

/** A page of the accounts administered in the caller's area. */
export async function accountPage(ctx: Context, query: Query): Promise<ReplyOf<typeof identity.accounts>> {
  const search = searchOf(ctx, query)
  const rows = await searchAccounts(ctx.sql, search)
  const shown = rows.slice(0, PAGE)
  const last = shown.at(-1)
  return {
    rows: shown.map(row => accountLine(ctx, row)),
    more: rows.length > PAGE && last ? writeCursor([last.nameSort, last.id]) : null,
    atLeast: await countAccounts(ctx.sql, search, COUNTED),
  }
}

function searchOf(ctx: Context, query: Query): AccountSearch {
  const text = query.q?.trim() ?? ''
  const phone = mobileOf(text, POLICY.code.countries)
  return {
    now: ctx.now,
    scope: together(ctx.scope(ADMINISTER), ctx.scope(RESET)),
    text: text || undefined,
    words: nameKey(text).split(' ').filter(Boolean),
    phoneIndex: phone ? phoneIndex(ctx, phone) : undefined,
    role: query.role,
    unitIds: query.unitId ? ctx.app.tree.within([query.unitId]) : undefined,
    state: query.state,
    after: query.after ? readCursor(query.after) : undefined,
    limit: PAGE + 1,
  }
}

/** What either of two rights reaches. */
const together = (a: Scope, b: Scope): Scope =>
  a.everywhere || b.everywhere
    ? { everywhere: true }
    : {
        everywhere: false,
        unitIds: [...new Set([...a.unitIds, ...b.unitIds])],
        placeIds: [...new Set([...a.placeIds, ...b.placeIds])],
      }

const writeCursor = (cursor: Cursor): string => Buffer.from(JSON.stringify(cursor)).toString('base64url')

function readCursor(text: string): Cursor {
  try {
    const [nameSort, id] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as unknown[]
    if (typeof nameSort === 'string' && typeof id === 'string' && /^[0-9a-f-]{36}$/.test(id)) return [nameSort, id]
  } catch {
    // Falls through to the problem: what is not a cursor of ours is bad input, whatever is wrong with it.
  }
  throw new Problem('core.unreadable', { status: 400 })
}

/** An account with its grants, each with whether the caller may take it back. */
export async function accountView(ctx: Context, accountId: string): Promise<ReplyOf<typeof identity.account>> {
  const row = await accountRow(ctx.sql, accountId, ctx.now)
  const account = await accountById(ctx, accountId)
  if (!row || !account) throw notFound('account')
  const grants = await grantsOf(ctx, [accountId])
  const mine = await Promise.all(grants.map(grant => reachesGrant(ctx, grant.role, grant)))
  const views = await grantViews(ctx, grants)
  return {
    ...accountLine(ctx, row),
    createdAt: row.createdAt.toISOString(),
    grants: views.map((view, i) => ({ ...view, mine: mine[i] ?? false })),
    administered: isAdministrator(ctx) && mine.every(Boolean) && accountId !== ctx.who?.accountId,
    resetRefused: (await resetProblem(ctx, account))?.code ?? null,
    hasFactor: account.hasFactor,
    hasContact: account.contactSealed !== null,
  }
}

const isAdministrator = ({ who, app }: Context): boolean =>
  who !== null && grantsFor(who, ADMINISTER, app.rights).length > 0

type SessionView = ResultOf<typeof identity.mySessions>['sessions'][number]

/** The open sessions of an account, latest use first. */
export async function sessionViews(ctx: Context, accountId: string): Promise<SessionView[]> {
  const rows = await openSessions(ctx.sql, accountId, ctx.now)
  return rows.map(row => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    current: row.id === ctx.who?.sessionId,
  }))
}
