import { grantsFor, isParty, type Located, type Rights, reaches, type Tree, type Who } from '#core/access.ts'
import { type Flow, stepsFrom, type Term } from './flow.ts'

export interface Judge {
  /** Null is the system itself, which may everything. */
  readonly who: Who | null
  readonly rights: Rights
  readonly tree: Tree
}

/** A unit, or what is known of where a thing is. */
export type Where = string | Located

/** The problem that keeps somebody from using a verb at a unit; undefined when nothing does. */
export function whyNot({ who, rights, tree }: Judge, verb: string, at: Where): string | undefined {
  if (!who) return undefined
  const where = typeof at === 'string' ? { unitId: at } : at
  const grants = grantsFor(who, verb, rights)
  if (!grants.length) return 'core.refused.verb'
  if (!grants.some(grant => reaches(grant, where, tree))) return 'core.refused.area'
  return isParty(who, where, rights, tree) ? undefined : 'core.refused.party'
}

interface Whose {
  readonly unitId: string
  readonly organisationId: string | null
  readonly holderId: string | null
}

/** Where an item is, for permission; `standIns` stand in for who holds it. */
export const whereOf = (
  { unitId, organisationId, holderId }: Whose,
  { oversees }: Flow,
  standIns: readonly string[] = [],
): Located => ({
  unitId,
  ...(organisationId && { organisationId }),
  ...(oversees && { parties: { accountIds: holderId ? [holderId, ...standIns] : [], beyond: oversees } }),
})

/** A step that may come next, for the screen: allowed, or the problem that says why not. */
export interface Move {
  readonly name: string
  readonly to: string
  readonly verb: string
  readonly form: string | null
  readonly needsNote: boolean
  readonly refused: string | null
}

export interface Standing extends Whose {
  readonly state: string
}

/** What may happen next with an item, as data. */
export const nextMoves = (flow: Flow, item: Standing, judge: Judge, standIns: readonly string[] = []): Move[] =>
  stepsFrom(flow, item.state)
    .filter(({ system }) => !system)
    .map(({ name, to, verb, form, needsNote }) => ({
      name,
      to,
      verb,
      form: form ?? null,
      needsNote: needsNote ?? false,
      refused: whyNot(judge, verb, whereOf(item, flow, standIns)) ?? null,
    }))

/** The term of a step (`open` for a new item): what a province set, or what the flow says; null for no deadline. */
export function termOf(flow: Flow, step: string, set: Readonly<Record<string, Term | null>>): Term | null | undefined {
  const override = set[`${flow.kind}.${step}`]
  if (override !== undefined) return override
  return step === 'open' ? (flow.due ?? null) : flow.transitions.find(one => one.name === step)?.due
}

/**
 * How far an item has risen once so many terms are over: to the unit's own area, the one above, and so on. While no area
 * on the way has a leader it rises to the next that has one. `path` leads from the country down to the unit.
 */
export function risenTo(path: readonly string[], passed: number, led: ReadonlySet<string>): string | undefined {
  if (passed === 0) return undefined
  const upward = path.toReversed()
  const reached = Math.min(passed, upward.length) - 1
  if (upward.slice(0, reached + 1).some(area => led.has(area))) return upward[reached]
  return upward.slice(reached + 1).find(area => led.has(area)) ?? upward[reached]
}

/** Who acts in the nearest of the areas, from the unit upwards, in which anybody does. */
export function nearestOf(
  path: readonly string[],
  acting: readonly { readonly accountId: string; readonly areaId: string }[],
): readonly string[] {
  const byArea = Map.groupBy(acting, one => one.areaId)
  const area = path.toReversed().find(id => byArea.has(id))
  return area ? [...new Set(byArea.get(area)?.map(one => one.accountId))] : []
}

interface Led {
  readonly role: string
  readonly areaId: string
}

interface RisenWork {
  readonly kind: string
  readonly unitId: string
  readonly risenTo: string
  readonly count: number
}

/** How much has risen to a leader: it lies in one of the areas and has risen to that area or further. */
export const risenFor = (
  led: readonly Led[],
  risen: readonly RisenWork[],
  maySee: (role: string, kind: string) => boolean,
  tree: Pick<Tree, 'contains'>,
): number =>
  risen
    .filter(work =>
      led.some(
        ({ role, areaId }) =>
          maySee(role, work.kind) && tree.contains(areaId, work.unitId) && tree.contains(work.risenTo, areaId),
      ),
    )
    .reduce((sum, work) => sum + work.count, 0)
