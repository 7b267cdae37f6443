import { accountById, accountByLogin, addressOfAccount, loginOf } from '#base/identity/accounts.ts'
import { addGrant, refuseUnlessMayGrant } from '#base/identity/grants.ts'
import { countFrom } from '#base/identity/limits.ts'
import { parsePhone } from '#base/identity/phone.ts'
import type { RoleName } from '#base/identity/roles.ts'
import { localPhone } from '#base/identity/rules.ts'
import { lackingAt, rolesFor } from '#base/identity/why-not.ts'
import { sendMessage } from '#base/messages/send.ts'
import { COUNTRY_ID } from '#base/units/ids.ts'
import { treeOf } from '#base/units/trees.ts'
import type { WorkMoved } from '#base/work/events.ts'
import { itemsAbout } from '#base/work/queries.ts'
import { moveWork, openWork, refusedAt } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { at } from '#core/contract.ts'
import { callerOf } from '#core/http/server.ts'
import { newId } from '#core/ids.ts'
import { notFound, Problem } from '#core/problem.ts'
import { say } from '#core/words.ts'
import { resetAccount, type Way } from './activation.ts'
import type { MyRequest, RequestView } from './contract.ts'
import { helpAsked } from './events.ts'
import { accessFlow, GRANTING, helpFlow, RESETTING } from './flows.ts'

const subjectOf = (requestId: string) => at.of('account-request', requestId)
const whereOf = (ctx: Context, unitId: string) => treeOf(ctx.app).label(unitId) || treeOf(ctx.app).root.fullName

/** So many that wait are enough for one officer. */
const MOST_WAITING = 20

export interface Asking {
  readonly verb: string
  readonly unitId?: string | undefined
  readonly note: string
}

/** Asks for a right where it is missing (đề nghị cấp quyền); asking twice is one request. */
export async function askAccess(ctx: Context, { verb, unitId, note }: Asking): Promise<string> {
  const account = ctx.who ? await accountById(ctx, ctx.who.accountId) : undefined
  if (!ctx.who || account?.kind !== 'officer') throw new Problem('accounts.officers-only', { status: 403 })
  if (!rolesFor(verb, ctx.app.rights).length) throw new Problem('accounts.no-role')
  const where = unitId ?? lackingAt(ctx, ctx.who, verb, account.unitId)
  if (!treeOf(ctx.app).isLive(where)) throw notFound('unit')
  const scope = ctx.scope(verb)
  if (scope.everywhere || scope.unitIds.includes(where)) throw new Problem('accounts.held-already')
  const requestId = await insertAccess(ctx, { accountId: account.id, verb, where, note })
  await openWork(ctx, {
    kind: accessFlow.kind,
    subject: subjectOf(requestId),
    unitId: where,
    params: { right: say('vi', `${verb}.right`) },
  })
  return requestId
}

interface NewAccess {
  readonly accountId: string
  readonly verb: string
  readonly where: string
  readonly note: string
}

async function insertAccess(ctx: Context, { accountId, verb, where, note }: NewAccess): Promise<string> {
  const waiting = await ctx.sql<{ id: string; verb: string; unitId: string }[]>`
    select id, verb, unit_id from accounts.request
     where account_id = ${accountId} and kind = 'access' and state = 'asked'`
  const same = waiting.find(one => one.verb === verb && one.unitId === where)
  if (same) return same.id
  if (waiting.length >= MOST_WAITING) throw new Problem('accounts.too-many', { status: 429 })
  const [asked] = await ctx.sql<{ id: string }[]>`
    insert into accounts.request (id, kind, account_id, verb, unit_id, note, at)
    values (${newId(ctx.now)}, 'access', ${accountId}, ${verb}, ${where}, ${note}, ${ctx.now})
    on conflict (account_id, verb, unit_id) where kind = 'access' and state = 'asked' do update set note = excluded.note
    returning id`
  return (asked as { id: string }).id
}

export interface Helpless {
  readonly login: string
  readonly phone?: string | undefined
  readonly note?: string | undefined
}

/**
 * Somebody says that they cannot sign in. Everything is done alike whether there is such an account or not; the item of
 * work is opened later, by the event.
 */
export async function askHelp(ctx: Context, { login, phone, note = '' }: Helpless): Promise<void> {
  await countFrom(ctx.app, 'help', callerOf(ctx).address)
  const account = await accountByLogin(ctx, loginOf(login))
  const called = parsePhone(phone ?? '')?.e164 ?? ''
  const requestId = newId(ctx.now)
  await ctx.sql`
    insert into accounts.request (id, kind, account_id, note, phone_sealed, at)
    values (${requestId}, 'help', ${account?.id ?? null}, ${note}, ${ctx.app.keyring.encrypt(called)}, ${ctx.now})
    on conflict do nothing`
  await ctx.emit(helpAsked, { requestId })
}

/** Opens the item in the inbox of the help desk where the account is administered; nothing for a login that nobody has. */
export async function openHelp(ctx: Context, requestId: string): Promise<void> {
  const [row] = await ctx.sql<{ unitId: string | null }[]>`
    select a.unit_id from accounts.request r join identity.account a on a.id = r.account_id
     where r.id = ${requestId} and r.state = 'asked' and a.kind = 'officer' and a.disabled_at is null`
  if (row?.unitId) await openWork(ctx, { kind: helpFlow.kind, subject: subjectOf(requestId), unitId: row.unitId })
}

interface RequestRow {
  readonly id: string
  readonly kind: 'access' | 'help'
  readonly accountId: string
  readonly verb: string | null
  readonly unitId: string | null
  readonly note: string
  readonly phoneSealed: Buffer | null
  readonly at: Date
  readonly state: string
}

