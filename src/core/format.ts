import { dayOf, ZONE } from './clock.ts'
import { INTL, type Locale } from './words.ts'

/** Figures, days and hours as a Vietnamese office writes them: `1.234.567,8`, `22/11/2026`, `14:05`. */
export interface Format {
  number(value: number, options?: Intl.NumberFormatOptions): string
  /** `0.256` → `25,6%` */
  percent(share: number, digits?: number): string
  /** A day `YYYY-MM-DD` or an instant → `22/11/2026`. */
  day(value: string | Date): string
  /** → `22/11`, for axes and dense tables of one year. */
  dayShort(value: string | Date): string
  /** → `Thứ Hai, 23/11/2026` */
  dayLong(value: string | Date): string
  /** An instant → `14:05` in Vietnam. */
  time(instant: string | Date): string
  /** An instant → `14:05 22/11/2026`. */
  instant(instant: string | Date): string
  /** How long before `now`: `5 phút trước`, `2 ngày trước`. */
  ago(instant: string | Date, now: Date): string
  /** `75` → `1 giờ 15 phút` */
  minutes(total: number): string
  /** Names as written, sorted by given name, then by the whole. */
  byName(a: string, b: string): number
}

const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

const toDate = (value: string | Date): Date =>
  value instanceof Date ? value : new Date(/^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}T12:00:00+07:00` : value)

const given = (name: string): string => name.trim().split(/\s+/).at(-1) ?? ''

function make(locale: Locale): Format {
  const tag = INTL[locale]
  const zone = { timeZone: ZONE }
  const number = new Intl.NumberFormat(tag)
  const weekday = new Intl.DateTimeFormat(tag, { weekday: 'long', ...zone })
  const clock = new Intl.DateTimeFormat(tag, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...zone })
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'always' })
  const collator = new Intl.Collator('vi')
  const day = (value: string | Date) => dayOf(toDate(value)).split('-').reverse().join('/')
  return {
    number: (value, options) => (options ? new Intl.NumberFormat(tag, options) : number).format(value),
    percent: (share, digits = 1) =>
      new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: digits }).format(share),
    day,
    dayShort: value => day(value).slice(0, 5),
    dayLong: value => `${weekday.format(toDate(value))}, ${day(value)}`,
    time: instant => clock.format(toDate(instant)),
    instant: instant => `${clock.format(toDate(instant))} ${day(instant)}`,
    ago(instant, now) {
      const seconds = Math.max(0, (now.getTime() - toDate(instant).getTime()) / 1000)
      const [unit, size] = UNITS.find(([, size]) => seconds >= size) ?? ['minute', 60]
      return relative.format(-Math.max(1, Math.floor(seconds / size)), unit)
    },
    minutes(total) {
      const unit = (value: number, unit: string) =>
        new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: 'long' }).format(value)
      const hours = Math.floor(total / 60)
      const rest = Math.round(total % 60)
      if (hours === 0) return unit(rest, 'minute')
      return rest === 0 ? unit(hours, 'hour') : `${unit(hours, 'hour')} ${unit(rest, 'minute')}`
    },
    byName: (a, b) => collator.compare(given(a), given(b)) || collator.compare(a, b),
  }
}

const made = new Map<Locale, Format>()

export function format(locale: Locale): Format {
  const known = made.get(locale) ?? make(locale)
  made.set(locale, known)
  return known
}
