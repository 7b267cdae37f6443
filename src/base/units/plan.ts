import { nameKey } from '#core/text.ts'
import { unitId } from './ids.ts'
import { spelling } from './key.ts'
import {
  COUNTRY_ID,
  type Day,
  type RowProblem,
  type Succession,
  type SuccessionKind,
  type Tier,
  type Unit,
} from './model.ts'
import type { Naming, NewUnit, Recast } from './queries.ts'

/** A unit as a list names it. `parentCode` is a code of the nearest higher tier that has it; null for a province. */
export interface IncomingUnit {
  readonly line: number
  readonly tier: string
  readonly code: string
  readonly type: string
  readonly name: string
  readonly fullName: string
  readonly parentCode: string | null
}

export interface UnitPlan {
  readonly day: Day
  readonly opened: readonly NewUnit[]
  readonly closed: readonly Unit[]
  /** Another name or type for the same unit. */
  readonly renamed: readonly (Naming & { readonly from: Unit })[]
  /** Another parent for the same unit. */
  readonly moved: readonly { readonly id: string; readonly parentId: string; readonly from: Unit }[]
  readonly unchanged: readonly Unit[]
  /** Rows that cannot be taken in; with any of these nothing may be applied. */
  readonly problems: readonly RowProblem[]
}

const place = (tier: string, code: string): string => `${tier} ${code}`

/**
 * What a list in force from `day` changes in the units in force on that day. A unit is recognised by tier and code:
 * the same code is the same unit until a map says that its territory is another.
 *
 * A list with provinces is complete for the tiers of the state: what it lacks is closed. A list without them is
 * complete for its own tiers below the parents that it names.
 */
export function planUnits(
  current: readonly Unit[],
  incoming: readonly IncomingUnit[],
  day: Day,
  tiers: readonly Tier[],
): UnitPlan {
  const known = new Map(current.map(unit => [place(unit.tier, unit.code), unit]))
  const listed = new Map(incoming.map(row => [place(row.tier, row.code), row]))
  const idOf = (tier: string, code: string): string | undefined => {
    const key = place(tier, code)
    return known.get(key)?.id ?? (listed.has(key) ? unitId(tier, code, day) : undefined)
  }
  const isNational = incoming.some(row => row.tier === topTier(tiers))
  const parentOf = (row: IncomingUnit): string | undefined => {
    if (row.parentCode === null) return COUNTRY_ID
    for (const tier of tiersAbove(tiers, row.tier)) {
      if (isNational && tier.national && !listed.has(place(tier.code, row.parentCode))) continue
      const id = idOf(tier.code, row.parentCode)
      if (id) return id
    }
    return undefined
  }

  const opened: NewUnit[] = []
  const renamed: (Naming & { from: Unit })[] = []
  const moved: { id: string; parentId: string; from: Unit }[] = []
  const unchanged: Unit[] = []
  const problems = checkRows(incoming, tiers)
  const parents = new Set<string>()
  for (const row of incoming) {
    const parentId = parentOf(row)
    if (!parentId) {
      problems.push(problem(row.line, 'parent', { code: row.code, parent: row.parentCode ?? '' }))
      continue
    }
    parents.add(parentId)
    const unit = known.get(place(row.tier, row.code))
    const naming = { type: row.type, name: row.name, fullName: row.fullName, nameKey: nameKey(row.fullName) }
    if (!unit) {
      opened.push({ id: unitId(row.tier, row.code, day), tier: row.tier, code: row.code, ...naming, parentId })
      continue
    }
    const isRenamed = unit.type !== row.type || spelling(unit.fullName) !== spelling(row.fullName)
    if (isRenamed) renamed.push({ id: unit.id, ...naming, from: unit })
    if (unit.parentId !== parentId) moved.push({ id: unit.id, parentId, from: unit })
    if (!isRenamed && unit.parentId === parentId) unchanged.push(unit)
  }
  const listedTiers = new Set(incoming.map(row => row.tier))
  const national = new Set(tiers.filter(tier => tier.national).map(tier => tier.code))
  const isCovered = (unit: Unit): boolean =>
    isNational ? national.has(unit.tier) : listedTiers.has(unit.tier) && parents.has(unit.parentId ?? '')
  const closed = current.filter(unit => isCovered(unit) && !listed.has(place(unit.tier, unit.code)))
  return { day, opened: byRank(opened, tiers), closed, renamed, moved, unchanged, problems }
}

const topTier = (tiers: readonly Tier[]): string | undefined => tiers.find(tier => tier.national)?.code

const tiersAbove = (tiers: readonly Tier[], tier: string): Tier[] => {
  const rank = tiers.find(t => t.code === tier)?.rank ?? 0
  return tiers.filter(t => t.rank < rank).sort((a, b) => b.rank - a.rank)
}

function byRank<T extends { readonly tier: string }>(units: readonly T[], tiers: readonly Tier[]): T[] {
  const rank = new Map(tiers.map(tier => [tier.code, tier.rank]))
  return [...units].sort((a, b) => (rank.get(a.tier) ?? 0) - (rank.get(b.tier) ?? 0))
}

