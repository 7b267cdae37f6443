import type { Unit } from '#base/units/model.ts'
import type { Tree } from '#base/units/tree.ts'
import { nameKey } from '#core/text.ts'
import { BadCell } from './cells.ts'

interface Known {
  /** Leading zeros left out: a spreadsheet loses them. */
  readonly byNumber: ReadonlyMap<number, readonly Unit[]>
  readonly byName: ReadonlyMap<string, readonly Unit[]>
}

interface Both {
  readonly communes: Known
  readonly all: Known
}

const known = new WeakMap<Tree, Both>()

function knownOf(tree: Tree): Both {
  const made = known.get(tree) ?? {
    communes: make(tree.all().filter(unit => unit.tier === 'commune')),
    all: make(tree.all()),
  }
  known.set(tree, made)
  return made
}

const make = (units: readonly Unit[]): Known => ({
  byNumber: Map.groupBy(units, unit => Number(unit.code)),
  byName: byName(units),
})

function byName(units: readonly Unit[]): ReadonlyMap<string, readonly Unit[]> {
  const found = new Map<string, Unit[]>()
  for (const unit of units)
    for (const key of new Set([nameKey(unit.fullName), nameKey(unit.name)]))
      found.set(key, [...(found.get(key) ?? []), unit])
  return found
}

/**
 * Finds communes by code (leading zeros may be lost), id or name: `Phường Vĩnh Ninh, TP Huế`. Of several of one name the one
 * within `reached` is meant; what stays open is a BadCell.
 */
export const communeFinder = (tree: Tree, reached: (unitId: string) => boolean) =>
  finder(tree, knownOf(tree).communes, reached, 'lists.cell.commune')

/** The same for units of any tier. */
export const unitFinder = (tree: Tree, reached: (unitId: string) => boolean) =>
  finder(tree, knownOf(tree).all, reached, 'lists.cell.unit')

function finder(tree: Tree, { byNumber, byName }: Known, reached: (unitId: string) => boolean, reason: string) {
  const one = (found: readonly Unit[]): string => {
    const own = found.filter(unit => reached(unit.id))
    const meant = own.length ? own : found
    if (meant.length === 1) return (meant[0] as Unit).id
    throw new BadCell(meant.length ? `${reason}-many` : reason)
  }
  return (text: string): string => {
    const exact = tree.get(text)
    if (exact) return exact.id
    if (/^\d{1,5}$/.test(text)) {
      const coded = byNumber.get(Number(text)) ?? []
      const whole = coded.filter(unit => unit.code === text)
      return one(whole.length ? whole : coded)
    }
    const [first = '', ...above] = text.split(/\s*[,;–]\s*|\s+-\s+/).map(nameKey)
    const named = byName.get(first.replace(/^(p|x|tt) /, kind => `${SHORT[kind.trim()]} `)) ?? byName.get(first) ?? []
    return one(above.length ? named.filter(unit => liesIn(tree, unit, above)) : named)
  }
}

const SHORT: Readonly<Record<string, string>> = { p: 'phuong', x: 'xa', tt: 'thi tran' }

/** Each part is the name of something above, with or without its kind. */
function liesIn(tree: Tree, unit: Unit, above: readonly string[]): boolean {
  const names = tree.path(unit.id).flatMap(step => [nameKey(step.name), nameKey(step.fullName)])
  return above.every(part => names.some(name => name === part || part.endsWith(` ${name}`)))
}
