import { type Formats, IntlMessageFormat } from 'intl-messageformat'
import { ZONE } from './clock.ts'

/** The two languages of every screen and message; Vietnamese is the source, English the switch. */
export type Locale = 'vi' | 'en'
export const LOCALES: readonly Locale[] = ['vi', 'en']
export type Catalogue = Readonly<Record<string, string>>
export type Values = Readonly<Record<string, string | number | Date>>

/** Days are written 22/11/2026 in both languages: English readers in Vietnam read the day first too. */
export const INTL: Readonly<Record<Locale, string>> = { vi: 'vi-VN', en: 'en-GB' }

const day: Intl.DateTimeFormatOptions = { day: '2-digit', month: '2-digit', year: 'numeric', timeZone: ZONE }
const time: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: ZONE }
/** `{at, date, short}` and `{at, time, short}` in a message mean the house's forms, in Vietnam's time. */
const formats: Partial<Formats> = {
  date: { short: day, medium: day, long: { ...day, weekday: 'long' } },
  time: { short: time, medium: time },
}

const catalogues: Record<Locale, Map<string, string>> = { vi: new Map(), en: new Map() }
const compiled: Record<Locale, Map<string, IntlMessageFormat>> = { vi: new Map(), en: new Map() }

/** Adds a module's messages. Later words replace earlier ones with the same id. */
export function addWords(locale: Locale, catalogue: Catalogue): void {
  for (const [id, text] of Object.entries(catalogue)) {
    catalogues[locale].set(id, text)
    compiled[locale].delete(id)
  }
}

export const hasWords = (locale: Locale, id: string): boolean => catalogues[locale].has(id)

/**
 * The message `id` in `locale`. What English does not have is said in Vietnamese; what neither has is its id, which
 * is what a reader can quote.
 */
export function say(locale: Locale, id: string, values?: Values): string {
  const text = catalogues[locale].get(id)
  if (text === undefined) return locale === 'vi' ? id : say('vi', id, values)
  if (!/[{'<]/.test(text)) return text
  const known = compiled[locale].get(id)
  const message = known ?? new IntlMessageFormat(text, INTL[locale], formats, { ignoreTag: true })
  if (!known) compiled[locale].set(id, message)
  return String(message.format(values))
}
