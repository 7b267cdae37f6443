import Holidays from 'date-holidays'
import { addDays, dayOf, daysBetween, HOUR_MS, MINUTE_MS, startOf } from '#core/clock.ts'

/**
 * One line of the yearly decision, which wins over whatever is computed for its date: a day off ('holiday'), a working
 * day given in exchange for another ('swap', hoán đổi: off), a worked Saturday or computed holiday ('makeup', làm bù).
 */
export interface CalendarEntry {
  /** 'YYYY-MM-DD' */
  date: string
  kind: 'holiday' | 'makeup' | 'swap'
  note: string
}

/** The table of decisions. Its index is kept by identity: replace the array, do not change it. */
export type Overlay = readonly CalendarEntry[]

/** What the law leaves to interpretation or changes over time. */
export interface HolidayRules {
  /** First year in which National Day has a second day (Bộ luật Lao động 2019, Art. 112). */
  secondNationalDayFrom: number
  /** Where the second day stands by default, by the weekday of 2/9 (0 Sunday … 6 Saturday). */
  secondNationalDay: readonly (-1 | 1)[]
  /** Further days each year, such as 24/11 once it is confirmed. */
  annual: readonly { monthDay: string; from: number; name: string }[]
}

/** The second day makes the longest break; on a Wednesday the announcement of 2026 took the day before. */
export const HOLIDAY_RULES: HolidayRules = {
  secondNationalDayFrom: 2021,
  secondNationalDay: [1, 1, -1, -1, 1, -1, -1],
  annual: [],
}

/** Opening times of one working day, 'HH:MM' in Vietnam, in order. */
export type OfficeHours = readonly (readonly [opens: string, closes: string])[]

/** Eight hours, as most state offices keep them; each agency may set its own. */
export const OFFICE_HOURS: OfficeHours = [
  ['07:00', '11:30'],
  ['13:30', '17:00'],
]

export interface DayKind {
  working: boolean
  kind: 'workday' | 'weekend' | 'public' | 'substitute' | CalendarEntry['kind']
  /** Name of the holiday, or the note of the decision. */
  note?: string
}

const weekdayOf = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay()
const isWeekend = (day: string) => weekdayOf(day) % 6 === 0
const source = new Holidays('VN', { languages: 'vi', types: ['public'] })

function publicHolidays(year: number, rules: HolidayRules): Map<string, string> {
  const days = new Map<string, string>()
  for (const holiday of source.getHolidays(year))
    for (let at = holiday.start; at < holiday.end; at = new Date(at.getTime() + 24 * HOUR_MS))
      if (!days.has(dayOf(at)) || !holiday.rule.includes('P5D')) days.set(dayOf(at), holiday.name)
  const national = `${year}-09-02`
  if (year >= rules.secondNationalDayFrom)
    days.set(addDays(national, rules.secondNationalDay[weekdayOf(national)] ?? 1), 'Nghỉ Quốc khánh')
  for (const { monthDay, from, name } of rules.annual) if (year >= from) days.set(`${year}-${monthDay}`, name)
  return days
}

/** A holiday on a weekly day off is made up for on the next working day (Art. 111.3). */
function withSubstitutes(holidays: ReadonlyMap<string, string>): Map<string, DayKind> {
  const days = new Map<string, DayKind>()
  for (const [day, note] of holidays) days.set(day, { working: false, kind: 'public', note })
  for (const [day, note] of [...holidays].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!isWeekend(day)) continue
    let free = addDays(day, 1)
    while (isWeekend(free) || days.has(free)) free = addDays(free, 1)
    days.set(free, { working: false, kind: 'substitute', note: `Nghỉ bù: ${note}` })
  }
  return days
}

const computed = new WeakMap<HolidayRules, Map<number, Map<string, DayKind>>>()

function holidaysOf(year: number, rules: HolidayRules): Map<string, DayKind> {
  const years = computed.get(rules) ?? new Map<number, Map<string, DayKind>>()
  computed.set(rules, years)
  const days = years.get(year) ?? withSubstitutes(publicHolidays(year, rules))
  years.set(year, days)
  return days
}

const indexes = new WeakMap<Overlay, Map<string, CalendarEntry>>()

function decisionOn(day: string, overlay: Overlay): CalendarEntry | undefined {
  const index = indexes.get(overlay) ?? new Map(overlay.map(entry => [entry.date, entry]))
  indexes.set(overlay, index)
  return index.get(day)
}

/** What kind of day it is and why. */
export function dayKind(day: string, overlay: Overlay, rules: HolidayRules = HOLIDAY_RULES): DayKind {
  const decision = decisionOn(day, overlay)
  if (decision) return { working: decision.kind === 'makeup', kind: decision.kind, note: decision.note }
  const holiday = holidaysOf(Number(day.slice(0, 4)), rules).get(day)
  return holiday ?? (isWeekend(day) ? { working: false, kind: 'weekend' } : { working: true, kind: 'workday' })
}

export const isWorkingDay = (day: string, overlay: Overlay, rules: HolidayRules = HOLIDAY_RULES): boolean =>
  dayKind(day, overlay, rules).working

