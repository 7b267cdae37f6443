import { entriesOf, householdOf } from '#base/people/people.ts'
import { policyAt } from '#base/policies/index.ts'
import type { Context } from '#core/app.ts'
import { dayOf, MINUTE_MS } from '#core/clock.ts'
import { type Meeting, meetingsAt, nextGeneration, type Presence } from './meetings.ts'
import { exposureWeight } from './policies.ts'
import {
  type Candidate,
  type CaseRow,
  copyVisits,
  dropUnfound,
  exposedOf,
  nearerThan,
  saveCandidates,
  saveMeetings,
  stopsOf,
  toPresence,
} from './queries.ts'
import { weigh } from './rules.ts'

export interface Traced {
  readonly found: number
  readonly added: number
}

/** Brings the recorded visits of a case into its file. */
export async function takeVisits(
  ctx: Context,
  file: { readonly id: string; readonly personId: string },
): Promise<void> {
  await copyVisits(ctx, file.id, await entriesOf(ctx.sql, file.personId))
}

/** The first generation: who was where the case was while it could pass it on, and who lives with it. */
export async function traceFirst(ctx: Context, file: CaseRow): Promise<Traced> {
  await takeVisits(ctx, file)
  const rule = await policyAt(ctx, exposureWeight, { day: dayOf(ctx.now), unitId: file.unitId })
  const except = await entriesOf(ctx.sql, file.personId)
  const period = { from: file.infectiousFrom, to: file.infectiousUntil ?? ctx.now }
  const presences = (await stopsOf(ctx.sql, file.id))
    .flatMap(stop => toPresence(file.personId, stop))
    .flatMap(presence => clip(presence, period))
  const meetings = await meetingsAt(ctx.sql, presences, except)
  const atPlaces = summarise(meetings).map(met => ({ ...met, exposure: weigh(met, rule.params) }))
  const atHome = await householdCandidates(ctx, file, period)
  const known = new Set(atHome.map(c => c.personId))
  const found = [...atHome, ...atPlaces.filter(c => !known.has(c.personId))]
  const about = { caseId: file.id, generation: 1, policyVersion: rule.version }
  await dropUnfound(
    ctx,
    about,
    found.map(one => one.personId),
  )
  const added = await saveCandidates(ctx, about, found)
  await saveMeetings(ctx, file.id, meetings)
  return { found: found.length, added }
}

/**
 * The next generation of those who were found to be contacts: nobody passes it on before being exposed, and whoever is
 * listed nearer to the case stays there.
 */
export async function traceNext(ctx: Context, file: CaseRow, generation: number): Promise<Traced> {
  const rule = await policyAt(ctx, exposureWeight, { day: dayOf(ctx.now), unitId: file.unitId })
  const exposed = await exposedOf(ctx.sql, file.id, generation - 1, rule.params.latentHours)
  const about = { caseId: file.id, generation, policyVersion: rule.version }
  const except = [...(await entriesOf(ctx.sql, file.personId)), ...(await nearerThan(ctx.sql, file.id, generation))]
  const next = exposed.length ? await nextGeneration(ctx.sql, exposed, { until: ctx.now, except }) : []
  const found = next.map(met => ({ ...met, how: 'place' as const, exposure: weigh(met, rule.params) }))
  await dropUnfound(
    ctx,
    about,
    found.map(one => one.personId),
  )
  const added = await saveCandidates(ctx, about, found)
  return { found: found.length, added }
}

function clip(presence: Presence, period: { readonly from: Date; readonly to: Date }): Presence[] {
  const from = presence.from > period.from ? presence.from : period.from
  const to = presence.to < period.to ? presence.to : period.to
  return from < to ? [{ ...presence, from, to }] : []
}

/** All meetings of a person with the case as one candidate. */
function summarise(meetings: readonly Meeting[]): Omit<Candidate, 'exposure'>[] {
  const byPerson = Map.groupBy(meetings, meeting => meeting.personId)
  return [...byPerson].map(([personId, met]) => ({
    personId,
    viaId: met[0]?.viaId ?? personId,
    how: 'place' as const,
    metFrom: new Date(Math.min(...met.map(m => m.from.getTime()))),
    metUntil: new Date(Math.max(...met.map(m => m.until.getTime()))),
    minutes: Math.round(met.reduce((sum, m) => sum + m.until.getTime() - m.from.getTime(), 0) / MINUTE_MS),
    estimated: met.some(m => m.estimated),
    sameArea: met.some(m => m.sameArea),
  }))
}

async function householdCandidates(
  ctx: Context,
  file: CaseRow,
  period: { readonly from: Date; readonly to: Date },
): Promise<Candidate[]> {
  const [, ...others] = await householdOf(ctx.sql, file.personId)
  const to = period.to < ctx.now ? period.to : ctx.now
  return others.map(personId => ({
    personId,
    viaId: file.personId,
    how: 'household',
    metFrom: period.from,
    metUntil: to,
    minutes: Math.max(0, Math.round((to.getTime() - period.from.getTime()) / MINUTE_MS)),
    estimated: true,
    sameArea: true,
    exposure: 'high',
  }))
}
