/** Where days begin and end. Vietnam has one zone and no summer time since 1975. */
export const ZONE = 'Asia/Ho_Chi_Minh'
const OFFSET_MS = 7 * 3_600_000
export const DAY_MS = 86_400_000
export const HOUR_MS = 3_600_000
export const MINUTE_MS = 60_000

/** The day in Vietnam, `YYYY-MM-DD`. */
export const dayOf = (instant: Date): string => new Date(instant.getTime() + OFFSET_MS).toISOString().slice(0, 10)

/** The hour of the day in Vietnam, 0–23. */
export const hourOf = (instant: Date): number => new Date(instant.getTime() + OFFSET_MS).getUTCHours()

/** The instant at which a day begins in Vietnam. */
export const startOf = (day: string): Date => new Date(Date.parse(`${day}T00:00:00Z`) - OFFSET_MS)

export const addDays = (day: string, n: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + n * DAY_MS).toISOString().slice(0, 10)

export const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY_MS

/** An instant as a field of day and time shows it in Vietnam, to the minute: `2026-11-20T14:05`. */
export const fieldText = (instant: string | Date): string =>
  new Date(new Date(instant).getTime() + OFFSET_MS).toISOString().slice(0, 16)

/** What such a field says, as an instant; undefined when it says none. */
export function fieldInstant(text: string): Date | undefined {
  const instant = new Date(`${text}:00+07:00`)
  return Number.isNaN(instant.getTime()) ? undefined : instant
}
