import type { Unit } from '#base/units/model.ts'
import type { Tree } from '#base/units/tree.ts'
import { nameKey } from '#core/text.ts'
import { BadCell } from './cells.ts'

interface Known {
  readonly byCode: ReadonlyMap<string, Unit>
  readonly byName: ReadonlyMap<string, readonly Unit[]>
}

const known = new WeakMap<Tree, Known>()

function knownOf(tree: Tree): Known {
  const made = known.get(tree) ?? make(tree)
  known.set(tree, made)
  return made
}

function make(tree: Tree): Known {
  const communes = tree.all().filter(unit => unit.tier === 'commune')
  const byName = new Map<string, Unit[]>()
  for (const unit of communes)
    for (const key of new Set([nameKey(unit.fullName), nameKey(unit.name)]))
      byName.set(key, [...(byName.get(key) ?? []), unit])
  return { byCode: new Map(communes.map(unit => [unit.code, unit])), byName }
}

const CODE_DIGITS = 5

/**
 * Finds communes by code (leading zeros may be lost), id or name: `Phường Vĩnh Ninh, TP Huế`. Of several of one name the one
 * within `reached` is meant; what stays open is a BadCell.
 */
export function communeFinder(tree: Tree, reached: (unitId: string) => boolean): (text: string) => string {
  const { byCode, byName } = knownOf(tree)
  return text => {
    const digits = /^\d{1,5}$/.test(text) ? text.padStart(CODE_DIGITS, '0') : undefined
    const exact = digits ? byCode.get(digits) : tree.get(text)
    if (exact) return exact.id
    const [first = '', ...above] = text.split(/\s*[,;–]\s*|\s+-\s+/).map(nameKey)
    const named = byName.get(first.replace(/^(p|x|tt) /, kind => `${SHORT[kind.trim()]} `)) ?? byName.get(first) ?? []
    const within = above.length ? named.filter(unit => liesIn(tree, unit, above)) : named
    const own = within.filter(unit => reached(unit.id))
    const found = own.length ? own : within
    if (found.length === 1) return (found[0] as Unit).id
    throw new BadCell(found.length ? 'lists.cell.commune-many' : 'lists.cell.commune')
  }
}

const SHORT: Readonly<Record<string, string>> = { p: 'phuong', x: 'xa', tt: 'thi tran' }

/** Each part is the name of something above, with or without its kind. */
function liesIn(tree: Tree, unit: Unit, above: readonly string[]): boolean {
  const names = tree.path(unit.id).flatMap(step => [nameKey(step.name), nameKey(step.fullName)])
  return above.every(part => names.some(name => name === part || part.endsWith(` ${name}`)))
}
