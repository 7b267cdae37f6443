import type { Sql } from '#core/db/db.ts'
import type { Day, Succession } from './model.ts'
import { history } from './queries.ts'

/** What became of which unit, over all reforms. */
export interface History {
  /** The links that start from a unit, oldest first. */
  readonly from: ReadonlyMap<string, readonly Succession[]>
  readonly closedOn: ReadonlyMap<string, Day>
}

export async function loadHistory(sql: Sql): Promise<History> {
  const { links, closed } = await history(sql)
  return buildHistory(links, new Map(closed.map(unit => [unit.id, unit.on])))
}

export function buildHistory(links: readonly Succession[], closedOn: ReadonlyMap<string, Day>): History {
  const from = new Map<string, Succession[]>()
  for (const link of [...links].sort((a, b) => (a.onDate < b.onDate ? -1 : a.onDate > b.onDate ? 1 : 0))) {
    const known = from.get(link.fromId)
    if (known) known.push(link)
    else from.set(link.fromId, [link])
  }
  return { from, closedOn }
}

/** Part of a unit of an earlier day, as it is found on a later one. */
export interface Mapped {
  readonly unitId: string
  /** How much of the old unit lies here, 0–1; null when a reform on the way did not say. */
  readonly share: number | null
  /** The old unit was divided on the way and nobody knows how: a figure carried here is not exact. */
  readonly partial: boolean
  /** Where the figure goes when it cannot be divided. */
  readonly isDefault: boolean
}

/**
 * “Mapped to now”: the units of `toDay` in which the unit of `fromDay` lies, over every reform in between. Empty when
 * the unit ended without a known successor. (“As then” needs no mapping: it is the tree of that day.)
 */
export function mapForward(history: History, unitId: string, fromDay: Day, toDay: Day): Mapped[] {
  const found = new Map<string, Mapped>()
  const waiting: (Mapped & { readonly since: Day })[] = [
    { unitId, share: 1, partial: false, isDefault: true, since: fromDay },
  ]
  for (let one = waiting.pop(); one; one = waiting.pop()) {
    const step = nextReform(history, one.unitId, one.since, toDay)
    if (step) waiting.push(...divide(one, step.links, step.stays, step.on))
    else if (!isClosed(history, one.unitId, toDay)) add(found, one)
  }
  return [...found.values()]
}

const isClosed = (history: History, unitId: string, day: Day): boolean => {
  const on = history.closedOn.get(unitId)
  return on !== undefined && on <= day
}

function nextReform(history: History, unitId: string, after: Day, until: Day) {
  const links = (history.from.get(unitId) ?? []).filter(link => link.onDate > after && link.onDate <= until)
  const on = links[0]?.onDate
  if (on === undefined) return undefined
  return { on, links: links.filter(link => link.onDate === on), stays: !isClosed(history, unitId, on) }
}

function divide(one: Mapped, links: readonly Succession[], stays: boolean, since: Day) {
  const parts = links.map(link => ({ unitId: link.toId, share: link.share, isDefault: link.isDefault }))
  if (stays) parts.push({ unitId: one.unitId, share: rest(links), isDefault: true })
  return parts.map(part => ({
    unitId: part.unitId,
    share: one.share === null || part.share === null ? null : one.share * part.share,
    partial: one.partial || part.share === null,
    isDefault: one.isDefault && part.isDefault,
    since,
  }))
}

/** What a unit keeps after giving parts away; unknown when one of the parts is. */
function rest(links: readonly Succession[]): number | null {
  const given = links.map(link => link.share)
  return given.includes(null) ? null : 1 - given.reduce<number>((sum, share) => sum + (share ?? 0), 0)
}

function add(found: Map<string, Mapped>, { unitId, share, partial, isDefault }: Mapped): void {
  const known = found.get(unitId)
  found.set(unitId, {
    unitId,
    share: known ? (known.share === null || share === null ? null : known.share + share) : share,
    partial: partial || (known?.partial ?? false),
    isDefault: isDefault || (known?.isDefault ?? false),
  })
}

export interface Figure {
  readonly unitId: string
  readonly value: number
}
export interface MappedFigure extends Figure {
  /** Made of, or lacking, a part that nobody could divide. */
  readonly partial: boolean
}

/**
 * Carries additive figures of units of one day over to the units of a later day. Where a share is unknown the whole
 * figure goes to the default successors, evenly, and every unit concerned is marked partial. Figures of units that
 * ended without a known successor are summed in `lost`.
 */
export function mapFigures(history: History, figures: readonly Figure[], fromDay: Day, toDay: Day) {
  const sums = new Map<string, MappedFigure>()
  let lost = 0
  const put = (unitId: string, value: number, partial: boolean) => {
    const known = sums.get(unitId)
    sums.set(unitId, { unitId, value: (known?.value ?? 0) + value, partial: partial || (known?.partial ?? false) })
  }
  for (const { unitId, value } of figures) {
    const parts = mapForward(history, unitId, fromDay, toDay)
    if (!parts.length) lost += value
    const whole = parts.every(part => part.share !== null)
    const heirs = parts.filter(part => part.isDefault)
    const takers = heirs.length ? heirs : parts
    for (const part of parts) {
      const weight = whole ? (part.share ?? 0) : takers.includes(part) ? 1 / takers.length : 0
      put(part.unitId, value * weight, part.partial)
    }
  }
  return { figures: [...sums.values()], lost }
}
