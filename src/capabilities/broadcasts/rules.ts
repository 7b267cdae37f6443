/** What a text may name of its reader: name and commune, as they are spoken of. */
const FIELDS = ['ten', 'xa'] as const
export type Fields = Readonly<Record<(typeof FIELDS)[number], string>>

const FIELD = /\{([^{}]*)\}/g

/** Fields of a text that nobody fills in. */
export const unknownFields = (text: string): string[] => [
  ...new Set([...text.matchAll(FIELD)].flatMap(([, name = '']) => (FIELDS.includes(name as 'ten') ? [] : [name]))),
]

export const filledIn = (text: string, fields: Fields): string =>
  text.replace(FIELD, (whole, name: string) => (name in fields ? fields[name as keyof Fields] : whole))

/** The same day so many years before; of a leap day the one before it. */
export function yearsBefore(day: string, years: number): string {
  const [year = '', month, date] = day.split('-')
  const before = `${String(Number(year) - years).padStart(4, '0')}-${month}-${date}`
  return Number.isNaN(Date.parse(before)) || !before.endsWith('-02-29') || isLeap(Number(year) - years)
    ? before
    : before.replace('-29', '-28')
}

const isLeap = (year: number) => new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1

export interface Approval {
  readonly dong: number
  readonly people: number
}

export const needsApproval = (
  about: { readonly dong: number; readonly recipients: number; readonly urgency: 'ordinary' | 'urgent' },
  limit: Approval,
): boolean => about.urgency === 'urgent' || about.dong > limit.dong || about.recipients > limit.people
