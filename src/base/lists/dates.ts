/** Which part of `03/04/2026` is the day. Vietnam writes the day first; exports of foreign programs may not. */
export type DateOrder = 'dmy' | 'mdy'

/** A day, `YYYY-MM-DD`. */
type Day = string

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
/** What is longer is no day with a time, and not worth to be looked at from each of its letters. */
const LONGEST = 100
const TIME = /[T\s]+\d{1,2}\s*[:h]\s*\d{0,2}.*$/i
/** Excel counts days from here; its serials of 1930–2100 have five digits. */
const EXCEL_EPOCH = Date.UTC(1899, 11, 30)
const DAY_MS = 86_400_000
const SERIALS = { from: 10_959, until: 73_051 }

/**
 * Reads a day as people write it: `21/11/2026`, `21-11-26`, `21.11.2026`, `21112026`, `2026-11-21`, `21-Nov-26`, `ngày 21
 * tháng 11 năm 2026`, a serial number of Excel, any of them with a time behind. A year of two digits is the latest such
 * year that is not after `today`.
 */
export function readDay(text: string, order: DateOrder, today: Day): Day | undefined {
  if (text.length > LONGEST) return undefined
  const written = text.trim().replace(TIME, '')
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(written)
  if (iso) return dayFrom(iso[1], iso[2], iso[3])
  const parts = /^(\d{1,2})\s*[-/.\s]\s*(\d{1,2})\s*[-/.\s]\s*(\d{4}|\d{2})$/.exec(written)
  if (parts) {
    const [day, month] = order === 'dmy' ? [parts[1], parts[2]] : [parts[2], parts[1]]
    return dayFrom(yearOf(parts[3], today), month, day)
  }
  const digits = /^(\d{2})(\d{2})((?:18|19|20)\d{2})$/.exec(written)
  if (digits) return dayFrom(digits[3], digits[2], digits[1])
  const said = /^(?:ngày\s+)?(\d{1,2})\s+tháng\s+(\d{1,2})\s*(?:,|năm)?\s*(\d{4})$/i.exec(written)
  if (said) return dayFrom(said[3], said[2], said[1])
  const named = /^(\d{1,2})[-\s]([a-z]{3})[a-z]*[-\s,]+(\d{4}|\d{2})$/i.exec(written)
  if (named) return dayFrom(yearOf(named[3], today), monthNamed(named[2]), named[1])
  return /^\d{5}(\.\d+)?$/.test(written) ? daySerial(Number(written)) : undefined
}

const monthNamed = (name = '') => String(MONTHS.indexOf(name.toLowerCase()) + 1)

function dayFrom(year = '', month = '', day = ''): Day | undefined {
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text) ? text : undefined
}

function yearOf(year = '', today: Day): string {
  if (year.length === 4) return year
  const now = Number(today.slice(0, 4))
  const here = now - (now % 100) + Number(year)
  return String(here > now ? here - 100 : here)
}

function daySerial(serial: number): Day | undefined {
  if (serial < SERIALS.from || serial > SERIALS.until) return undefined
  return new Date(EXCEL_EPOCH + Math.floor(serial) * DAY_MS).toISOString().slice(0, 10)
}

/** What the dates of a column say of their order: some have a second part over twelve, and none a first part. */
export function orderOf(texts: readonly string[]): DateOrder {
  const parts = texts.flatMap(text => {
    const found = /^\s*(\d{1,2})[-/.](\d{1,2})[-/.]\d{2,4}/.exec(text)
    return found ? [[Number(found[1]), Number(found[2])] as const] : []
  })
  return parts.some(([, second]) => second > 12) && parts.every(([first]) => first <= 12) ? 'mdy' : 'dmy'
}
