import { parsePhoneNumberFromString } from 'libphonenumber-js/max'

/** A telephone number the server can rely on. */
export interface Phone {
  readonly e164: string
  /** Can receive an SMS. */
  readonly mobile: boolean
  /** Country of the number, ISO 3166-1 alpha-2; absent for international networks. */
  readonly country?: string
}

/**
 * Any spelling of a number → E.164, or undefined when no such number can exist. Server only: the full metadata, which
 * alone refuses retired Vietnamese prefixes (016x …), weighs 145 kB.
 */
export function parsePhone(text: string): Phone | undefined {
  const spelt = text.replace(/\u200b/g, '').replace(/^\s*00/, '+')
  const number = parsePhoneNumberFromString(spelt, { defaultCountry: 'VN', extract: false })
  if (!number?.isValid()) return undefined
  const type = number.getType()
  return {
    e164: number.number,
    mobile: type === 'MOBILE' || type === 'FIXED_LINE_OR_MOBILE',
    ...(number.country && { country: number.country }),
  }
}

/** A mobile number that a code may be sent to, in E.164. */
export function mobileOf(text: string, countries: readonly string[]): string | undefined {
  const phone = parsePhone(text)
  return phone?.mobile && phone.country && countries.includes(phone.country) ? phone.e164 : undefined
}
