import { isUuid } from './ids.ts'
import { Problem } from './problem.ts'

/** Where a page of a list ends that is sorted by a time and by id, latest first: the next one begins after it. */
export interface Cursor {
  readonly at: Date
  readonly id: string
}

/** @throws Problem core.unreadable, when it is not one that a page gave */
export function readCursor(text: string | undefined): Cursor | undefined {
  if (!text) return undefined
  const [time = '', id = ''] = text.split('~')
  const at = new Date(time)
  if (Number.isNaN(at.getTime()) || !isUuid(id)) throw new Problem('core.unreadable', { status: 400 })
  return { at, id }
}

/** The rows of a page, of which one too many was read, and where the next one begins. */
export function pageOf<R extends { readonly id: string }>(rows: readonly R[], size: number, atOf: (row: R) => Date) {
  const shown = rows.slice(0, size)
  const last = rows.length > size ? shown.at(-1) : undefined
  return { shown, more: last ? `${atOf(last).toISOString()}~${last.id}` : null }
}

/** A count for a page: all there are, unless it was cut off; nothing where nobody counted. */
export const counted = (count: number | undefined, most: number) =>
  count === undefined ? {} : { atLeast: Math.min(count, most), exact: count <= most }
