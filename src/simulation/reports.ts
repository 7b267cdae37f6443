import { recompute } from '#base/indicators/upkeep.ts'
import { draftDue } from '#capabilities/reports/draft.ts'
import reports from '#capabilities/reports/index.ts'
import { lastCutoff } from '#capabilities/reports/rules.ts'
import tracing from '#capabilities/tracing/index.ts'
import type { Who } from '#core/access.ts'
import type { Context } from '#core/app.ts'
import { HOUR_MS, MINUTE_MS } from '#core/clock.ts'

/** A unit that reports, and who does it. Those below come before those above. */
export interface Bureau {
  readonly unitId: string
  readonly who: Who
  /** How many samples it took, by hand: a round figure for each report. */
  readonly tests: number
}

const HOURS = [6, 18]
/** Reports of two days were sent; the latest is a draft. */
const SENT = 4
/** What the orders and the outcomes of the drill have changed since the figures were computed. */
const CHANGED = [
  'isolation.people',
  'isolation.people-centralised',
  'isolation.people-home',
  'tracing.recovered',
  'tracing.died',
]

const call = <P, B>(params: P, body: B) => ({ params, query: undefined, body })

/**
 * The reports of two days as they were sent, each on time; a case that was given another origin since, so that a
 * correction waits; and the drafts of the latest hour.
 */
export async function replayReports(ctx: Context, bureaus: readonly Bureau[]): Promise<void> {
  for (const name of CHANGED) await recompute(ctx, name)
  for (const cutoff of cutoffsBefore(ctx.now)) for (const bureau of bureaus) await sendOne(ctx, bureau, cutoff)
  await reclassifyOne(ctx, bureaus)
  await draftDue(ctx)
}

/** The last cut-offs but the latest, oldest first. */
function cutoffsBefore(now: Date): Date[] {
  const found: Date[] = []
  let at = lastCutoff(now, HOURS)
  for (let i = 0; at && i < SENT; i++) {
    at = lastCutoff(new Date(at.getTime() - HOUR_MS), HOURS)
    if (at) found.unshift(at)
  }
  return found
}

async function sendOne(ctx: Context, { unitId, who, tests }: Bureau, cutoff: Date): Promise<void> {
  const at = ctx.app.context(ctx.sql, { who, now: new Date(cutoff.getTime() + 25 * MINUTE_MS) })
  const { reportId } = await reports.handlers.create(call(undefined, { unitId, at: cutoff.toISOString() }), at)
  const params = { reportId }
  if (tests) await reports.handlers.enter(call(params, { figure: 'tests' as const, value: tests }), at)
  const { seen } = await reports.handlers.report(call(params, undefined), at)
  await reports.handlers.send(call(params, { seen, corrects: [] }), at)
}

/** A case of a report that was sent turns out to have come from another province. */
async function reclassifyOne(ctx: Context, bureaus: readonly Bureau[]): Promise<void> {
  const [oldest] = cutoffsBefore(ctx.now)
  const [first] = bureaus
  if (!oldest || !first) return
  const [found] = await ctx.sql<{ id: string }[]>`
    select c.id from tracing.case_file c
    where c.origin = 'community' and c.confirmed_at >= ${oldest}
      and c.confirmed_at < ${lastCutoff(ctx.now, HOURS) ?? ctx.now}
    order by c.unit_id = ${first.unitId} desc, c.confirmed_at, c.id limit 1`
  if (!found) return
  const body = { origin: 'other-province' as const, reason: 'Xác minh lại: về từ Đà Nẵng ba ngày trước' }
  await tracing.handlers.reclassify(call({ caseId: found.id }, body), ctx)
}
