import { addDays, DAY_MS, startOf } from '#core/clock.ts'

/*
 * Days as an officer types them on the telephone: `21/11`, `21`, `hôm qua`.
 */

const WORDS: Readonly<Record<string, number>> = { 'hom nay': 0, nay: 0, 'hom qua': -1, qua: -1, 'hom kia': -2, kia: -2 }

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/gi, 'd').toLowerCase().trim()

/**
 * `21/11/2026`, `21-11`, `21.11.26`, `21`, `hôm qua` → 'YYYY-MM-DD'. What is left out is filled in so that the day is
 * the latest one not after `today`. Undefined when it names no day.
 */
export function readDay(text: string, today: string): string | undefined {
  const typed = plain(text)
  const word = WORDS[typed]
  if (word !== undefined) return addDays(today, word)
  const [, day, month, year] = /^(\d{1,2})(?:[/.\s-](\d{1,2})(?:[/.\s-](\d{4}|\d{2}))?)?$/.exec(typed) ?? []
  if (!day || (month && (Number(month) < 1 || Number(month) > 12))) return undefined
  if (year) return dayFrom(Number(year) + (year.length === 2 ? 2000 : 0), Number(month), Number(day))
  const [thisYear, thisMonth] = today.split('-').map(Number) as [number, number]
  const tries = month
    ? [dayFrom(thisYear, Number(month), Number(day)), dayFrom(thisYear - 1, Number(month), Number(day))]
    : [0, 1, 2].map(back => dayFrom(thisYear, thisMonth - back, Number(day)))
  return tries.find(one => one !== undefined && one <= today)
}

/** Undefined for 31/4; month 0 is the December before. */
function dayFrom(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCDate() === day ? date.toISOString().slice(0, 10) : undefined
}

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
