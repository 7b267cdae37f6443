import type { Tree as PermissionTree } from '#core/access.ts'
import type { Sql } from '#core/db/db.ts'
import { Problem } from '#core/problem.ts'
import type { Day, Succession, Tier, Unit } from './model.ts'
import { linksUntil, tiers, unitsUntil } from './queries.ts'
import { createFinder, type FindOptions } from './search.ts'

/**
 * The tree of units on a day, immutable. It knows the units in force on that day and those closed before it.
 *
 * A closed unit takes part through its default successors: a grant on it reaches the units that took its territory
 * over, and what is recorded under it counts as lying where all of them lie. A closed unit without a known successor
 * grants nothing beyond itself and lies in its last parent.
 */
export interface Tree extends PermissionTree {
  readonly day: Day
  readonly root: Unit
  /** How many units are in force. */
  readonly size: number
  readonly tiers: readonly Tier[]
  get(id: string): Unit | undefined
  isLive(id: string): boolean
  /** From the country down to the unit itself; of a closed unit as it last was. Empty when unknown. */
  path(id: string): readonly Unit[]
  /** `Phường Thuận Hóa, Quận Thuận Hóa, Thành phố Huế`: the country is left out. */
  label(id: string): string
  /** The unit in force under this code. */
  byCode(tier: string, code: string): Unit | undefined
  /** The units in force directly below, in the order of the alphabet. */
  children(id: string): readonly Unit[]
  /** All units in force, parents before children. */
  all(): readonly Unit[]
  /** What a grant on the unit reaches: itself, or the units in force that succeeded it. */
  reach(id: string): readonly string[]
  /** Units by what somebody types, best first: accents optional, `phường x, tỉnh y` narrows. */
  find(text: string, options?: FindOptions): readonly Unit[]
}

export interface TreeParts {
  readonly day: Day
  readonly tiers: readonly Tier[]
  /** The units in force on the day and those closed before; withdrawn and later ones are left out. */
  readonly units: readonly Unit[]
  readonly links: readonly Succession[]
}

/** The tree as it was, is or will be on `day`. */
export async function loadTree(sql: Sql, day: Day): Promise<Tree> {
  const [tierRows, units, links] = await Promise.all([tiers(sql), unitsUntil(sql, day), linksUntil(sql, day)])
  return buildTree({ day, tiers: tierRows, units, links })
}

const collator = new Intl.Collator('vi', { numeric: true })
export const byName = (a: Unit, b: Unit): number => collator.compare(a.name, b.name) || collator.compare(a.code, b.code)

/** Pure: makes the tree of its parts. There must be exactly one unit in force without a parent tier: the country. */
export function buildTree({ day, tiers, units, links }: TreeParts): Tree {
  const rank = new Map(tiers.map(tier => [tier.code, tier.rank]))
  const byId = new Map(units.map(unit => [unit.id, unit]))
  const isLive: Live = unit => unit !== undefined && (!unit.validTo || unit.validTo > day)
  const rankOf = (unit: Unit): number => rank.get(unit.tier) ?? Number.POSITIVE_INFINITY
  const root = units.find(unit => isLive(unit) && rankOf(unit) === 0)
  if (!root) throw new Problem('units.no-country', { status: 404, params: { day } })

  const successors = defaultSuccessors(links)
  const reach = reachOf(byId, isLive, successors)
  const seat = seatOf(byId, isLive, successors, root)
  const living = units.filter(isLive)
  const { below, above } = hang(living, root, rankOf, seat)
  const { order, start, end } = numberNodes(root, below)
  const codes = new Map(living.map(unit => [`${unit.tier} ${unit.code}`, unit]))

  const encloses = (outer: string, inner: string): boolean => {
    const from = start.get(outer) as number
    const at = start.get(inner) as number
    return from <= at && at < (end.get(outer) as number)
  }
  const contains = (ancestorId: string, unitId: string): boolean => {
    const at = start.get(unitId)
    const from = start.get(ancestorId)
    if (at !== undefined && from !== undefined) return from <= at && at < (end.get(ancestorId) as number)
    if (!byId.has(ancestorId) || !byId.has(unitId)) return false
    if (ancestorId === unitId) return true
    const outer = reach(ancestorId)
    return outer.length > 0 && seat(unitId).every(inner => outer.some(o => encloses(o, inner)))
  }
  const path = (id: string): Unit[] => {
    const steps: Unit[] = []
    for (
      let unit = byId.get(id);
      unit && !steps.includes(unit);
      unit = byId.get(above.get(unit.id) ?? unit.parentId ?? '')
    )
      steps.push(unit)
    return steps.reverse()
  }
  const label = (id: string): string =>
    path(id)
      .filter(unit => unit.id !== root.id)
      .map(unit => unit.fullName)
      .reverse()
      .join(', ')
  const closedFrom = sortedClosed(units, isLive, seat, start)
  const within = (areaIds: readonly string[]): string[] => {
    const found = new Set<string>()
    for (const area of areaIds) {
      if (byId.has(area)) found.add(area)
      for (const outer of reach(area)) {
        const [from, until] = [start.get(outer) as number, end.get(outer) as number]
        for (let i = from; i < until; i++) found.add((order[i] as Unit).id)
        for (const id of closedFrom(from, until)) if (contains(area, id)) found.add(id)
      }
    }
    return [...found]
  }
  const find = createFinder({ order, path, byName, rankOf, contains })

  return Object.freeze({
    day,
    root,
    size: order.length,
    tiers,
    contains,
    within,
    everywhere: (areaIds: readonly string[]) => areaIds.some(id => reach(id).includes(root.id)),
    get: (id: string) => byId.get(id),
    isLive: (id: string) => start.has(id),
    path,
    label,
    byCode: (tier: string, code: string) => codes.get(`${tier} ${code}`),
    children: (id: string) => [...(below.get(id) ?? [])].sort(byName),
    all: () => order,
    reach,
    find,
  })
}

