import type { App } from '#core/app.ts'
import type { Sql } from '#core/db/db.ts'
import { type History, loadHistory } from './history.ts'
import type { Day } from './model.ts'
import { revision } from './queries.ts'
import { loadTree, type Tree } from './tree.ts'

export type { Tree } from './tree.ts'

/** The tree of today, as permission uses it. */
export const treeOf = (app: Pick<App, 'tree'>): Tree => app.tree as Tree

const KEPT = 8
const kept = new Map<string, Promise<unknown>>()

/**
 * Trees and histories are immutable and known by the imports they are made of, so one process keeps the last few,
 * whichever database or transaction they were read from.
 */
async function remember<T>(sql: Sql, what: string, load: () => Promise<T>): Promise<T> {
  const key = `${what} ${await revision(sql)}`
  const known = kept.get(key) as Promise<T> | undefined
  kept.delete(key)
  const value = known ?? load()
  kept.set(key, value)
  value.catch(() => kept.delete(key))
  for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - KEPT))) kept.delete(oldest)
  return value
}

/** The tree as it was, is or will be on `day`: “as then”. */
export const treeOn = (sql: Sql, day: Day): Promise<Tree> => remember(sql, `tree ${day}`, () => loadTree(sql, day))

/** What became of which unit: “mapped to now”, with `mapForward` and `mapFigures`. */
export const historyOf = (sql: Sql): Promise<History> => remember(sql, 'history', () => loadHistory(sql))
