import { householdChanged } from '#base/identity/person-link.ts'
import type { Context } from '#core/app.ts'
import { Problem } from '#core/problem.ts'
import { personMerged, personUnmerged } from './events.ts'
import { getPerson, mergePeople, unmergePeople } from './people.ts'
import { carryRestriction } from './restriction.ts'

/** Refuses a caller whose right does not reach the person: the second of two that a request is about. */
export async function mustReach(ctx: Context, verb: string, personId: string): Promise<void> {
  const person = await getPerson(ctx.sql, personId)
  const scope = ctx.scope(verb)
  const reached = person && (scope.everywhere || (person.unitId !== null && scope.unitIds.includes(person.unitId)))
  if (!reached) throw new Problem('core.refused.area', { status: 403, params: { verb } })
}

/** Merges and tells everybody; answers the survivor. */
export async function mergeEntries(ctx: Context, fromId: string, intoId: string, reason: string): Promise<string> {
  const toId = await mergePeople(ctx, fromId, intoId, reason)
  await carryRestriction(ctx, fromId, toId)
  await ctx.emit(personMerged, { fromId, toId })
  await householdChanged(ctx)
  return toId
}

/** Takes a merge back and tells everybody; answers who the entry was read as. */
export async function unmergeEntries(ctx: Context, fromId: string, reason: string): Promise<string> {
  const toId = await unmergePeople(ctx, fromId, reason)
  await ctx.emit(personUnmerged, { fromId, toId })
  await householdChanged(ctx)
  return toId
}
