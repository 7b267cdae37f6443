import { dueAt } from '#base/calendar/index.ts'
import { policyAt } from '#base/policies/index.ts'
import type { Context } from '#core/app.ts'
import { dayOf, HOUR_MS } from '#core/clock.ts'
import { AT_ONCE, type Flow, type Term } from './flow.ts'
import { deadlines } from './policies.ts'
import { termOf } from './rules.ts'

/** Reckons deadlines from `ctx.now`; the same question is reckoned once. */
export interface Reckoner {
  /** The end of a term at a unit. */
  at(unitId: string, term: Term): Promise<Date>
  /** The deadline a step brings: null takes it away, undefined leaves it. */
  of(unitId: string, flow: Flow, step: string): Promise<Date | null | undefined>
}

export function reckoner(ctx: Context): Reckoner {
  const day = dayOf(ctx.now)
  const known = new Map<string, Promise<Date>>()
  const at = (unitId: string, term: Term): Promise<Date> => {
    const key = `${unitId} ${JSON.stringify(term)}`
    const answer = known.get(key) ?? endOf(ctx, unitId, term)
    known.set(key, answer)
    return answer
  }
  const of = async (unitId: string, flow: Flow, step: string) => {
    const { terms } = (await policyAt(ctx, deadlines, { day, unitId })).params
    const term = termOf(flow, step, terms)
    return term ? at(unitId, term) : term
  }
  return { at, of }
}

async function endOf(ctx: Context, unitId: string, term: Term): Promise<Date> {
  if ('atOnce' in term) return AT_ONCE
  if ('hours' in term) return new Date(ctx.now.getTime() + term.hours * HOUR_MS)
  if ('workingHours' in term) return dueAt(ctx, ctx.now, { hours: term.workingHours }, unitId)
  return dueAt(ctx, ctx.now, { workingDays: term.workingDays }, unitId)
}
