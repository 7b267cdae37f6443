/** What who types all day writes of a day: `20/11`, `2011`, `20/11/26`, `20112026`. Without a year the last such day. */
export function typedDay(typed: string, today: string): string | undefined {
  const found = /^(\d{1,2})[/.\- ](\d{1,2})(?:[/.\- ](\d{2}|\d{4}))?$|^(\d{2})(\d{2})(\d{2}|\d{4})?$/.exec(typed.trim())
  if (!found) return undefined
  const [day, month, year] = found[1] ? found.slice(1, 4) : found.slice(4, 7)
  const on = (full: number) => `${full}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`
  const thisYear = Number(today.slice(0, 4))
  if (year) return real(on(year.length === 2 ? 2000 + Number(year) : Number(year)))
  return real(on(on(thisYear) > today ? thisYear - 1 : thisYear))
}

/** The 31st of February is none. */
const real = (day: string): string | undefined => {
  const at = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day) ? day : undefined
}

/** And of a time of the day: `9:30`, `9h30`, `9g5`, `930`, `9h`, `09`. */
export function typedTime(typed: string): string | undefined {
  const found = /^(\d{1,2})(?:[:hg.](\d{1,2})?)?(?:p|ph)?$|^(\d{1,2})(\d{2})$/i.exec(typed.replace(/\s/g, ''))
  if (!found) return undefined
  const [hour, minute] = [Number(found[1] ?? found[3]), Number(found[2] ?? found[4] ?? 0)]
  return hour < 24 && minute < 60 ? `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}` : undefined
}
