/** Days of Asia/Ho_Chi_Minh, which is UTC+7 all year. A day number counts from 1970-01-01. */

export const msPerMinute = 60_000
export const minutesPerDay = 1440
export const msPerDay = minutesPerDay * msPerMinute
const offset = 7 * 60 * msPerMinute

/** @throws RangeError when `date` is not a calendar day 'YYYY-MM-DD'. */
export function dayNumber(date: string): number {
  const number = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) / msPerDay : Number.NaN
  if (Number.isNaN(number) || dayOfNumber(number) !== date) throw new RangeError(`not a day: ${date}`)
  return number
}

export function dayOfNumber(day: number): string {
  return new Date(day * msPerDay).toISOString().slice(0, 10)
}

/** Epoch milliseconds of the local midnight that begins the day. */
export function midnightOf(day: number): number {
  return day * msPerDay - offset
}

/** The day number an instant falls on. */
export function dayAt(instant: number): number {
  return Math.floor((instant + offset) / msPerDay)
}

/** Whole minutes after local midnight. */
export function minuteAt(instant: number): number {
  return Math.floor((instant - midnightOf(dayAt(instant))) / msPerMinute)
}

/** 0 Sunday to 6 Saturday. */
export function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7
}

/** The day number `years` before a day (29 February becomes 1 March). */
export function yearsBefore(day: number, years: number): number {
  const date = new Date(day * msPerDay)
  return Date.UTC(date.getUTCFullYear() - years, date.getUTCMonth(), date.getUTCDate()) / msPerDay
}

/** Days around those of last year: its month is known from its first day on, and a demo that lives on finds the next there. */
const daysBefore = 7
const daysBeyond = 14

/** The month of a day, up to that day, as it was a year before, and some days around: what figures are compared with. */
export function sameMonthLastYear(day: string): { readonly from: string; readonly until: string } {
  const first = dayNumber(`${Number(day.slice(0, 4)) - 1}${day.slice(4, 7)}-01`)
  return {
    from: dayOfNumber(first - daysBefore),
    until: dayOfNumber(first + Number(day.slice(8)) - 1 + daysBeyond),
  }
}
