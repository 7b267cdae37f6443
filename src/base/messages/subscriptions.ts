import { createECDH } from 'node:crypto'
import type { Context } from '#core/app.ts'
import { newId } from '#core/ids.ts'
import { Problem } from '#core/problem.ts'
import type { Subscription } from './channel.ts'
import type { NewSubscription } from './contract.ts'

/** The push services of the browsers there are. Anything else would have the server call wherever somebody likes. */
const SERVICES = [
  'fcm.googleapis.com',
  'updates.push.services.mozilla.com',
  'push.services.mozilla.com',
  'web.push.apple.com',
  'notify.windows.com',
]
const MOST_OF_ONE = 10

/** `more` are hosts that the installation names besides. */
export function isPushService(endpoint: string, more: readonly string[]): boolean {
  const url = URL.parse(endpoint)
  if (!url) return false
  if (more.includes(url.host)) return true
  return url.protocol === 'https:' && SERVICES.some(host => url.host === host || url.host.endsWith(`.${host}`))
}

/** Whether something can be sealed with its keys. */
function isReadable({ keys: { p256dh, auth } }: NewSubscription): boolean {
  try {
    const pair = createECDH('prime256v1')
    pair.generateKeys()
    pair.computeSecret(Buffer.from(p256dh, 'base64url'))
    return Buffer.from(auth, 'base64url').length === 16
  } catch {
    return false
  }
}

const lookupOf = (ctx: Context, endpoint: string) => ctx.app.keyring.blindIndex('messages.push', endpoint)

/** A browser asks to be woken for the account that is signed in there now; a phone that changes hands changes with it. */
export async function subscribe(ctx: Context, given: NewSubscription, hosts: readonly string[]): Promise<void> {
  if (!isPushService(given.endpoint, hosts) || !isReadable(given)) throw new Problem('messages.push-unknown')
  const accountId = ctx.who?.accountId as string
  const { endpoint, keys } = given
  const sealed = ctx.app.keyring.encrypt(JSON.stringify({ endpoint, ...keys }))
  await ctx.sql`
    insert into messages.subscription (id, account_id, lookup, sealed, at)
    values (${newId(ctx.now)}, ${accountId}, ${lookupOf(ctx, endpoint)}, ${sealed}, ${ctx.now})
    on conflict (lookup) do update set account_id = excluded.account_id, sealed = excluded.sealed, at = excluded.at`
  await ctx.sql`
    delete from messages.subscription where account_id = ${accountId} and id not in (
      select id from messages.subscription where account_id = ${accountId} order by at desc limit ${MOST_OF_ONE})`
}

export const unsubscribe = (ctx: Context, endpoint: string) => ctx.sql`
  delete from messages.subscription
  where lookup = ${lookupOf(ctx, endpoint)} and account_id = ${ctx.who?.accountId ?? null}`

export const forgetSubscription = (ctx: Context, id: string) =>
  ctx.sql`delete from messages.subscription where id = ${id}`

interface Row {
  readonly id: string
  readonly accountId: string
  readonly personId: string | null
  readonly sealed: Buffer
}

/** The browsers of people and of accounts, by the id that was asked for. */
export async function subscriptionsOf(
  ctx: Context,
  asked: { readonly personIds: readonly string[]; readonly accountIds: readonly string[] },
): Promise<ReadonlyMap<string, Subscription[]>> {
  const found = new Map<string, Subscription[]>()
  const add = (id: string, one: Subscription) => found.set(id, [...(found.get(id) ?? []), one])
  const rows = await ctx.sql<Row[]>`
    select s.id, s.account_id, a.person_id, s.sealed
    from messages.subscription s join identity.account a on a.id = s.account_id
    where a.disabled_at is null
      and (a.person_id = any(${asked.personIds as string[]}::uuid[]) or a.id = any(${asked.accountIds as string[]}::uuid[]))`
  for (const { id, accountId, personId, sealed } of rows) {
    const one = { id, accountId, ...JSON.parse(ctx.app.keyring.decrypt(sealed)) } as Subscription
    if (personId) add(personId, one)
    add(accountId, one)
  }
  return found
}

export async function putInInbox(
  { sql, app, now }: Context,
  { id, accountId, text }: { readonly id: string; readonly accountId: string; readonly text: string },
): Promise<void> {
  await sql`
    insert into messages.inbox (id, account_id, sealed, at)
    values (${id}, ${accountId}, ${app.keyring.encrypt(text)}, ${now}) on conflict do nothing`
}

const SHOWN = 50
const _INBOX_DAYS = 30

/** What was pushed to the devices of the caller, each once, newest first; now it is read. */
export async function readInbox({ sql, app, who, now }: Context) {
  const accountId = who?.accountId ?? null
  const rows = await sql<{ id: string; at: Date; sealed: Buffer; readAt: Date | null }[]>`
    select id, at, sealed, read_at from messages.inbox where account_id = ${accountId} order by id desc limit ${SHOWN}`
  await sql`update messages.inbox set read_at = ${now} where account_id = ${accountId} and read_at is null`
  return rows.map(({ id, at, sealed, readAt }) => ({
    id,
    at: at.toISOString(),
    text: app.keyring.decrypt(sealed),
    isNew: readAt === null,
  }))
}
