import { DAY_MS, dayOf, MINUTE_MS } from '#core/clock.ts'
import { nameKey } from '#core/text.ts'

/** Whether a mốc dịch tễ is offered for a notice: only what is public is, unless the tracer asks for the others. */
export type Offer = 'public' | 'members' | 'unlisted' | 'private' | 'before'

export interface OfferedStop {
  readonly placeKind: string | null
  readonly words: string
  /** Within the infectious period. */
  readonly traced: boolean
}

/** Somebody's home for a time, or a kind that says nothing. */
const CLOSED_KINDS: readonly string[] = ['isolation', 'lodging', 'other']
/** A class or a workshop tells who it was, and has a list of its own members to trace by. */
const MEMBERS_KINDS: readonly string[] = ['school', 'workplace']
/** How people tell of a home, without marks: `ở nhà`, `nhà bà ngoại`, `phòng trọ số 3`. */
const HOME =
  /(^| )(o nha|nha rieng|nha tro|phong tro|khu tro|nha (ong|ba|anh|chi|em|co|chu|bac|di|cau|mo|con|me|bo|ngoai|noi|ban|nguoi|benh)|tai nha|so nha|cach ly|gia dinh)( |$)/

/** Home, and what may be one, is private; a place that nobody found in the register is not known to be public. */
export function offerOf({ placeKind, words, traced }: OfferedStop): Offer {
  if (placeKind === null) {
    if (HOME.test(nameKey(words))) return 'private'
    return traced ? 'unlisted' : 'before'
  }
  if (CLOSED_KINDS.includes(placeKind)) return 'private'
  if (MEMBERS_KINDS.includes(placeKind)) return 'members'
  return traced ? 'public' : 'before'
}

const QUARTER_MS = 15 * MINUTE_MS

/** Outward to quarters of an hour: nobody at the door can tell from a minute who it was. */
export const roundedOut = ({ from, to }: { readonly from: Date; readonly to: Date }) => ({
  from: new Date(Math.floor(from.getTime() / QUARTER_MS) * QUARTER_MS),
  to: new Date(Math.ceil(to.getTime() / QUARTER_MS) * QUARTER_MS),
})

export interface SourceStop {
  readonly id: string
  readonly placeId: string | null
  readonly areaId: string | null
  readonly place: string
  readonly address: string
  readonly unitId: string | null
  readonly from: Date
  readonly to: Date
}

export interface NewLine {
  readonly place: string
  readonly address: string
  readonly unitId: string | null
  readonly from: Date
  readonly to: Date
  readonly stopIds: readonly string[]
}

/** Several cases, or one twice, at one place at one time are one line: how many there were is nobody's business. */
export function linesOf(stops: readonly SourceStop[]): NewLine[] {
  const keyOf = (stop: SourceStop) => (stop.placeId ? `${stop.placeId} ${stop.areaId ?? ''}` : stop.id)
  const lines = [...Map.groupBy(stops, keyOf).values()].flatMap(atPlace =>
    atPlace
      .map(stop => ({ ...stop, ...roundedOut(stop) }))
      .sort((a, b) => a.from.getTime() - b.from.getTime())
      .reduce<NewLine[]>(joined, []),
  )
  return lines.sort((a, b) => a.from.getTime() - b.from.getTime() || a.place.localeCompare(b.place, 'vi'))
}

function joined(lines: NewLine[], { id, place, address, unitId, from, to }: SourceStop): NewLine[] {
  const last = lines.at(-1)
  if (!last || from > last.to) return [...lines, { place, address, unitId, from, to, stopIds: [id] }]
  return [...lines.slice(0, -1), { ...last, to: to > last.to ? to : last.to, stopIds: [...last.stopIds, id] }]
}

/** The last day on which it is shown: by then whoever was infected there has fallen ill. */
export const lastDayOf = (lines: readonly { readonly to: Date }[], keepDays: number): string =>
  dayOf(new Date(Math.max(...lines.map(line => line.to.getTime())) + keepDays * DAY_MS))

export type NoticeState = 'draft' | 'current' | 'expired' | 'withdrawn'

