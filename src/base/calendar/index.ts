import { policyAt } from '#base/policies/index.ts'
import { kept } from '#base/policies/kept.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { done } from '#core/contract.ts'
import { defineModule } from '#core/module.ts'
import {
  addWorkingMinutes,
  type CalendarEntry,
  deadline,
  isWorkingDay,
  type Overlay,
  specialDays,
  type Term,
  workingMinutesBetween,
} from './calendar.ts'
import { calendar as contract } from './contract.ts'
import { keeps } from './keeps.ts'
import { holidays, officeHours } from './policies.ts'

export type { Overlay, Term } from './calendar.ts'

const decisions = kept<Overlay>(
  'calendar',
  sql => sql<CalendarEntry[]>`select date, kind, note from calendar.day order by date`,
)

/** The days that people decided, as the pure functions of calendar.ts take them. */
export const overlay = (ctx: Context): Promise<Overlay> => decisions.get(ctx)

/** When something received at an instant is due, by the calendar as decided and the office hours of the unit. */
export async function dueAt(ctx: Context, receivedAt: Date, term: Term, unitId?: string): Promise<Date> {
  const day = dayOf(receivedAt)
  const { params } = await policyAt(ctx, officeHours, { day, unitId })
  const rules = await policyAt(ctx, holidays, { day })
  return deadline(receivedAt, term, await overlay(ctx), params.hours, rules.params)
}

/** Office time of a unit, for what is paused and goes on: minutes of it between two instants, and after one. */
export interface OfficeTime {
  readonly between: (from: Date, to: Date) => number
  readonly add: (from: Date, minutes: number) => Date
}

export async function officeTime(ctx: Context, unitId?: string): Promise<OfficeTime> {
  const day = dayOf(ctx.now)
  const { hours } = (await policyAt(ctx, officeHours, { day, unitId })).params
  const rules = (await policyAt(ctx, holidays, { day })).params
  const decided = await overlay(ctx)
  return {
    between: (from, to) => workingMinutesBetween(from, to, hours, decided, rules),
    add: (from, minutes) => addWorkingMinutes(from, minutes, hours, decided, rules),
  }
}

/** Whether a day is worked, by the calendar as decided. */
export async function isWorked(ctx: Context, day: string): Promise<boolean> {
  return isWorkingDay(day, await overlay(ctx), (await policyAt(ctx, holidays, { day })).params)
}

export default defineModule({
  name: 'calendar',
  dir: import.meta.dirname,
  keeps,
  contract,
  handlers: {
    async year({ params }, ctx) {
      const decided = await overlay(ctx)
      const rules = await policyAt(ctx, holidays, { day: `${params.year}-12-31` })
      const days = specialDays(Number(params.year), decided, rules.params).map(day => ({
        ...day,
        note: day.note ?? null,
        decided: decided.some(entry => entry.date === day.date),
      }))
      return { days }
    },
    async decide({ params: { date }, body }, ctx) {
      await ctx.sql`
        insert into calendar.day (date, kind, note, set_at, set_by)
        values (${date}, ${body.kind}, ${body.note}, ${ctx.now}, ${ctx.who?.accountId ?? null})
        on conflict (date) do update
          set kind = excluded.kind, note = excluded.note, set_at = excluded.set_at, set_by = excluded.set_by`
      await decisions.changed(ctx)
      return done
    },
    async undecide({ params: { date } }, ctx) {
      await ctx.sql`delete from calendar.day where date = ${date}`
      await decisions.changed(ctx)
      return done
    },
  },
  allows: { administrator: ['calendar.edit'] },
  declares: [officeHours, holidays],
  async start(app) {
    decisions.listen(app)
  },
})