/** Days off other than plain weekends, and worked days that would be off: what a calendar page shows of a year. */
export function specialDays(
  year: number,
  overlay: Overlay,
  rules: HolidayRules = HOLIDAY_RULES,
): ({ date: string } & DayKind)[] {
  const decided = overlay.map(entry => entry.date).filter(date => date.startsWith(`${year}-`))
  const dates = new Set([...holidaysOf(year, rules).keys(), ...decided])
  return [...dates].sort().map(date => ({ date, ...dayKind(date, overlay, rules) }))
}

/** Further than any break: past it the tables are wrong, not the days. */
const LONGEST_BREAK_DAYS = 60

function nextWorkingDay(day: string, step: 1 | -1, overlay: Overlay, rules: HolidayRules): string {
  for (let n = 1; n <= LONGEST_BREAK_DAYS; n++) {
    const next = addDays(day, step * n)
    if (isWorkingDay(next, overlay, rules)) return next
  }
  throw new RangeError(`no working day within ${LONGEST_BREAK_DAYS} days of ${day}`)
}

/** The n-th working day after a day (before it when n < 0). With 0: the day itself, or the first working day after. */
export function addWorkingDays(day: string, n: number, overlay: Overlay, rules: HolidayRules = HOLIDAY_RULES): string {
  if (n === 0) return isWorkingDay(day, overlay, rules) ? day : nextWorkingDay(day, 1, overlay, rules)
  let at = day
  for (let left = Math.abs(n); left > 0; left--) at = nextWorkingDay(at, n > 0 ? 1 : -1, overlay, rules)
  return at
}

/** Further days than these are only "many". */
const MOST_COUNTED_DAYS = 366

/** How many working days from the day after one day up to another; negative when that is before it. */
export function workingDaysBetween(
  from: string,
  to: string,
  overlay: Overlay,
  rules: HolidayRules = HOLIDAY_RULES,
): number {
  if (to < from) return -workingDaysBetween(to, from, overlay, rules)
  const days = Math.min(daysBetween(from, to), MOST_COUNTED_DAYS)
  let working = 0
  for (let n = 1; n <= days; n++) if (isWorkingDay(addDays(from, n), overlay, rules)) working++
  return working
}

const minutesOf = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))

/** Spells of office time on one day, as milliseconds since the epoch; none on a day off. */
function spellsOn(day: string, hours: OfficeHours, overlay: Overlay, rules: HolidayRules): [number, number][] {
  if (!isWorkingDay(day, overlay, rules)) return []
  const midnight = startOf(day).getTime()
  return hours.map(([opens, closes]) => [
    midnight + minutesOf(opens) * MINUTE_MS,
    midnight + minutesOf(closes) * MINUTE_MS,
  ])
}

/** Minutes of office time between two instants, fractions included; negative when `to` is before `from`. */
export function workingMinutesBetween(
  from: Date,
  to: Date,
  hours: OfficeHours,
  overlay: Overlay,
  rules: HolidayRules = HOLIDAY_RULES,
): number {
  if (to < from) return -workingMinutesBetween(to, from, hours, overlay, rules)
  const [start, end] = [from.getTime(), to.getTime()]
  let total = 0
  for (let day = dayOf(from); day <= dayOf(to); day = addDays(day, 1))
    for (const [opens, closes] of spellsOn(day, hours, overlay, rules))
      total += Math.max(0, Math.min(closes, end) - Math.max(opens, start))
  return total / MINUTE_MS
}

/** The instant at which so many minutes of office time have passed since `from`. */
export function addWorkingMinutes(
  from: Date,
  minutes: number,
  hours: OfficeHours,
  overlay: Overlay,
  rules: HolidayRules = HOLIDAY_RULES,
): Date {
  if (hours.length === 0) throw new RangeError('an office without opening hours has no deadlines')
  let left = minutes * MINUTE_MS
  for (let day = addWorkingDays(dayOf(from), 0, overlay, rules); ; day = addWorkingDays(day, 1, overlay, rules)) {
    for (const [opens, closes] of spellsOn(day, hours, overlay, rules)) {
      const start = Math.max(opens, from.getTime())
      if (start > closes) continue
      if (start + left <= closes) return new Date(start + left)
      left -= closes - start
    }
  }
}

/** How long something may take: whole working days, working hours, or days and then hours. */
export interface Term {
  workingDays?: number
  hours?: number
}

/**
 * When something received at an instant is due. Days count from the working day after receipt, whatever the hour, and
 * end when the office closes; hours run in office time, from receipt or after the days. Throws RangeError for no term.
 */
export function deadline(
  receivedAt: Date,
  { workingDays = 0, hours = 0 }: Term,
  overlay: Overlay,
  officeHours: OfficeHours = OFFICE_HOURS,
  rules: HolidayRules = HOLIDAY_RULES,
): Date {
  if (!(workingDays >= 0 && hours >= 0 && workingDays + hours > 0))
    throw new RangeError('a term is longer than nothing')
  if (workingDays === 0) return addWorkingMinutes(receivedAt, hours * 60, officeHours, overlay, rules)
  const lastDay = addWorkingDays(dayOf(receivedAt), workingDays, overlay, rules)
  const closes = officeHours.at(-1)?.[1]
  if (closes === undefined) throw new RangeError('an office without opening hours has no deadlines')
  const end = new Date(startOf(lastDay).getTime() + minutesOf(closes) * MINUTE_MS)
  return hours === 0 ? end : addWorkingMinutes(end, hours * 60, officeHours, overlay, rules)
}
