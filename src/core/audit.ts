import type { Context } from './app.ts'
import type { Ref } from './contract.ts'
import { newId } from './ids.ts'

/** Writes that the caller did something, or looked at somebody's data for a purpose, in the same transaction. */
export async function writeAudit(ctx: Context, endpoint: string, about?: Ref, purpose?: string): Promise<void> {
  await ctx.sql`
    insert into core.audit (id, at, account_id, session_id, device_id, endpoint, ref_kind, ref_id, purpose, request_id)
    values (${newId()}, ${ctx.now}, ${ctx.who?.accountId ?? null}, ${ctx.who?.sessionId ?? null},
            ${ctx.who?.deviceId ?? null}, ${endpoint}, ${about?.kind ?? null}, ${about?.id ?? null}, ${purpose ?? null}, ${ctx.requestId})`
}