export const problem = (line: number, what: string, params: RowProblem['params'] = {}): RowProblem => ({
  line,
  reason: `units.row.${what}`,
  params,
})

function checkRows(rows: readonly IncomingUnit[], tiers: readonly Tier[]): RowProblem[] {
  const digits = new Map(tiers.map(tier => [tier.code, tier.digits]))
  const top = topTier(tiers)
  const seen = new Map<string, number>()
  const problems: RowProblem[] = []
  for (const { line, tier, code, name, type, parentCode } of rows) {
    const wanted = digits.get(tier)
    if (wanted && !new RegExp(`^\\d{${wanted}}$`).test(code))
      problems.push(problem(line, 'code', { code, digits: wanted }))
    if (!name) problems.push(problem(line, 'no-name', { code }))
    if (!type) problems.push(problem(line, 'no-type', { code }))
    if (parentCode === null && tier !== top) problems.push(problem(line, 'no-parent', { code }))
    const before = seen.get(place(tier, code))
    if (before !== undefined) problems.push(problem(line, 'twice', { code, first: before }))
    else seen.set(place(tier, code), line)
  }
  return problems
}

/** A row of a map: where (a part of) an old unit went. */
export interface IncomingLink {
  readonly line: number
  readonly tier: string
  readonly oldCode: string
  readonly newCode: string
  readonly isWhole: boolean
  readonly isDefault: boolean
}

export interface MapPlan {
  /** Units that kept their code over the day though their territory is another: they become two. */
  readonly recast: readonly Recast[]
  readonly links: readonly Succession[]
  readonly problems: readonly RowProblem[]
}

/**
 * What a map of `day` says about the units in force until the day (`before`) and from it on (`after`).
 *
 * A unit stays the same only where the map gives the whole of it, and nothing else, to the unit of the same tier and
 * code. Any other unit that kept its code ends and begins anew under another id.
 */
export function planMap(
  before: readonly Unit[],
  after: readonly Unit[],
  incoming: readonly IncomingLink[],
  day: Day,
  tiers: readonly Tier[],
): MapPlan {
  const { ends, problems } = findEnds(before, after, incoming, day, tiers)
  const intoNew = Map.groupBy(ends, end => end.to.id)
  const kept = new Map(before.map(unit => [unit.id, unit]))
  const recast: Recast[] = []
  const idAfter = new Map<string, string>()
  for (const [toId, links] of intoNew) {
    const old = kept.get(toId)
    if (!old || (links.length === 1 && links[0]?.from.id === toId && links[0].row.isWhole)) continue
    const newId = unitId(old.tier, old.code, day)
    idAfter.set(toId, newId)
    recast.push({ id: toId, newId, before: namingOf(old) })
  }
  const links = ends.flatMap(({ row, from, to }): Succession[] => {
    const toId = idAfter.get(to.id) ?? to.id
    if (toId === from.id) return []
    const isAlone = intoNew.get(to.id)?.length === 1
    return [
      {
        fromId: from.id,
        toId,
        onDate: day,
        kind: row.isWhole ? (isAlone ? soleKind(from, to) : 'merge') : 'split',
        share: row.isWhole ? 1 : null,
        isDefault: row.isDefault,
        inferred: false,
      },
    ]
  })
  return { recast, links, problems }
}

const namingOf = ({ id, type, name, fullName }: Unit): Naming => ({
  id,
  type,
  name,
  fullName,
  nameKey: nameKey(fullName),
})

const soleKind = (from: Unit, to: Unit): SuccessionKind =>
  from.tier !== to.tier || from.type !== to.type ? 'promote' : 'rename'

interface End {
  readonly row: IncomingLink
  readonly from: Unit
  readonly to: Unit
}

/** An old code is looked for in the tier of the map, then above it: island districts became communes. */
function findEnds(
  before: readonly Unit[],
  after: readonly Unit[],
  incoming: readonly IncomingLink[],
  day: Day,
  tiers: readonly Tier[],
) {
  const olds = new Map(before.map(unit => [place(unit.tier, unit.code), unit]))
  const news = new Map(after.map(unit => [place(unit.tier, unit.code), unit]))
  const successors = new Map(after.map(unit => [unit.id, unit]))
  const ends: End[] = []
  const problems: RowProblem[] = []
  const seen = new Map<string, number>()
  for (const row of incoming) {
    const from = [row.tier, ...tiersAbove(tiers, row.tier).map(t => t.code)]
      .map(tier => olds.get(place(tier, row.oldCode)))
      .find(unit => unit !== undefined)
    const to = news.get(place(row.tier, row.newCode))
    const pair = `${row.oldCode} ${row.newCode}`
    const first = seen.get(pair)
    if (!from) problems.push(problem(row.line, 'unknown-old', { code: row.oldCode, day }))
    if (!to) problems.push(problem(row.line, 'unknown-new', { code: row.newCode, day }))
    if (first !== undefined) problems.push(problem(row.line, 'twice', { code: pair, first }))
    seen.set(pair, row.line)
    if (from && to) ends.push({ row, from, to })
  }
  problems.push(...checkWholes(ends, successors))
  return { ends, problems: problems.sort((a, b) => a.line - b.line) }
}