async function requestBy(ctx: Context, id: string): Promise<RequestRow> {
  const [row] = await ctx.sql<RequestRow[]>`
    select id, kind, account_id, verb, unit_id, note, phone_sealed, at, state from accounts.request
     where id = ${id} and account_id is not null`
  if (!row) throw notFound('request')
  return row
}

export async function requestView(ctx: Context, id: string): Promise<RequestView> {
  const row = await requestBy(ctx, id)
  const account = await accountById(ctx, row.accountId)
  if (!account) throw notFound('account')
  const { reads } = row.kind === 'access' ? accessFlow : helpFlow
  const refused = refusedAt(ctx, reads, row.unitId ?? account.unitId ?? COUNTRY_ID)
  if (refused) throw refused
  const phone = row.phoneSealed ? ctx.app.keyring.decrypt(row.phoneSealed) : ''
  return {
    id: row.id,
    kind: row.kind,
    note: row.note,
    at: row.at.toISOString(),
    account: {
      id: account.id,
      name: account.name,
      login: account.login,
      unitLabel: account.unitId ? whereOf(ctx, account.unitId) : '',
    },
    right: row.verb ? say(ctx.locale, `${row.verb}.right`) : null,
    roles: row.verb ? [...rolesFor(row.verb, ctx.app.rights)] : [],
    unitId: row.unitId,
    where: row.unitId ? whereOf(ctx, row.unitId) : null,
    phone: phone ? localPhone(phone) : null,
  }
}

interface Granting {
  readonly role: RoleName
  readonly areaId: string
  readonly until?: string | undefined
}

/** Grants a role that has the right which was asked for, by the same rule as any grant, and closes the item. */
export async function grantRequest(ctx: Context, id: string, { role, areaId, until }: Granting): Promise<void> {
  const row = await requestBy(ctx, id)
  if (!row.verb || !ctx.app.rights.get(role)?.has(row.verb)) throw new Problem('accounts.role-lacks')
  await refuseUnlessMayGrant(ctx, role, { areaId })
  const end = until ? new Date(until) : null
  if (end && end <= ctx.now) throw new Problem('identity.grant-past')
  await step(ctx, id, 'grant', GRANTING)
  await addGrant(ctx, { accountId: row.accountId, role, areaId, until: end })
}

/** Gives who cannot sign in a new way in, by the same rule as any reset, and closes the item. */
export async function resetRequest(ctx: Context, id: string): Promise<Way> {
  const row = await requestBy(ctx, id)
  if (row.kind !== 'help') throw notFound('request')
  await step(ctx, id, 'reset', RESETTING)
  return resetAccount(ctx, row.accountId)
}

async function step(ctx: Context, requestId: string, name: string, form: string): Promise<void> {
  const item = (await itemsAbout(ctx.sql, subjectOf(requestId))).find(one => one.open)
  if (!item) throw new Problem('work.done', { status: 409 })
  await moveWork(ctx, item.id, name, { form })
}

/** What became of a request goes back to who asked. */
export async function answered(ctx: Context, { kind, subject, to, done, workId }: WorkMoved): Promise<void> {
  if (!done || (kind !== accessFlow.kind && kind !== helpFlow.kind)) return
  await ctx.sql`
    update accounts.request set state = ${to}, answered_at = ${ctx.now} where id = ${subject.id} and state = 'asked'`
  if (kind !== accessFlow.kind) return
  const row = await requestBy(ctx, subject.id)
  const address = await addressOfAccount(ctx, row.accountId)
  if (!address || !row.verb || !row.unitId) return
  const values = {
    right: say('vi', `${row.verb}.right`),
    where: whereOf(ctx, row.unitId),
    reason: (await reasonsOf(ctx, [workId])).get(workId) ?? '',
  }
  const template = to === 'granted' ? 'accounts.granted' : 'accounts.refused'
  await sendMessage(ctx, { template, to: address, values, about: at.of('account', row.accountId) })
}

/** What was said with the last step of items. */
async function reasonsOf(ctx: Context, workIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await ctx.sql<{ itemId: string; note: string }[]>`
    select distinct on (item_id) item_id, coalesce(note, '') as note from work.step
     where item_id = any(${workIds as string[]}::uuid[]) and what = 'moved' order by item_id, n desc`
  return new Map(rows.map(row => [row.itemId, row.note]))
}

const SHOWN = 20

/** The rights the caller asked for, the latest first. */
export async function myRequests(ctx: Context): Promise<MyRequest[]> {
  const rows = await ctx.sql<
    (RequestRow & {
      verb: string
      unitId: string
      state: MyRequest['state']
      answeredAt: Date | null
      workId: string
    })[]
  >`
    select r.id, r.verb, r.unit_id, r.at, r.state, r.answered_at,
           (select i.id from work.item i where i.subject_kind = 'account-request' and i.subject_id = r.id::text
             order by i.id desc limit 1) as work_id
      from accounts.request r
     where r.account_id = ${ctx.who?.accountId ?? null} and r.kind = 'access' order by r.at desc, r.id desc limit ${SHOWN}`
  const reasons = await reasonsOf(
    ctx,
    rows.flatMap(row => (row.state === 'refused' ? row.workId : [])),
  )
  return rows.map(row => ({
    id: row.id,
    state: row.state,
    at: row.at.toISOString(),
    right: say(ctx.locale, `${row.verb}.right`),
    where: whereOf(ctx, row.unitId),
    answeredAt: row.answeredAt?.toISOString() ?? null,
    reason: reasons.get(row.workId) || null,
  }))
}
