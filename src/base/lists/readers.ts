import { nameKey } from '#core/text.ts'
import { BadCell } from './cells.ts'
import { readDay } from './dates.ts'
import type { Reader } from './list.ts'

/** Text of at most so many letters. */
export const text =
  (most: number): Reader<string> =>
  written => {
    if (written.length > most) throw new BadCell('lists.cell.too-long', { most })
    return written
  }

/** A name: text with at least a letter. */
export const named =
  (most: number): Reader<string> =>
  (written, at, cell) => {
    if (!nameKey(written)) throw new BadCell('lists.cell.missing')
    return text(most)(written, at, cell)
  }

/** A day that is not after today, `YYYY-MM-DD`. */
export const day: Reader<string> = (written, { order, today }, cell) => {
  const found = typeof cell === 'object' ? cell.day : readDay(written, order, today)
  if (!found) throw new BadCell('lists.cell.day')
  if (found > today) throw new BadCell('lists.cell.in-future')
  return found
}

/** One of some words, by key: no accents, small letters. */
export const oneOf =
  <T>(words: () => ReadonlyMap<string, T>): Reader<T> =>
  written => {
    const found = words().get(nameKey(written))
    if (found === undefined) throw new BadCell('lists.cell.unknown')
    return found
  }

/** The id of a commune, by its code, its name, or its name and what lies above it. */
export const commune: Reader<string> = (written, at) => at.commune(written)

/** The id of a unit of any tier, by its code, its name, or its name and what lies above it. */
export const unit: Reader<string> = (written, at) => at.unit(written)