/** A unit that goes whole goes once; a divided one has one default successor. */
function checkWholes(ends: readonly End[], successors: ReadonlyMap<string, Unit>): RowProblem[] {
  const problems: RowProblem[] = []
  for (const links of Map.groupBy(ends, end => end.from.id).values()) {
    const [first] = links
    if (!first) continue
    const code = first.row.oldCode
    if (links.length > 1 && links.some(link => link.row.isWhole))
      problems.push(problem(first.row.line, 'whole-twice', { code }))
    const defaults = links.filter(link => link.row.isDefault).length
    if (defaults !== 1 && !successors.has(first.from.id))
      problems.push(problem(first.row.line, 'defaults', { code, count: defaults }))
  }
  return problems
}

/**
 * The links nobody states but the communes tell: a commune that only changed its code (same name, same parent), and
 * a unit of a higher tier whose communes went elsewhere. Where the tier itself ended (districts in July 2025) the
 * communes are the successors.
 *
 * `stated` are the links of the day that maps gave. Nothing is derived for a unit they mention as old.
 */
export function inferSuccession(
  before: readonly Unit[],
  after: readonly Unit[],
  stated: readonly Succession[],
  day: Day,
  leafTier = 'commune',
): Succession[] {
  const now = new Map(after.map(unit => [unit.id, unit]))
  const then = new Map(before.map(unit => [unit.id, unit]))
  const told = Map.groupBy(stated, link => link.fromId)
  const recoded = recodedLeaves(before, after, told, stated, day, leafTier)
  const recodedTo = new Map(recoded.map(link => [link.fromId, link]))
  const heirs = (leaf: Unit): { to: Unit; isDefault: boolean }[] => {
    const links = told.get(leaf.id) ?? (recodedTo.has(leaf.id) ? [recodedTo.get(leaf.id) as Succession] : [])
    const found = links.flatMap(({ toId, isDefault }) => {
      const to = now.get(toId)
      return to ? [{ to, isDefault }] : []
    })
    const stays = now.get(leaf.id)
    return stays ? [...found, { to: stays, isDefault: true }] : found
  }
  const links = new Map<string, { from: Unit; to: Unit; isDefault: boolean }>()
  for (const leaf of before) {
    if (leaf.tier !== leafTier) continue
    for (const from of ancestors(leaf, then)) {
      if (from.parentId === null || told.has(from.id)) continue
      for (const { to: heir, isDefault } of heirs(leaf)) {
        const to = [heir, ...ancestors(heir, now)].find(unit => unit.tier === from.tier) ?? heir
        if (to.id === from.id) continue
        const key = `${from.id} ${to.id}`
        links.set(key, { from, to, isDefault: isDefault || (links.get(key)?.isDefault ?? false) })
      }
    }
  }
  const inner = [...Map.groupBy(links.values(), link => link.from.id).values()].flatMap(found =>
    found.map(({ from, to, isDefault }): Succession => {
      const stays = now.has(from.id)
      const isSole = !stays && found.length === 1
      return {
        fromId: from.id,
        toId: to.id,
        onDate: day,
        kind: stays ? 'transfer' : isSole ? 'merge' : 'split',
        share: isSole ? 1 : null,
        isDefault: isDefault && !stays,
        inferred: true,
      }
    }),
  )
  return [...recoded, ...inner]
}

function recodedLeaves(
  before: readonly Unit[],
  after: readonly Unit[],
  told: ReadonlyMap<string, readonly Succession[]>,
  stated: readonly Succession[],
  day: Day,
  leafTier: string,
): Succession[] {
  const survivors = new Set(after.map(unit => unit.id))
  const olds = new Set(before.map(unit => unit.id))
  const targets = new Set(stated.map(link => link.toId))
  const nameOf = (unit: Unit): string => `${unit.parentId} ${unit.fullName}`
  const gone = before.filter(u => u.tier === leafTier && !survivors.has(u.id) && !told.has(u.id))
  const fresh = after.filter(u => u.tier === leafTier && !olds.has(u.id) && !targets.has(u.id))
  const byNameNow = Map.groupBy(fresh, nameOf)
  return [...Map.groupBy(gone, nameOf)].flatMap(([name, [from, ...more]]): Succession[] => {
    const [to, ...others] = byNameNow.get(name) ?? []
    if (!from || !to || more.length || others.length) return []
    return [{ fromId: from.id, toId: to.id, onDate: day, kind: 'rename', share: 1, isDefault: true, inferred: true }]
  })
}

function ancestors(unit: Unit, byId: ReadonlyMap<string, Unit>): Unit[] {
  const above: Unit[] = []
  for (let up = byId.get(unit.parentId ?? ''); up && !above.includes(up); up = byId.get(up.parentId ?? ''))
    above.push(up)
  return above
}