function defaultSuccessors(links: readonly Succession[]): ReadonlyMap<string, readonly string[]> {
  const successors = new Map<string, string[]>()
  for (const link of links) {
    if (!link.isDefault) continue
    const known = successors.get(link.fromId)
    if (known) known.push(link.toId)
    else successors.set(link.fromId, [link.toId])
  }
  return successors
}

type Known = ReadonlyMap<string, Unit>
type Live = (unit: Unit | undefined) => boolean
type Resolve = (id: string) => readonly string[]

/**
 * The units in force that a walk from a unit comes to. A unit that leads back to where the walk was adds nothing, and is no
 * end of it: what two units have become together, each of them has.
 */
function walked(byId: Known, isLive: Live, next: (id: string) => readonly string[]): Resolve {
  const known = new Map<string, readonly string[]>()
  const walk = (start: string): readonly string[] => {
    const [seen, waiting, found] = [new Set<string>(), [start], new Set<string>()]
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (seen.has(id)) continue
      seen.add(id)
      if (isLive(byId.get(id))) found.add(id)
      else waiting.push(...next(id).toReversed())
    }
    return Object.freeze([...found])
  }
  return id => {
    const answer = known.get(id) ?? walk(id)
    known.set(id, answer)
    return answer
  }
}

const reachOf = (byId: Known, isLive: Live, successors: ReadonlyMap<string, readonly string[]>): Resolve =>
  walked(byId, isLive, id => successors.get(id) ?? [])

/** The units in force where a unit lies. Never empty for a known unit: at worst it is the country. */
function seatOf(byId: Known, isLive: Live, successors: ReadonlyMap<string, readonly string[]>, root: Unit): Resolve {
  const seat = walked(byId, isLive, id => {
    const next = (successors.get(id) ?? []).filter(to => byId.has(to))
    return next.length ? next : [byId.get(id)?.parentId ?? root.id]
  })
  return id => {
    const found = seat(id)
    return found.length ? found : [root.id]
  }
}

/** A unit hangs below a unit of a higher tier; what would not is hung below the country rather than lost. */
function hang(living: readonly Unit[], root: Unit, rankOf: (unit: Unit) => number, seat: Resolve) {
  const byId = new Map(living.map(unit => [unit.id, unit]))
  const below = new Map<string, Unit[]>()
  const above = new Map<string, string>()
  for (const unit of living) {
    if (unit.id === root.id) continue
    const seats = unit.parentId ? seat(unit.parentId) : []
    const parent = seats.length === 1 ? byId.get(seats[0] as string) : undefined
    const under = parent && rankOf(parent) < rankOf(unit) ? parent.id : root.id
    above.set(unit.id, under)
    const siblings = below.get(under)
    if (siblings) siblings.push(unit)
    else below.set(under, [unit])
  }
  return { below, above }
}

/** Numbers the nodes so that the subtree of a node is the numbers from its start until before its end. */
function numberNodes(root: Unit, below: ReadonlyMap<string, readonly Unit[]>) {
  const order: Unit[] = []
  const start = new Map<string, number>()
  const end = new Map<string, number>()
  const visit = (unit: Unit): void => {
    start.set(unit.id, order.length)
    order.push(unit)
    for (const child of below.get(unit.id) ?? []) visit(child)
    end.set(unit.id, order.length)
  }
  visit(root)
  return { order: Object.freeze(order) as readonly Unit[], start, end }
}

/** Answers the closed units whose first place is from a number until before another; sorted on first use. */
function sortedClosed(units: readonly Unit[], isLive: Live, seat: Resolve, start: ReadonlyMap<string, number>) {
  const firstPlace = ({ id }: Unit): number => Math.min(...seat(id).map(at => start.get(at) as number))
  const sort = () =>
    units
      .filter(unit => !isLive(unit))
      .map(unit => ({ id: unit.id, at: firstPlace(unit) }))
      .sort((a, b) => a.at - b.at)
  let sorted: ReturnType<typeof sort> | undefined
  return function* (from: number, until: number): Generator<string> {
    sorted ??= sort()
    for (let i = firstAtLeast(sorted, from); i < sorted.length; i++) {
      const { id, at } = sorted[i] as { id: string; at: number }
      if (at >= until) return
      yield id
    }
  }
}

function firstAtLeast(sorted: readonly { readonly at: number }[], wanted: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as { at: number }).at < wanted) low = middle + 1
    else high = middle
  }
  return low
}
