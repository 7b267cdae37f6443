/**
 * Names and numbers by which people are known. Pure and without dependencies: runs in the browser and on the server.
 * A check here warns and never refuses: registers hold old mistakes, and a person at a door is not one of them.
 */

import { tidy } from '#core/text.ts'

export type Sex = 'male' | 'female' | 'unknown'

/** 'YYYY-MM-DD', or 'YYYY' when only the year is known (common among the elderly). */
export type BirthDate = string

/** A name as it is shown and stored: NFC, single spaces; one typed all in capitals or all in small letters is recased. */
export function displayName(name: string): string {
  const written = tidy(name)
  const small = written.toLocaleLowerCase('vi')
  const oneCase = written === small || written === written.toLocaleUpperCase('vi')
  return oneCase ? small.replace(/(?:^|[\s'’-])\p{L}/gu, head => head.toLocaleUpperCase('vi')) : written
}

/** Given name (tên) and what stands before it (họ và tên đệm). A single name is a given name. */
export function nameParts(name: string): { given: string; before: string } {
  const written = tidy(name)
  const cut = written.lastIndexOf(' ')
  return { given: written.slice(cut + 1), before: written.slice(0, Math.max(cut, 0)) }
}

const collator = new Intl.Collator('vi')

/** Vietnamese order of a list of people: by given name, then by family and middle names. */
export function compareNames(a: string, b: string): number {
  const [left, right] = [nameParts(a), nameParts(b)]
  return collator.compare(left.given, right.given) || collator.compare(left.before, right.before)
}

/** Whether 'YYYY-MM-DD' names a day that exists. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const [month, day] = [Number(text.slice(5, 7)), Number(text.slice(8))]
  return day >= 1 && day <= daysIn(Number(text.slice(0, 4)), month)
}

const MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const isLeap = (year: number) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
const daysIn = (year: number, month: number) => (month === 2 && isLeap(year) ? 29 : (MONTHS[month - 1] ?? 0))

export const isBirthDate = (text: string): text is BirthDate => /^\d{4}$/.test(text) || isDay(text)

/** Reads 'YYYY', 'YYYY-MM-DD', 'd/M/yyyy' (also with . or -) and 'ddMMyyyy'; a day or month of 00 leaves the year. */
export function parseBirthDate(text: string): BirthDate | undefined {
  const written = text.trim()
  if (isBirthDate(written)) return written
  const parts = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(written) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(written)
  if (!parts) return undefined
  const [, day = '', month = '', year = ''] = parts
  if (Number(day) === 0 || Number(month) === 0) return year
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return isDay(date) ? date : undefined
}

export const birthYear = (date: BirthDate) => Number(date.slice(0, 4))

/** A number as typed or printed, ready to compare: capitals, no spaces, dots or hyphens. */
export const cleanNumber = (text: string): string =>
  IS_CLEAN.test(text) ? text : text.replace(/[\s.\-\u200b]/g, '').toUpperCase()

const IS_CLEAN = /^[\dA-Z*]*$/

/** Personal ID (số định danh cá nhân, on the CCCD and căn cước card): 12 digits, no check digit. */
export const isPersonalId = (text: string) => /^\d{12}$/.test(text)

/** Number of the old identity card (CMND). */
export const isOldId = (text: string) => /^\d{9}$/.test(text)

/** Passport: Vietnamese ones are a letter and seven digits, foreign ones six to nine letters and digits. */
export const isPassport = (text: string) => /^(?=.*[A-Z])(?=.*\d)[A-Z0-9]{6,9}$/.test(text)

/** What a personal ID says: PPP (province or country of birth registration), G (century and sex), YY, six digits. */
export interface PersonalIdFacts {
  /** 3 digits; keeps the provinces of the time of registration, whatever merged since. */
  registeredIn: string
  sex: 'male' | 'female'
  birthYear: number
}

export function readPersonalId(id: string): PersonalIdFacts | undefined {
  if (!isPersonalId(id)) return undefined
  const group = Number(id[3])
  return {
    registeredIn: id.slice(0, 3),
    sex: group % 2 === 0 ? 'male' : 'female',
    birthYear: 1900 + 100 * Math.floor(group / 2) + Number(id.slice(4, 6)),
  }
}

export type PersonalIdWarning = 'length' | 'province' | 'birthYear' | 'sex' | 'future'

/** Birth registration: provinces 001–096; three-digit country codes begin at 101. */
const isRegistrationCode = (code: string) => (code >= '001' && code <= '096') || code >= '101'

/**
 * What in a personal ID does not fit the rest (Nghị định 137/2015/NĐ-CP). Warnings only: cards with a wrong birth year
 * exist and their holders are real. `today` ('YYYY-MM-DD') adds the check that the person is already born.
 */
export function checkPersonalId(
  id: string,
  person: { birthDate?: BirthDate | undefined; sex?: Sex | undefined } = {},
  today?: string,
): PersonalIdWarning[] {
  const facts = readPersonalId(id)
  if (!facts) return ['length']
  const warnings: PersonalIdWarning[] = []
  if (!isRegistrationCode(facts.registeredIn)) warnings.push('province')
  if (person.birthDate !== undefined && birthYear(person.birthDate) !== facts.birthYear) warnings.push('birthYear')
  if (person.sex !== undefined && person.sex !== 'unknown' && person.sex !== facts.sex) warnings.push('sex')
  if (today !== undefined && facts.birthYear > birthYear(today)) warnings.push('future')
  return warnings
}

/** Health-insurance code (mã thẻ BHYT). */
export interface InsuranceCode {
  code: string
  /** Social-insurance number (mã số BHXH): what stays when the card is renewed. 10 digits, or the personal ID. */
  socialNumber: string
  /** Old codes only: group of insured (2 letters), level of benefit (1 digit), province (2 digits). */
  group?: string
  benefit?: string
  province?: string
}

/** Old code: 2 letters + 13 digits. New code: 10 digits, or the 12 digits of the personal ID that is replacing it. */
export function parseInsurance(text: string): InsuranceCode | undefined {
  const code = cleanNumber(text)
  if (/^\d{10}$|^\d{12}$/.test(code)) return { code, socialNumber: code }
  const old = /^([A-Z]{2})(\d)(\d{2})(\d{10})$/.exec(code)
  if (!old) return undefined
  const [, group = '', benefit = '', province = '', socialNumber = ''] = old
  return { code, socialNumber, group, benefit, province }
}

/** Light check for browsers. Wider than the numbering plan on purpose: prefixes are opened now and then, and the server decides (./phone.ts). */
const mobile = /^(?:(?:\+|00)?840?|0)((?:[359]\d|7[06-9]|8[1-9])\d{7})$/

/** A Vietnamese mobile number in any common spelling → E.164 ('+84905000001'), or undefined. */
export function mobileNumber(text: string): string | undefined {
  const subscriber = mobile.exec(text.replace(/[\s.\-()\u200b]/g, ''))?.[1]
  return subscriber === undefined ? undefined : `+84${subscriber}`
}

/** '+84905000001' → '0905000001', as people write it; foreign numbers stay in E.164. */
export const localPhone = (e164: string) => e164.replace(/^\+84/, '0')
