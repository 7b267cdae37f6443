import { type BirthDate, parseBirthDate } from '../identifiers.ts'

/** A birth date as it is typed. Many elderly people know the year alone. */
export interface Birth {
  readonly day: string
  readonly month: string
  readonly year: string
}

export const NO_BIRTH: Birth = { day: '', month: '', year: '' }
const OLDEST = 1900

export type BirthFault = 'missing' | 'impossible' | 'future'

/** The date that was typed, or what is wrong with it. `today` is 'YYYY-MM-DD'. */
export function readBirth({ day, month, year }: Birth, today: string): BirthDate | BirthFault {
  if (year === '') return 'missing'
  const alone = day === '' && month === ''
  const date = alone ? parseBirthDate(year) : parseBirthDate(`${day}/${month}/${year}`)
  if (!date || (!alone && date.length === 4) || Number(year) < OLDEST) return 'impossible'
  return date > today ? 'future' : date
}

export const isBirthFault = (read: BirthDate | BirthFault): read is BirthFault => /^[a-z]/.test(read)
