import * as z from 'zod/mini'
import { COUNTRY_ID } from '#base/units/model.ts'
import { at, can, endpoint, ok, signedIn, wire } from '#core/contract.ts'

const Kind = z.enum(['workday', 'weekend', 'public', 'substitute', 'holiday', 'makeup', 'swap'])

/** A day that is not what its weekday says, and why. */
export const SpecialDay = z.object({
  date: wire.day,
  working: z.boolean(),
  kind: Kind,
  /** Name of the holiday, or the note of the decision. */
  note: z.nullable(z.string()),
  /** Decided by people, so that it can be edited; the rest is computed. */
  decided: z.boolean(),
})
export type SpecialDay = z.infer<typeof SpecialDay>

const Day = z.object({ date: wire.day })
/** The calendar holds for the whole installation: who changes it answers for all of it. */
const everywhere = { may: can('calendar.edit'), about: () => at.unit(COUNTRY_ID) }

export const calendar = {
  year: endpoint({
    method: 'GET',
    path: '/calendar/:year',
    params: z.object({ year: z.string().check(z.regex(/^(19|20|21)\d{2}$/)) }),
    reply: z.object({ days: z.array(SpecialDay) }),
    may: signedIn,
    summary: 'Days off other than weekends, and worked days that would be off',
  }),
  decide: endpoint({
    method: 'PUT',
    path: '/calendar/days/:date',
    params: Day,
    body: z.object({ kind: z.enum(['holiday', 'makeup', 'swap']), note: wire.text(300) }),
    reply: ok,
    ...everywhere,
    summary: 'Enter a day of the yearly decision (nghỉ lễ, làm bù, hoán đổi)',
  }),
  undecide: endpoint({
    method: 'DELETE',
    path: '/calendar/days/:date',
    params: Day,
    reply: ok,
    ...everywhere,
    summary: 'Let the day be what is computed again',
  }),
}
