import type { Language } from './shape.ts'

/** ISO 3166-1 alpha-2. */
const CODES = `
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD
CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF
GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN
KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA
NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI
SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI
VN VU WF WS YE YT ZA ZM ZW`
  .trim()
  .split(/\s+/)

/** As the platform calls it in a language; a code it does not know, and any other text, stays what it is. */
export const countryName = (code: string, locale: Language): string =>
  /^[A-Z]{2}$/.test(code) ? (namesIn(locale).of(code) ?? code) : code

/** All of them, with what else they are called: Hoa Kỳ is Mỹ to most, and foreigners look for their own name. */
export const countriesIn = (locale: Language) =>
  CODES.map(code => ({
    value: code,
    label: countryName(code, locale),
    also: [namesIn('vi', 'short').of(code), namesIn('vi').of(code), namesIn('en').of(code), code].join(' '),
  }))

const kept = new Map<string, Intl.DisplayNames>()

function namesIn(locale: Language, style: 'long' | 'short' = 'long'): Intl.DisplayNames {
  const key = `${locale} ${style}`
  const known = kept.get(key) ?? new Intl.DisplayNames(locale, { type: 'region', style })
  kept.set(key, known)
  return known
}
