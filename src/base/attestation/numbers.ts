import { organisationsGiving } from '#base/units/organisations.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { countUp, type Holder, openAfterUnits } from './queries.ts'

/**
 * Takes the next numbers of a series (`QĐ-UBND`), one for each unit named, in their order: the organisation of the unit that is
 * written so gives them out of its own book, so that a decision of the committee has one number, whoever asks for it. Where
 * the unit has no such organisation (`BC-BCĐ`) they are the unit's own. In one statement, so that nobody gets a number twice,
 * and with the caller's transaction, so that none is lost. Begins at 1 each 1 January.
 */
export async function takeNumbers(ctx: Context, series: string, unitIds: readonly string[]): Promise<number[]> {
  if (!unitIds.length) return []
  const [kind = series, ...rest] = series.split('-')
  const giving = await organisationsGiving(ctx.sql, rest.join('-'), unitIds, dayOf(ctx.now))
  return take(
    ctx,
    unitIds.map(unitId => {
      const organisationId = giving.get(unitId)
      return organisationId ? { id: organisationId, book: kind } : { id: unitId, book: series }
    }),
  )
}

/** The same out of a book of these organisations: `QĐ`, `BC`, or one that a module names. */
export const takeInBook = (ctx: Context, book: string, organisationIds: readonly string[]): Promise<number[]> =>
  take(
    ctx,
    organisationIds.map(id => ({ id, book })),
  )

async function take(ctx: Context, holders: readonly Holder[]): Promise<number[]> {
  if (!holders.length) return []
  const year = Number(dayOf(ctx.now).slice(0, 4))
  await openAfterUnits(ctx.sql, year, holders)
  const taken = await countUp(ctx.sql, year, holders)
  const keyOf = ({ id, book }: Holder) => `${id} ${book}`
  const left = new Map([...Map.groupBy(holders, keyOf)].map(([key, all]) => [key, all.length]))
  const last = new Map(taken.map(row => [keyOf(row), row.last]))
  return holders.map(holder => {
    const key = keyOf(holder)
    const more = left.get(key) as number
    left.set(key, more - 1)
    return (last.get(key) as number) - more + 1
  })
}

/** `5`, `QĐ-UBND` → `05/QĐ-UBND`: a leading zero below ten, as NĐ 30/2020/NĐ-CP writes it. */
export const spellNumber = (n: number, series: string): string => `${String(n).padStart(2, '0')}/${series}`
