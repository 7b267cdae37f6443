import { sendMessages } from '#base/messages/send.ts'
import { policyAt } from '#base/policies/index.ts'
import type { Context } from '#core/app.ts'
import { headLine } from '#core/audit/heads.ts'
import { prune } from '#core/audit/keep.ts'
import { lastBlock } from '#core/audit/queries.ts'
import { DAY_MS, dayOf } from '#core/clock.ts'
import { headsRule, keepRule } from './policies.ts'

const PATIENCE_MS = 10_000

/** Hands the newest head to where the database's masters cannot take it back. */
export async function sendHeads(ctx: Context): Promise<void> {
  const { emails, hook } = (await policyAt(ctx, headsRule, { day: dayOf(ctx.now) })).params
  const block = await lastBlock(ctx.sql)
  if (!block) return
  const head = headLine(block)
  // First what may fail: what is tried again must not be sent twice.
  if (hook) await post(hook, head)
  const { origin } = ctx.app.config
  await sendMessages(
    ctx,
    emails.map(email => ({ template: 'audit.head', to: { email }, values: { head, origin } })),
  )
}

async function post(url: string, head: string): Promise<void> {
  const reply = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ head }),
    redirect: 'error',
    signal: AbortSignal.timeout(PATIENCE_MS),
  })
  if (!reply.ok) throw new Error(`The hook for the heads of the audit answered ${reply.status}.`)
}

/** For how many days the audit is kept: the months of the policy, counted back from today. */
export async function auditDays(ctx: Context): Promise<number> {
  const { months } = (await policyAt(ctx, keepRule, { day: dayOf(ctx.now) })).params
  const from = new Date(ctx.now)
  from.setUTCMonth(from.getUTCMonth() - months)
  return (ctx.now.getTime() - from.getTime()) / DAY_MS
}

/** Drops whole months that ended before an instant; answers how many rows went. */
export async function pruneAudit(ctx: Context, before: Date): Promise<number> {
  const count = async () => {
    const [row] = await ctx.sql<{ n: number }[]>`select count(*)::int as n from core.audit where at < ${before}`
    return row?.n ?? 0
  }
  const there = await count()
  const until = await prune(ctx, before)
  if (!until) return 0
  ctx.app.log.warn({ until }, 'the audit was pruned')
  return there - (await count())
}