export function stateOf(
  notice: { readonly firstAt: Date | null; readonly withdrawnAt: Date | null; readonly expiresOn: string | null },
  today: string,
): NoticeState {
  if (notice.withdrawnAt) return 'withdrawn'
  if (!notice.firstAt || !notice.expiresOn) return 'draft'
  return notice.expiresOn < today ? 'expired' : 'current'
}

export const FINDINGS = ['name', 'phone', 'id-number', 'given-name', 'case-number', 'home', 'contact-name'] as const
/** What free text says of somebody. The first three are refused, the others are asked about. */
export type Finding = (typeof FINDINGS)[number]
const REFUSED: readonly Finding[] = ['name', 'phone', 'id-number']
export const isRefused = (finding: Finding): boolean => REFUSED.includes(finding)

export interface Watched {
  /** Whole names of the cases, and of those they met. */
  readonly cases: readonly string[]
  readonly contacts: readonly string[]
  /** The notice's own number to call: that one may be said again. */
  readonly phone: string
}

const digitsOf = (text: string) => text.replace(/\D/g, '')
/** Digits with what people put between them. */
const NUMBERS = /(?<![\d.])\+?\d[\d .\-()]{6,}\d(?!\d)/g
const HONORIFIC = '(?:ong|ba|anh|chi|em|co|chu|bac|chau|benh nhan|bn|f0)'

/** What a text holds that tells of a person. */
export function personalIn(text: string, { cases, contacts, phone }: Watched): Finding[] {
  const key = ` ${nameKey(text)} `
  const says = (name: string) => name.trim().includes(' ') && key.includes(` ${nameKey(name)} `)
  const given = (name: string) => nameKey(name).split(' ').at(-1) ?? ''
  const called = (name: string) => new RegExp(` ${HONORIFIC} (?:\\S+ )?${escaped(given(name))} `).test(key)
  const own = phone.split(/[,;/]/).map(digitsOf)
  const numbers = [...text.matchAll(NUMBERS)].map(([found]) => digitsOf(found)).filter(found => !own.includes(found))
  const found: readonly (readonly [Finding, boolean])[] = [
    ['name', cases.some(says)],
    ['phone', numbers.some(isPhone)],
    ['id-number', numbers.some(number => !isPhone(number) && (number.length === 9 || number.length === 12))],
    ['given-name', !cases.some(says) && cases.some(called)],
    ['case-number', /(^|\W)(BN|F0|ca)\s?[-.]?\s?\d{3,}/i.test(text)],
    ['contact-name', contacts.some(says)],
  ]
  return found.flatMap(([finding, is]) => (is ? [finding] : []))
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Ten digits from 0, eleven from 84: mobile and fixed lines alike. */
const isPhone = (digits: string): boolean => /^(0|84)[1-9]\d{8,9}$/.test(digits)

export interface Said {
  readonly organ: string
  readonly phone: string
  readonly advice: string
  readonly correction: string
  readonly lines: readonly { readonly id: string; readonly place: string; readonly address: string }[]
}

export interface Found {
  /** `organ`, `advice`, `correction`, or the id of a line. */
  readonly field: string
  readonly finding: Finding
}

/**
 * What a notice would tell of a person. How the register of places spells a name or an address is public: a school may
 * be called like somebody.
 */
export function findingsIn(said: Said, watched: Omit<Watched, 'phone'>, registered: ReadonlySet<string>): Found[] {
  const { phone, lines } = said
  const inText = (field: string, text: string) =>
    personalIn(text, { ...watched, phone }).map(finding => ({ field, finding }))
  const inLines = lines.flatMap(({ id, place, address }) =>
    [place, address]
      .filter(text => text !== '' && !registered.has(text))
      .flatMap(text => [
        ...inText(id, text),
        ...(HOME.test(nameKey(text)) ? [{ field: id, finding: 'home' as const }] : []),
      ]),
  )
  return [...(['organ', 'advice', 'correction'] as const).flatMap(field => inText(field, said[field])), ...inLines]
}
