import { workingDaysBetween } from '#base/calendar/calendar.ts'
import { dueAt, overlay } from '#base/calendar/index.ts'
import { holidays } from '#base/calendar/policies.ts'
import { policyAt } from '#base/policies/index.ts'
import type { Context } from '#core/app.ts'
import { dayOf, HOUR_MS } from '#core/clock.ts'
import { atOnce, type Flow, type Term } from './flow.ts'
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
    const answer = known.get(key) ?? endOfTerm(ctx, ctx.now, unitId, term)
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

/** The end of a term that began at an instant, at a unit. */
export async function endOfTerm(ctx: Context, since: Date, unitId: string, term: Term): Promise<Date> {
  if ('atOnce' in term) return atOnce(since)
  if ('hours' in term) return new Date(since.getTime() + term.hours * HOUR_MS)
  if ('workingHours' in term) return dueAt(ctx, since, { hours: term.workingHours }, unitId)
  return dueAt(ctx, since, { workingDays: term.workingDays }, unitId)
}

/** How many working days are left until a deadline, today not counted; negative when it is past. */
export async function daysLeft(ctx: Context): Promise<(dueAt: Date) => number> {
  const today = dayOf(ctx.now)
  const decided = await overlay(ctx)
  const { params } = await policyAt(ctx, holidays, { day: today })
  const known = new Map<string, number>()
  return due => {
    const day = dayOf(due)
    const days = known.get(day) ?? workingDaysBetween(today, day, decided, params)
    known.set(day, days)
    return days
  }
}
