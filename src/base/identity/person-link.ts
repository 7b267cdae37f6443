import type { Context } from '#core/app.ts'
import { renameAccount } from './accounts.ts'
import { maskedPhone } from './rules.ts'
import { rightsChanged } from './sessions.ts'

/** The caller's account belongs to this person of the register. One that has no name yet but its phone takes theirs. */
export async function linkPerson(ctx: Context, personId: string, fullName?: string): Promise<void> {
  if (!ctx.who) throw new Error('Only somebody signed in can be linked with a person.')
  const [account] = await ctx.sql<{ name: string }[]>`
    update identity.account set person_id = ${personId} where id = ${ctx.who.accountId} returning name`
  const phone = await phoneOfCaller(ctx)
  const nameless = phone !== undefined && account?.name === maskedPhone(phone)
  await (nameless && fullName ? renameAccount(ctx, ctx.who.accountId, fullName) : rightsChanged(ctx))
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
