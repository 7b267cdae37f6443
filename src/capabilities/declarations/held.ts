import type { StandingReason } from '#base/standing/contract.ts'
import { LEVELS, reasonView, type Standing, standingsOfMany } from '#base/standing/standing.ts'
import type { Context } from '#core/app.ts'

/** From here on somebody stays where they are, whatever they declare. */
const HOLDS = LEVELS.indexOf('orange')

const isHeldBy = ({ source, level }: Standing) => source !== 'declarations' && LEVELS.indexOf(level) >= HOLDS

/**
 * What others have people keep to, the gravest first: an order of isolation in force, an open case. A declaration neither
 * undoes it nor speaks before it. `survivors` are entries that stand for their people.
 */
export async function heldOf(
  { sql, now, locale }: Context,
  survivors: readonly string[],
): Promise<(survivor: string) => StandingReason[]> {
  const standings = await standingsOfMany(sql, survivors, now)
  return survivor => (standings.get(survivor) ?? []).filter(isHeldBy).map(one => reasonView(locale, one))
}
