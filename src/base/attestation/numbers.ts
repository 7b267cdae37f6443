import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { countUp } from './queries.ts'

/**
 * Takes the next numbers of a series (`QĐ-UBND`), one for each unit named, in their order; in one statement, so that
 * nobody gets a number twice, and with the caller's transaction, so that none is lost. Begins at 1 each 1 January.
 */
export async function takeNumbers(ctx: Context, series: string, unitIds: readonly string[]): Promise<number[]> {
  if (!unitIds.length) return []
  const taken = await countUp(ctx.sql, series, Number(dayOf(ctx.now).slice(0, 4)), unitIds)
  const left = new Map([...Map.groupBy(unitIds, id => id)].map(([id, all]) => [id, all.length]))
  const last = new Map(taken.map(row => [row.unitId, row.last]))
  return unitIds.map(id => {
    const more = left.get(id) as number
    left.set(id, more - 1)
    return (last.get(id) as number) - more + 1
  })
}

/** `5`, `QĐ-UBND` → `05/QĐ-UBND`: a leading zero below ten, as NĐ 30/2020/NĐ-CP writes it. */
export const spellNumber = (n: number, series: string): string => `${String(n).padStart(2, '0')}/${series}`
