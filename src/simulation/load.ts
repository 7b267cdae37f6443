import { recompute } from '#base/indicators/upkeep.ts'
import { addPeople, type NewPerson } from '#base/people/people.ts'
import { newQid } from '#base/people/qid.ts'
import { addPlaces, type NewPlace } from '#base/places/places.ts'
import { finishLoading, loadScans, prepareLoading } from '#base/timeline/load.ts'
import type { Context } from '#core/app.ts'
import { replayCases } from './cases.ts'
import { replayAnswers } from './follow-up.ts'
import { makeProvince, type Province, type ProvinceRecipe } from './province.ts'
import type { SimulationState } from './types.ts'

/** In this order. */
export type LoadPhase = 'people' | 'days' | 'visits' | 'cases' | 'figures'
export type LoadProgress = (phase: LoadPhase, done: number, of: number) => void

/** What the living demo needs to go on. */
export interface Loaded {
  readonly recipe: ProvinceRecipe
  readonly state: SimulationState
}

const CHUNK = 5000

/**
 * Makes a synthetic province and writes it through the ports of the register, the timeline and tracing, in the caller's
 * transaction: all of it is there, or nothing.
 */
export async function loadProvince(ctx: Context, recipe: ProvinceRecipe, progress: LoadProgress): Promise<Loaded> {
  const province = makeProvince(recipe)
  await loadPeople(ctx, province, progress)
  await loadPlaces(ctx, province)
  await prepareLoading(ctx.sql, ctx.now)
  await loadDays(ctx, province, progress)
  progress('visits', 0, 1)
  await finishLoading(ctx.sql)
  progress('visits', 1, 1)
  await loadCases(ctx, province, progress)
  progress('figures', 0, 1)
  await recompute(ctx)
  progress('figures', 1, 1)
  return { recipe, state: province.simulation.state() }
}

async function loadPeople(ctx: Context, province: Province, progress: LoadProgress): Promise<void> {
  const { people, households } = province.simulation
  const rows = Array.from({ length: households.count }, (_, h) => h)
  await ctx.sql`
    insert into people.household (id, unit_id, head_id, address)
    select * from unnest(
      ${rows.map(h => province.householdId(h))}::uuid[],
      ${rows.map(h => province.unitOf(households.commune[h] as number))}::uuid[],
      ${rows.map(h => province.personId(households.firstMember[h] as number))}::uuid[],
      ${rows.map(h => households.address(h))}::text[])`
  for (let at = 0; at < people.count; at += CHUNK) {
    const size = Math.min(CHUNK, people.count - at)
    await addPeople(
      ctx,
      Array.from({ length: size }, (_, i) => personOf(province, at + i)),
    )
    progress('people', at + size, people.count)
  }
  await ctx.sql.unsafe('analyze people.person, people.identifier')
}

function personOf(province: Province, person: number): NewPerson {
  const { people } = province.simulation
  const phone = people.phoneNumber(person)
  return {
    id: province.personId(person),
    fullName: people.name(person),
    birthDate: people.birthDate(person),
    sex: province.sexOf(person),
    unitId: province.unitOf(people.commune[person] as number),
    address: people.address(person),
    householdId: province.householdId(people.household[person] as number),
    householdRole: province.relationOf(person),
    identifiers: { cccd: people.citizenId(person), qid: newQid(), ...(phone ? { phone } : {}) },
  }
}

async function loadPlaces(ctx: Context, province: Province): Promise<void> {
  const { places } = province.simulation
  const rows = Array.from({ length: places.count }, (_, p) => p)
  const common = (p: number) => ({ kind: province.kindOf(p), unitId: province.unitOf(places.commune[p] as number) })
  await addPlaces(
    ctx,
    rows.map(
      (p): NewPlace => ({ ...common(p), id: province.placeId(p), name: places.name(p), address: places.address(p) }),
    ),
  )
  const areas = rows.flatMap(p => {
    const [first, next] = [places.firstArea[p] as number, places.firstArea[p + 1] as number]
    return Array.from({ length: next - first }, (_, i) => ({ place: p, area: first + i }))
  })
  await addPlaces(
    ctx,
    areas.flatMap(({ place, area }): NewPlace[] => {
      const [id, name] = [province.areaId(area), places.areaName(area)]
      return id && name ? [{ ...common(place), id, name, parentId: province.placeId(place) }] : []
    }),
  )
}

async function loadDays(ctx: Context, province: Province, progress: LoadProgress): Promise<void> {
  const { simulation } = province
  const { days } = simulation.options
  for (const day of simulation.days()) {
    const scans = province.scansOf(day).filter(scan => scan.at <= ctx.now)
    await loadScans(ctx.sql, scans)
    progress('days', day.index + 1, days)
  }
}

/** Cases come to light day after day; those of the last days still wait for the tracer. */
async function loadCases(ctx: Context, province: Province, progress: LoadProgress): Promise<void> {
  const now = ctx.now.getTime()
  const confirmed = province.simulation.infections.filter(one => one.detectedAt !== null && one.detectedAt <= now)
  await replayCases(ctx, province, confirmed, (done, of) => progress('cases', done, of))
  await replayAnswers(ctx)
}
