import type { Context } from '#core/app.ts'
import { rightsChanged } from './sessions.ts'

/** The caller's account speaks for this person from now on. */
export async function linkPerson(ctx: Context, personId: string): Promise<void> {
  await ctx.sql`update identity.account set person_id = ${personId} where id = ${ctx.who?.accountId ?? null}`
  await rightsChanged(ctx)
}

/** The phone the caller signed in with, E.164; officers have none. */
export async function phoneOfCaller(ctx: Context): Promise<string | undefined> {
  const [row] = await ctx.sql<{ phoneSealed: Buffer | null }[]>`
    select phone_sealed from identity.account where id = ${ctx.who?.accountId ?? null}`
  return row?.phoneSealed ? ctx.app.keyring.decrypt(row.phoneSealed) : undefined
}
