import { addDays } from '#core/clock.ts'

/*
 * Days and times as people type them all day and say them on the telephone.
 */

const WORDS: Readonly<Record<string, number>> = { 'hom nay': 0, nay: 0, 'hom qua': -1, qua: -1, 'hom kia': -2, kia: -2 }

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim()

/**
 * `21/11/2026`, `21-11`, `21.11.26`, `2111`, `21112026`, `21`, `hôm qua` → 'YYYY-MM-DD'. What is left out is filled in so
 * that the day is the latest one not after `last`; where that lies ahead, a day without its month is the next one.
 * Undefined when it names no day.
 */
export function typedDay(typed: string, today: string, last = today): string | undefined {
  const text = plain(typed)
  const word = WORDS[text]
  if (word !== undefined) return addDays(today, word)
  const found =
    /^(\d{1,2})(?:[/.\- ](\d{1,2})(?:[/.\- ](\d{4}|\d{2}))?)?$/.exec(text) ??
    /^(\d{2})(\d{2})(\d{4}|\d{2})?$/.exec(text)
  if (!found) return undefined
  const [day, month, year] = found.slice(1).map(part => (part ? Number(part) : undefined)) as [number, number?, number?]
  if (month !== undefined && (month < 1 || month > 12)) return undefined
  if (month && year !== undefined) return dayFrom(year + (year < 100 ? 2000 : 0), month, day)
  const [lastYear] = last.split('-').map(Number) as [number]
  if (month) return [dayFrom(lastYear, month, day), dayFrom(lastYear - 1, month, day)].find(one => one && one <= last)
  const isAhead = last > today
  const [thisYear, thisMonth] = today.split('-').map(Number) as [number, number]
  const near = [0, 1, 2].map(away => dayFrom(thisYear, thisMonth + (isAhead ? away : -away), day))
  return near.find(one => one && (isAhead ? one >= today : one <= last))
}

/** Undefined for 31/4; month 0 is the December before. */
function dayFrom(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCDate() === day ? date.toISOString().slice(0, 10) : undefined
}

/** A time of the day: `9:30`, `9h30`, `9g5`, `930`, `9h`, `09`. */
export function typedTime(typed: string): string | undefined {
  const found = /^(\d{1,2})(?:[:hg.](\d{1,2})?)?(?:p|ph)?$|^(\d{1,2})(\d{2})$/i.exec(typed.replace(/\s/g, ''))
  if (!found) return undefined
  const [hour, minute] = [Number(found[1] ?? found[3]), Number(found[2] ?? found[4] ?? 0)]
  return hour < 24 && minute < 60 ? `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}` : undefined
}
