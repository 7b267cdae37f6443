import type { Fragment, Sql } from './db/db.ts'
import { isUuid } from './ids.ts'
import { Problem } from './problem.ts'

interface SortType {
  /** The value as it stands in a cursor: exact, and read back without a fault. */
  readonly write: (sql: Sql, by: Fragment) => Fragment
  readonly read: (sql: Sql, text: string) => Fragment
  readonly fits: RegExp
}

const TYPES = {
  instant: {
    write: (sql, by) => sql`(extract(epoch from ${by}) * 1000000)::bigint::text`,
    read: (sql, text) => sql`timestamptz 'epoch' + ${text}::bigint * interval '1 microsecond'`,
    fits: /^-?\d{1,16}$/,
  },
  day: {
    write: (sql, by) => sql`(${by} - date 'epoch')::text`,
    read: (sql, text) => sql`date 'epoch' + ${text}::int`,
    fits: /^-?\d{1,6}$/,
  },
  text: { write: (_, by) => by, read: (sql, text) => sql`${text}::text`, fits: /^[^\0]*$/ },
} satisfies Record<string, SortType>

/** A column that a list may be sorted by. Never null: what is missing has no place in an order. */
export interface SortColumn {
  readonly type: keyof typeof TYPES
  readonly by: (sql: Sql) => Fragment
}

/** The parts of a query of which each row is read with its `sortKey`. Ties are broken by id. */
export interface Sorted {
  readonly key: Fragment
  readonly after: Fragment
  readonly order: Fragment
}

/**
 * @param sort one of `wire.sort` of the names of `columns`
 * @param after the cursor of a page that was sorted so
 * @throws Problem core.unreadable, when the cursor is not one
 */
export function sortedBy<N extends string>(
  sql: Sql,
  columns: Readonly<Record<N, SortColumn>>,
  sort: N | `-${N}`,
  { id, after }: { readonly id: Fragment; readonly after?: string | undefined },
): Sorted {
  const isLastFirst = sort.startsWith('-')
  const column = columns[(isLastFirst ? sort.slice(1) : sort) as N]
  const type: SortType = TYPES[column.type]
  const by = column.by(sql)
  return {
    key: type.write(sql, by),
    after: after === undefined ? sql`true` : beyond(sql, type, { by, id, isLastFirst }, after),
    order: isLastFirst ? sql`${by} desc, ${id} desc` : sql`${by}, ${id}`,
  }
}

function beyond(
  sql: Sql,
  type: SortType,
  { by, id, isLastFirst }: { readonly by: Fragment; readonly id: Fragment; readonly isLastFirst: boolean },
  cursor: string,
): Fragment {
  const [, key = '', lastId = ''] = /^(.*)~([^~]*)$/s.exec(cursor) ?? []
  if (!isUuid(lastId) || !type.fits.test(key)) throw new Problem('core.unreadable', { status: 400 })
  const last = sql`(${type.read(sql, key)}, ${lastId}::uuid)`
  return isLastFirst ? sql`(${by}, ${id}) < ${last}` : sql`(${by}, ${id}) > ${last}`
}

/** The rows of a page, of which one too many was read, and where the next one begins. */
export function sortedPage<R extends { readonly id: string; readonly sortKey: string }>(
  rows: readonly R[],
  size: number,
) {
  const shown = rows.slice(0, size)
  const last = rows.length > size ? shown.at(-1) : undefined
  return { shown, more: last ? `${last.sortKey}~${last.id}` : null }
}
