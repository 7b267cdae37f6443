import { recordOutcome } from '#capabilities/tracing/outcomes.ts'
import { mustCase } from '#capabilities/tracing/queries.ts'
import type { Who } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import { DAY_MS, HOUR_MS } from '#core/clock.ts'

/** After so many days at the earliest, and some days more for some. */
const SHORTEST_DAYS = 7
const MORE_DAYS = 3
const MOST = 60
/** One of so many went on to a hospital of a higher level. */
const TRANSFERRED_ONE_IN = 7

/**
 * How the older cases of the drill ended, as a tracer wrote it down a few hours later: recovered or discharged, some
 * transferred. Nobody dies in a demo unless somebody writes it down.
 */
export async function replayOutcomes(ctx: Context, tracer: Who): Promise<void> {
  const rows = await ctx.sql<{ id: string; confirmedAt: Date }[]>`
    select id, confirmed_at from tracing.case_file
    where closed_at is null and confirmed_at < ${new Date(ctx.now.getTime() - SHORTEST_DAYS * DAY_MS)}
    order by confirmed_at, id limit ${MOST}`
  for (const [i, { id, confirmedAt }] of rows.entries()) {
    const at = new Date(confirmedAt.getTime() + (SHORTEST_DAYS + (i % (MORE_DAYS + 1))) * DAY_MS)
    const writtenAt = new Date(at.getTime() + 3 * HOUR_MS)
    if (writtenAt > ctx.now) continue
    const asTracer = ctx.app.context(ctx.sql, { who: tracer, now: writtenAt })
    const isTransfer = i % TRANSFERRED_ONE_IN === TRANSFERRED_ONE_IN - 1
    await recordOutcome(asTracer, await mustCase(ctx, id), {
      outcome: isTransfer ? 'transferred' : i % 2 ? 'discharged' : 'recovered',
      at: at.toISOString(),
      source: isTransfer ? 'Giấy chuyển tuyến' : 'Giấy ra viện',
      ...(isTransfer ? { facility: 'Bệnh viện Trung ương Huế' } : {}),
    })
  }
}
