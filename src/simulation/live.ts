import { recorder } from '#base/timeline/record.ts'
import { scanFact } from '#base/timeline/scan.ts'
import type { App } from '#core/app.ts'
import { addDays, dayOf, startOf } from '#core/clock.ts'
import { asOf, openSimulatedCase } from './cases.ts'
import { declaringOn } from './declarations.ts'
import type { Loaded } from './load.ts'
import { makeProvince, type Province } from './province.ts'
import { scansBetween } from './simulate.ts'
import type { SimulatedDay } from './types.ts'

/** A tick that comes late catches up, but never with more than this. */
const MOST_SCANS_A_TICK = 5_000

/**
 * The demo's present: each call records what happened since the last one, through the same doors as people do: scans one
 * by one through the recorder, confirmed infections as cases. What was recorded before is recognised by its id.
 */
export function liveOn(app: App, loaded: Loaded): () => Promise<void> {
  let province: Province | undefined
  let until: Date | undefined
  const declareOn = declaringOn(app, loaded.recipe)

  return async () => {
    province ??= makeProvince(loaded.recipe, loaded.state)
    const now = app.clock()
    until ??= await lastScanAt(app, now)
    for (let day = dayOf(until); day <= dayOf(now); day = addDays(day, 1)) {
      const simulated = province.simulation.day(day)
      await recordScans(app, province, simulated, until, now)
      await openCases(app, province, simulated, now)
      await declareOn(day, until, now)
    }
    until = now
  }
}

async function lastScanAt(app: App, now: Date): Promise<Date> {
  const since = new Date(now.getTime() - 3 * 86_400_000)
  const [row] = await app.db.sql<
    { at: Date | null }[]
  >`select max(in_at) as at from timeline.visit where in_at > ${since}`
  return row?.at ?? since
}

async function recordScans(app: App, province: Province, day: SimulatedDay, from: Date, to: Date): Promise<void> {
  const midnight = startOf(day.date).getTime()
  const second = (at: Date) => Math.max(0, Math.floor((at.getTime() - midnight) / 1000))
  const { start, end } = scansBetween(day.scans, second(from), second(to))
  const scans = province.scansOf(day, start, Math.min(end, start + MOST_SCANS_A_TICK))
  await Promise.all(scans.map(scan => app.use(recorder).record(scanFact, scan)))
}

/** Confirmed today and not yet registered. */
async function openCases(app: App, province: Province, day: SimulatedDay, now: Date): Promise<void> {
  for (const infection of day.confirmed) {
    if (infection.detectedAt === null || infection.detectedAt > now.getTime()) continue
    const at = new Date(infection.detectedAt)
    await app.run(async ctx => {
      const known = await ctx.sql`
        select from tracing.case_file where person_id = ${province.personId(infection.person)}`
      if (!known.count) await openSimulatedCase(asOf(ctx, at), province, infection)
    })
  }
}
