import type { Context } from '#core/app.ts'
import { notFound } from '#core/problem.ts'
import { accountById, phoneIndex, renameAccount } from './accounts.ts'
import { accountParted } from './events.ts'
import { revokeGrants } from './grants.ts'
import { maskedPhone } from './rules.ts'
import { revokeSessions, rightsChanged } from './sessions.ts'

/** The caller is this person of the register. An account that has no name yet but its phone takes theirs. */
export async function linkPerson(ctx: Context, personId: string, fullName?: string): Promise<void> {
  if (!ctx.who) throw new Error('Only somebody signed in can be linked with a person.')
  // Who shares a phone with the one it belongs to speaks for themselves on this device, and changes nothing of theirs.
  if (await sharesPhone(ctx, personId)) await confirmHolder(ctx, personId)
  else await linkAccount(ctx, ctx.who.accountId, personId, fullName)
}

/** The same of any account, by whoever has proof. */
export async function linkAccount(ctx: Context, accountId: string, personId: string, fullName?: string): Promise<void> {
  const [account] = await ctx.sql<{ name: string; phoneSealed: Buffer | null }[]>`
    update identity.account set person_id = ${personId} where id = ${accountId} returning name, phone_sealed`
  const phone = account?.phoneSealed ? ctx.app.keyring.decrypt(account.phoneSealed) : undefined
  const nameless = phone !== undefined && account?.name === maskedPhone(phone)
  await (nameless && fullName ? renameAccount(ctx, accountId, fullName) : rightsChanged(ctx))
}

/** The person of the caller's account, also while its holder is asked. */
export async function personOfAccount(ctx: Context): Promise<string | undefined> {
  const account = ctx.who ? await accountById(ctx, ctx.who.accountId) : undefined
  return account?.personId ?? undefined
}

async function sharesPhone({ sql, who }: Context, personId: string): Promise<boolean> {
  const [row] = await sql<{ shares: boolean }[]>`
    select s.holder is not null or coalesce(a.person_id <> ${personId}, false) as shares
      from identity.session s join identity.account a on a.id = s.account_id
     where s.id = ${who?.sessionId ?? null} and a.kind = 'citizen'`
  return row?.shares ?? false
}

/** The caller shares the phone with the one whose account it is: this session is somebody else's. */
export async function sharePhone(ctx: Context): Promise<void> {
  await ctx.sql`
    update identity.session set holder = 'other', person_id = null where id = ${ctx.who?.sessionId ?? null}`
  await rightsChanged(ctx)
}

/** The holder has said who they are: this session speaks for that person, whoever else shares the phone. */
export async function confirmHolder(ctx: Context, personId: string): Promise<void> {
  if (!ctx.who) throw new Error('Only somebody signed in holds a phone.')
  await ctx.sql`
    update identity.session s
       set holder = case when a.person_id = ${personId} then null else 'other' end,
           person_id = nullif(${personId}::uuid, a.person_id)
      from identity.account a where a.id = s.account_id and s.id = ${ctx.who.sessionId}`
  await rightsChanged(ctx)
}

/**
 * The account speaks for nobody any more and may do nothing of what it could; who was in elsewhere is out, or all are.
 * It remains the account of its phone.
 */
export async function partAccount(ctx: Context, accountId: string, exceptId?: string): Promise<void> {
  const account = await accountById(ctx, accountId)
  if (!account) throw notFound('account')
  await ctx.sql`update identity.account set person_id = null, parted_at = ${ctx.now} where id = ${accountId}`
  await ctx.sql`
    update identity.session set holder = null, person_id = null where account_id = ${accountId}`
  await revokeGrants(ctx, { accountId })
  await revokeSessions(ctx, { accountId, ...(exceptId ? { exceptId } : {}) })
  if (account.phoneSealed)
    await renameAccount(ctx, accountId, maskedPhone(ctx.app.keyring.decrypt(account.phoneSealed)))
  await ctx.emit(accountParted, { accountId })
}

/** Parts a person from the citizens' accounts that speak for them, but for the one of a phone in E.164. */
export async function partPerson(ctx: Context, personId: string, exceptPhone: string): Promise<void> {
  const rows = await ctx.sql<{ id: string }[]>`
    select id from identity.account
     where person_id = ${personId} and kind = 'citizen' and phone_index is distinct from ${phoneIndex(ctx, exceptPhone)}`
  for (const { id } of rows) await partAccount(ctx, id)
}

/** The phone the caller signs in with, in E.164: proof that they hold it. Officers have none. */
export async function phoneOfCaller(ctx: Context): Promise<string | undefined> {
  if (!ctx.who) return undefined
  const [row] = await ctx.sql<{ phoneSealed: Buffer | null }[]>`
    select phone_sealed from identity.account where id = ${ctx.who.accountId}`
  return row?.phoneSealed ? ctx.app.keyring.decrypt(row.phoneSealed) : undefined
}

/** The caller's household has changed: whom they may see and act for is asked anew. */
export const householdChanged = (ctx: Context): Promise<void> => rightsChanged(ctx)
