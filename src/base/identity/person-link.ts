import type { Context } from '#core/app.ts'
import { rightsChanged } from './sessions.ts'

/** The caller's account belongs to this person of the register. */
export async function linkPerson(ctx: Context, personId: string): Promise<void> {
  if (!ctx.who) throw new Error('Only somebody signed in can be linked with a person.')
  await ctx.sql`update identity.account set person_id = ${personId} where id = ${ctx.who.accountId}`
  await rightsChanged(ctx)
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
