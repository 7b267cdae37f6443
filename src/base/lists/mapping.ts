import { createHash } from 'node:crypto'
import { nameKey } from '#core/text.ts'
import { LOCALES, say } from '#core/words.ts'
import { type Line, textOf } from './cells.ts'
import type { List, Mapping } from './list.ts'

/** Lines looked at for the headings: letters have heads. */
const LOOKED_AT = 15

/** What is longer is no heading, whatever it begins with. */
const LONGEST_HEADING = 500

/** “Mã xã (*)”, “Địa chỉ (số nhà, đường)”, `date_of_onset`. */
export const headingKey = (text: string): string =>
  nameKey(text.slice(0, LONGEST_HEADING).replace(/\([^()]*\)|\*/g, ' '))

/** Every name under which each column is known, best first. */
function namesOf({ kind, columns }: List): readonly (readonly [column: string, names: readonly string[]])[] {
  return Object.entries(columns).map(([name, { headings }]) => [
    name,
    [...LOCALES.map(locale => headingKey(say(locale, `${kind}.list.${name}`))), ...headings],
  ])
}

/** The line of the headings: the one in which most columns are known, else the first with two cells. */
export function guessHead(list: List, lines: readonly Line[]): number {
  const names = new Set(namesOf(list).flatMap(([, known]) => known))
  const known = ({ cells }: Line) => cells.filter(cell => names.has(headingKey(textOf(cell)))).length
  const looked = lines.slice(0, LOOKED_AT)
  const best = looked.reduce<Line | undefined>((a, b) => (known(b) > (a ? known(a) : 0) ? b : a), undefined)
  return (best ?? looked.find(({ cells }) => cells.length > 1) ?? looked[0])?.line ?? 1
}

/** Which heading is which column: called exactly so, or else having such a name among its words. Each heading once. */
export function guessMapping(list: List, headings: readonly string[]): Mapping {
  const keys = headings.map(headingKey)
  const mapping: Record<string, { cell: number }> = {}
  const taken = new Set<number>()
  const take = (fits: (key: string, name: string) => boolean) => {
    for (const [column, names] of namesOf(list)) {
      if (mapping[column]) continue
      const cell = names
        .map(name => keys.findIndex((key, at) => !taken.has(at) && key && fits(key, name)))
        .find(at => at >= 0)
      if (cell === undefined) continue
      mapping[column] = { cell }
      taken.add(cell)
    }
  }
  take((key, name) => key === name)
  take((key, name) => name.includes(' ') && ` ${key} `.includes(` ${name} `))
  return mapping
}

/** The key under which the mapping of these headings is remembered; a digest, since a file without a head begins with people. */
export const headingsKey = (headings: readonly string[]): string =>
  createHash('sha256').update(headings.map(headingKey).join('|')).digest('base64url')

/** The columns that must be mapped and are not. */
export const missingColumns = ({ columns }: List, mapping: Mapping): string[] =>
  Object.entries(columns).flatMap(([name, column]) => (column.required && !mapping[name] ? [name] : []))
