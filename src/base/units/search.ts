import { nameKey, tidy } from '#core/text.ts'
import { queryKey } from './key.ts'
import type { Unit } from './model.ts'

export interface FindOptions {
  /** At most so many; 20 unless said. */
  readonly limit?: number
  /** Only units of this tier. */
  readonly tier?: string
  /** Only units in this area. */
  readonly within?: string
  /** Units in these areas come before others of nearly the same fit. */
  readonly near?: readonly string[]
}

/** More than an accent weighs, less than the difference between a whole name and its beginning. */
const NEAR = 1.5

interface Searchable {
  readonly order: readonly Unit[]
  path(id: string): readonly Unit[]
  byName(a: Unit, b: Unit): number
  rankOf(unit: Unit): number
  contains(ancestorId: string, unitId: string): boolean
}

interface Entry {
  readonly unit: Unit
  readonly name: string
  readonly full: string
  /** The unit and its ancestors, each word after a space. */
  readonly path: string
}

/** Answers a search over the units in force. Its table of keys is made on the first search. */
export function createFinder(tree: Searchable): (text: string, options?: FindOptions) => readonly Unit[] {
  let entries: readonly Entry[] | undefined
  return (text, { limit = 20, tier, within, near = [] } = {}) => {
    const query = parseQuery(text)
    if (!query) return []
    entries ??= makeEntries(tree)
    const hits: { unit: Unit; score: number }[] = []
    for (const entry of entries) {
      const { unit } = entry
      if ((tier && unit.tier !== tier) || (within && !tree.contains(within, unit.id))) continue
      const score = rate(entry, query)
      if (score === undefined) continue
      const isNear = near.some(area => tree.contains(area, unit.id))
      hits.push({ unit, score: isNear ? score - NEAR : score })
    }
    return hits
      .sort((a, b) => a.score - b.score || tree.rankOf(a.unit) - tree.rankOf(b.unit) || tree.byName(a.unit, b.unit))
      .slice(0, limit)
      .map(hit => hit.unit)
  }
}

function makeEntries(tree: Searchable): readonly Entry[] {
  const keys = new Map(tree.order.map(unit => [unit.id, nameKey(unit.fullName)]))
  return tree.order.slice(1).map(unit => ({
    unit,
    name: nameKey(unit.name),
    full: keys.get(unit.id) as string,
    path: tree
      .path(unit.id)
      .map(step => ` ${keys.get(step.id)}`)
      .join(''),
  }))
}

interface Query {
  /** As typed, lower case: accents decide between `Hòa` and `Hoa`. */
  readonly text: string
  readonly code: string
  /** What is asked for, before the first comma. */
  readonly own: string
  readonly words: readonly string[]
  /** What it must lie in, after the comma. */
  readonly above: readonly string[]
}

function parseQuery(text: string): Query | undefined {
  const [first = '', ...rest] = tidy(text).split(',')
  const own = queryKey(first)
  if (!own) return undefined
  return {
    text: first.trim().toLowerCase(),
    code: first.trim(),
    own,
    words: own.split(' '),
    above: queryKey(rest.join(' ')).split(' ').filter(Boolean),
  }
}

const has = (words: string, prefix: string): boolean => words.includes(` ${prefix}`)

/**
 * Smaller is better; undefined is no match. Each word asked for begins a word of the unit or of what it lies in, one at
 * least of the unit itself.
 */
function rate({ unit, name, full, path }: Entry, { text, code, own, words, above }: Query): number | undefined {
  if (!above.every(word => has(path, word))) return undefined
  if (unit.code === code) return 0
  if (name === own || full === own) return accented(unit, text) ? 1 : 2
  if (name.startsWith(own) || full.startsWith(own)) return accented(unit, text) ? 3 : 4
  if (has(` ${full}`, own)) return 5
  if (words.every(word => has(` ${full}`, word))) return 6
  if (!words.some(word => has(` ${full}`, word)) || !words.every(word => has(path, word))) return undefined
  return has(` ${name}`, words[0] as string) ? 7 : 8
}

const accented = (unit: Unit, text: string): boolean =>
  unit.name.toLowerCase().startsWith(text) || unit.fullName.toLowerCase().startsWith(text)
