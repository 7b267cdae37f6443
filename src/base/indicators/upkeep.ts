import type { App, Context } from '#core/app.ts'
import { newId } from '#core/ids.ts'
import { writeJournal } from '#core/journal.ts'
import type { Declared, Follower, Subscription } from '#core/module.ts'
import {
  type Cells,
  type Count,
  type Day,
  type Indicator,
  indicatorsOf,
  isStored,
  listOf,
  type StoredIndicator,
} from './indicator.ts'
import {
  addFacts,
  agencyDifferences,
  computeAgencies,
  computeCells,
  type Definition,
  type Difference,
  differences,
  followerOf,
  hasValues,
  lockDefinitions,
  type Mark,
  markDirty,
  takeDirty,
  writeAgencies,
  writeDefinition,
  writeDifferences,
} from './queries.ts'

/** The topic on the bus: figures changed. */
export const TOPIC = 'indicators'
/** The kind under which the journal notes cells that wait to be computed. */
const DIRTY = 'indicators.cell'

/** What this module listens to and follows on behalf of all declared indicators. */
export function upkeepOf(declared: Declared): { on: Subscription[]; follows: Record<string, Follower> } {
  const stored = [...listOf(declared<Indicator>('indicator')).values()].filter(isStored)
  const counts = Map.groupBy(
    stored.filter(one => one.kind === 'count'),
    one => one.fact,
  )
  const cells = stored.filter(one => one.kind === 'cells')
  const follows: Record<string, Follower> = {
    [followerOf('cell')]: { kind: DIRTY, follow: (ids, ctx) => computeDirty(ctx, cells, ids) },
  }
  for (const [fact, ofFact] of counts)
    follows[followerOf(fact)] = { kind: fact, follow: (ids, ctx) => countFacts(ctx, ofFact, ids) }
  const events = new Set(cells.flatMap(one => one.on.map(touch => touch.event)))
  return { follows, on: [...events].map(event => ({ event, handle: marker(event, cells) })) }
}

/** Marks what an event touches. The cells are computed in batches: many events, one computation. */
function marker(event: string, indicators: readonly Cells[]): Subscription['handle'] {
  return async (payload, ctx) => {
    const marks: Mark[] = []
    for (const indicator of indicators)
      for (const touch of indicator.on)
        if (touch.event === event)
          for (const { unitId, day } of await touch.cells(payload, ctx))
            marks.push({ id: newId(), name: indicator.name, unitId, day })
    if (!marks.length) return
    await markDirty(ctx.sql, marks)
    await writeJournal(
      ctx.sql,
      DIRTY,
      marks.map(mark => mark.id),
    )
    ctx.app.wakeFollowers()
  }
}

async function countFacts(ctx: Context, counts: readonly Count[], ids: readonly string[]): Promise<void> {
  const names = counts.map(count => count.name)
  const known = await lockDefinitions(ctx.sql, names)
  for (const count of counts) {
    if (known.get(count.name)?.version !== count.version) await compute(ctx, count, ids)
    await addFacts(ctx.sql, count, ids)
  }
  await ctx.app.bus.publish(ctx.sql, TOPIC)
}

async function computeDirty(ctx: Context, indicators: readonly Cells[], ids: readonly string[]): Promise<void> {
  const marks = Map.groupBy(await takeDirty(ctx.sql, ids), mark => mark.name)
  const touched = indicators.filter(one => marks.has(one.name))
  const known = await lockDefinitions(
    ctx.sql,
    touched.map(one => one.name),
  )
  for (const one of touched) {
    if (known.get(one.name)?.version !== one.version) await compute(ctx, one)
    const cells = marks.get(one.name) ?? []
    await computeCells(ctx.sql, one, cells)
    if (one.byAgency) await computeAgencies(ctx.sql, one, cells)
  }
  await ctx.app.bus.publish(ctx.sql, TOPIC)
}

/**
 * Computes a locked indicator from everything but the facts still waiting in the journal and `besides`, and notes the
 * version. Answers how many values changed.
 */
async function compute(ctx: Context, indicator: StoredIndicator, besides: readonly string[] = []): Promise<number> {
  const { sql } = ctx
  const before = (await lockDefinitions(sql, [indicator.name])).get(indicator.name) as Definition
  const since = await keptSince(ctx, indicator)
  const isNewVersion = before.version !== indicator.version && (await hasValues(sql, indicator.name))
  const count = await writeDifferences(sql, indicator, since, besides)
  if (indicator.kind === 'cells' && indicator.byAgency) await writeAgencies(sql, indicator)
  await writeDefinition(sql, {
    name: indicator.name,
    version: indicator.version,
    since: isNewVersion ? (since ?? null) : before.since,
  })
  return count
}

const keptSince = async ({ sql }: Context, indicator: StoredIndicator): Promise<Day | undefined> =>
  indicator.kind === 'count' ? indicator.keptSince(sql) : undefined

function stored(app: App, name: string | undefined): StoredIndicator[] {
  const all = [...indicatorsOf(app).values()].filter(isStored)
  return name === undefined ? all : all.filter(one => one.name === name)
}

/**
 * Computes one indicator, or all, from the facts, with a result equal to what the increments had made. Answers how
 * many values differed. Days whose facts are dropped keep their values.
 */
export async function recompute(ctx: Context, name?: string): Promise<number> {
  let count = 0
  for (const indicator of stored(ctx.app, name)) count += await compute(ctx, indicator)
  if (count) await ctx.app.bus.publish(ctx.sql, TOPIC)
  return count
}

/** Where the stored values of an indicator differ from its SQL. Empty is how it should be. */
export async function check(ctx: Context, name: string): Promise<readonly Difference[]> {
  const found: Difference[] = []
  for (const indicator of stored(ctx.app, name)) {
    found.push(...(await differences(ctx.sql, indicator, await keptSince(ctx, indicator))))
    if (indicator.kind === 'cells' && indicator.byAgency) found.push(...(await agencyDifferences(ctx.sql, indicator)))
  }
  return found
}

/** Computes what was never computed in its present version. */
export async function catchUp(ctx: Context): Promise<void> {
  const all = stored(ctx.app, undefined)
  const known = await ctx.sql<{ name: string; version: number }[]>`select name, version from indicators.definition`
  const versions = new Map(known.map(row => [row.name, row.version]))
  const behind = all.filter(one => versions.get(one.name) !== one.version)
  for (const indicator of behind) await compute(ctx, indicator)
  if (behind.length) await ctx.app.bus.publish(ctx.sql, TOPIC)
}
