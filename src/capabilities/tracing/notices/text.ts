import { dayOf } from '#core/clock.ts'
import { type Format, format } from '#core/format.ts'
import { say } from '#core/words.ts'
import { LONGEST_TEXT } from './contract.ts'

/** `Xã Phong Bình` → `xã Phong Bình`: the kind of a unit has a small letter within a sentence. */
export const inSentence = (unitName: string): string => unitName.charAt(0).toLocaleLowerCase('vi') + unitName.slice(1)

export interface Span {
  readonly from: Date
  readonly to: Date
}

/** `08:00–09:15`, or `22:00–01:00 21/11` into the next day. */
export function spanOf(f: Format, { from, to }: Span): string {
  const end = dayOf(from) === dayOf(to) ? f.time(to) : `${f.time(to)} ${f.dayShort(to)}`
  return `${f.time(from)}–${end}`
}

export interface ShownLine extends Span {
  readonly id: string
  readonly place: string
  readonly address: string
  readonly unitName: string | null
}

/** What a notice says, as page, picture and message show it. */
export interface Shown {
  readonly number: string | null
  readonly organ: string
  readonly phone: string
  readonly advice: string
  readonly publishedAt: Date | null
  /** Of a correction. */
  readonly correction: string
  readonly lines: readonly ShownLine[]
  readonly link: string
}

/** Address and commune, without saying the commune twice. */
export const whereOf = ({ address, unitName }: Pick<ShownLine, 'address' | 'unitName'>): string =>
  [address, unitName && !address.includes(unitName) ? unitName : ''].filter(Boolean).join(', ')

/** Lines by the day on which they begin, in their order. */
export const daysOf = <L extends Span>(
  lines: readonly L[],
): readonly (readonly [day: string, lines: readonly L[]])[] => [...Map.groupBy(lines, line => dayOf(line.from))]

/**
 * The notice as plain text for a group: as many places as fit, then how many there are besides, and always where to read it
 * and whom to call.
 */
export function messageOf(shown: Shown, longest = LONGEST_TEXT): string {
  const all = textWith(shown, shown.lines.length)
  if (all.length <= longest) return all
  let fits = shown.lines.length - 1
  while (fits > 0 && textWith(shown, fits).length > longest) fits--
  return textWith(shown, fits)
}

function textWith(shown: Shown, count: number): string {
  const f = format('vi')
  const words = (id: string, values = {}) => say('vi', `tracing.notice.message.${id}`, values)
  const days = daysOf(shown.lines.slice(0, count)).flatMap(([day, lines]) => [
    '',
    words('day', { day: f.dayLong(day) }),
    ...lines.map(line => `• ${spanOf(f, line)}: ${[line.place, whereOf(line)].filter(Boolean).join(', ')}`),
  ])
  const left = shown.lines.length - count
  const head = words('head', { number: shown.number ?? '…' })
  return [
    head,
    shown.organ,
    ...(shown.correction ? [words('corrected', { correction: shown.correction })] : []),
    '',
    words('lead'),
    ...days,
    ...(left > 0 ? ['', words('more', { left })] : []),
    '',
    words('call', { phone: shown.phone }),
    words('link', { link: shown.link }),
  ].join('\n')
}
