import { parsePhoneNumberFromString } from 'libphonenumber-js/max'

/**
 * Any spelling of a mobile number that a code may be sent to → E.164, or undefined. Server only: the full metadata,
 * which alone refuses retired Vietnamese prefixes, weighs 145 kB.
 */
export function mobileOf(text: string, countries: readonly string[]): string | undefined {
  const number = parsePhoneNumberFromString(text.replace(/^\s*00/, '+'), { defaultCountry: 'VN', extract: false })
  if (!number?.isValid() || !number.country || !countries.includes(number.country)) return undefined
  const type = number.getType()
  return type === 'MOBILE' || type === 'FIXED_LINE_OR_MOBILE' ? number.number : undefined
}
