import { DAY_MS, startOf } from '#core/clock.ts'

/** The instant of a time of a day in Vietnam. */
export function instantAt(day: string, time: string): Date {
  const [hour, minute] = time.split(':').map(Number) as [number, number]
  return new Date(startOf(day).getTime() + (hour * 60 + minute) * 60_000)
}

/** From one time to another; an end that is earlier in the day is one of the next day. */
export function stayOf(day: string, from: string, to: string): { from: Date; to: Date; isNextDay: boolean } {
  const began = instantAt(day, from)
  const ended = instantAt(day, to)
  const isNextDay = ended < began
  return { from: began, to: isNextDay ? new Date(ended.getTime() + DAY_MS) : ended, isNextDay }
}
