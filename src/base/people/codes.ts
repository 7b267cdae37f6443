/**
 * Every code a checkpoint scans: read, and written where we issue it. Total: no text makes `parseCode` throw.
 * Part of the citizen's first page: no dependencies, nothing of Node.
 */
import { nameKey, withoutMarks } from '#core/text.ts'
import { type BirthDate, cleanNumber, isDay, parseBirthDate, parseInsurance, type Sex } from './identifiers.ts'

/** National personal QR v1.1 (QĐ 1405/QĐ-BTTTT, 11/9/2021). Unsigned: show as unverified, compare with `agrees`. */
export interface NationalCode {
  kind: 'national'
  /** CCCD, CMND or passport; may hold `*`, may be empty. */
  idNumber: string
  /** Capitals without accents. */
  name: string
  /** 'YYYY-MM-DD' in which masked or unknown parts are `*` or zeros, or 'YYYY'. */
  birthDate: string
  /** LoaiDinhDanh: declared by the holder, or by someone else (khai hộ). */
  declaredBy: 'self' | 'proxy'
  qid: string
  proxyQid?: string
  sex: Sex
  insurance?: string
  phone?: string
  /** What follows the telephone number; its scheme is not published, so it proves nothing to us. */
  signature: readonly string[]
  masked: boolean
}

/** CCCD chip card and căn cước card. Unsigned. Fields that the 2024 card appends are ignored. */
export interface CccdCode {
  kind: 'cccd'
  idNumber: string
  oldIdNumber?: string
  /** With accents, as on the card. */
  name: string
  birthDate: BirthDate
  sex: Sex
  address: string
  /** 'YYYY-MM-DD' */
  issuedOn: string
}

/** Health-insurance card (thẻ BHYT). Unsigned. */
export interface BhytCode {
  kind: 'bhyt'
  code: string
  /** Mã số BHXH, the same on the old and the new card of a person. */
  socialNumber: string
  name: string
  birthDate: BirthDate
  sex: Sex
  address?: string
  facility?: string
  validFrom?: string
  validTo?: string
}

/** A card of our own. Only the server can say whether it is genuine: `verifyOwn` in ./own-code.ts. */
export interface OwnCode {
  kind: 'own'
  subject: OwnSubject
  /** UUID */
  id: string
  keyVersion: number
  /** The code in its canonical spelling, to hand to the server. */
  text: string
}

/** The poster of a place (điểm kiểm dịch). */
export interface PosterCode {
  kind: 'poster'
  /** Opaque code of the place, 8 characters. */
  code: string
}

export type UnknownReason =
  | 'empty'
  | 'tooLong'
  | 'unrecognised'
  /** A code we know, cut short. */
  | 'truncated'
  /** A code we know with a field that cannot be. */
  | 'malformed'
  /** A poster's code typed with a mistake. */
  | 'checksum'
  /** One of ours, of a version later than this program. */
  | 'newer'

export interface UnknownCode {
  kind: 'unknown'
  reason: UnknownReason
  looksLike?: Exclude<ScannedCode['kind'], 'unknown'>
}

export type ScannedCode = NationalCode | CccdCode | BhytCode | OwnCode | PosterCode | UnknownCode

/** No QR code holds more: version 40-L in byte mode has 2,953, in alphanumeric mode 4,296. */
const LONGEST = 4296

const unknown = (reason: UnknownReason, looksLike?: UnknownCode['looksLike']): UnknownCode => ({
  kind: 'unknown',
  reason,
  ...(looksLike && { looksLike }),
})

/** Reads any scanned or typed text. */
export function parseCode(text: string): ScannedCode {
  if (text.length > LONGEST) return unknown('tooLong')
  const code = text
    .replace(/^\ufeff/, '')
    .trim()
    .normalize('NFC')
  if (code === '') return unknown('empty')
  if (code.includes('|')) return parsePaper(code)
  if (/^SL\d/i.test(code)) return parseOwn(code)
  return parsePoster(code)
}

function parsePaper(code: string): ScannedCode {
  const fields = code.split('|')
  const [number = '', second = '', third = '', fourth = ''] = fields
  const hexName = /^[\da-f]+$/i.test(second)
  const yearAlone = /^[\d*]{4}$/.test(third) && /^[01]$/.test(fourth) && !hexName
  if (yearAlone || /^[\d*]{4}-[\d*]{2}-[\d*]{2}$/.test(third)) return parseNational(fields)
  const oldNumber = /^(\d{9}|\d{12})$/.test(second) && !/^\d/.test(third)
  const newInsurance = hexName && (/^\d{10}$/.test(number) || (/^\d{12}$/.test(number) && !oldNumber))
  if (newInsurance || /^[A-Z]{2}\d{13}$/i.test(number)) return parseBhyt(code)
  if (/^\d{12}$/.test(number) && /^\d*$/.test(second)) return parseCccd(fields)
  const cutNational = fields.length <= 3 && /^[\dA-Z*]{0,20}$/i.test(number) && /^[\p{L}*'’. -]*$/u.test(second)
  return cutNational && /^[\d*-]*$/.test(third) ? unknown('truncated', 'national') : unknown('unrecognised')
}

const SEXES: Readonly<Record<string, Sex>> = { '': 'unknown', 0: 'unknown', 1: 'male', 2: 'female' }

function parseNational(fields: readonly string[]): ScannedCode {
  if (fields.length < 6) return unknown('truncated', 'national')
  const [idNumber = '', name = '', birthDate = '', declared = '', qid = '', ...rest] = fields
  const extension = rest.join('|')
  const [proxyQid, sex, insurance, phone, ...signature] = extension === '' ? ['', '', '', ''] : extension.split('<')
  if (phone === undefined || /^0\d{0,8}$/.test(phone)) return unknown('truncated', 'national')
  const sexOf = SEXES[sex ?? '']
  const sound = /^[\dA-Z*]{0,20}$/i.test(idNumber) && name !== '' && isMaskedDay(birthDate) && /^[01]$/.test(declared)
  if (!sound || sexOf === undefined) return unknown('malformed', 'national')
  const code: NationalCode = {
    kind: 'national',
    idNumber,
    name,
    birthDate,
    declaredBy: declared === '1' ? 'proxy' : 'self',
    qid,
    sex: sexOf,
    signature,
    masked: [idNumber, name, birthDate].some(text => text.includes('*')),
  }
  if (proxyQid) code.proxyQid = proxyQid
  if (insurance) code.insurance = insurance
  if (phone) code.phone = phone
  return code
}

/** A date whose visible parts can belong to a day; '1950-00-00' and '1950' are years alone. */
function isMaskedDay(text: string): boolean {
  if (isDay(text)) return true
  const [year = '', month = '', day = ''] = text.split('-')
  const visible = (part: string, otherwise: string) => (/^\d+$/.test(part) && Number(part) > 0 ? part : otherwise)
  return isDay(`${visible(year, '2000')}-${visible(month, '01')}-${visible(day, '01')}`)
}

const compactDay = (text: string) => {
  const date = /^\d{8}$/.test(text) ? parseBirthDate(text) : undefined
  return date?.length === 10 ? date : undefined
}

function parseCccd(fields: readonly string[]): ScannedCode {
  const [idNumber = '', oldIdNumber = '', name = '', born = '', sex = '', address = '', issued = ''] = fields
  if (fields.length < 7 || issued.length < 8) return unknown('truncated', 'cccd')
  const birthDate = parseBirthDate(born)
  const issuedOn = compactDay(issued)
  if (name === '' || birthDate === undefined || issuedOn === undefined) return unknown('malformed', 'cccd')
  return {
    kind: 'cccd',
    idNumber,
    ...(oldIdNumber && { oldIdNumber }),
    name,
    birthDate,
    sex: cardSex(sex),
    address,
    issuedOn,
  }
}

function cardSex(text: string): Sex {
  const key = nameKey(text)
  return key === 'nam' ? 'male' : key === 'nu' ? 'female' : 'unknown'
}

function parseBhyt(text: string): ScannedCode {
  if (!text.endsWith('$')) return unknown('truncated', 'bhyt')
  const fields = text
    .slice(0, -1)
    .split('|')
    .map(field => (field.trim() === '-' ? '' : field.trim()))
  const [code = '', hexName = '', born = '', sex = '', hexAddress = '', facility, validFrom = '', validTo = ''] = fields
  const insurance = parseInsurance(code)
  const name = fromHex(hexName)
  const address = fromHex(hexAddress)
  const birthDate = parseBirthDate(born)
  const sexOf = SEXES[sex]
  if (!insurance || !name || address === undefined || birthDate === undefined || sexOf === undefined)
    return unknown('malformed', 'bhyt')
  const [from, to] = [parseBirthDate(validFrom), parseBirthDate(validTo)]
  return {
    kind: 'bhyt',
    code: insurance.code,
    socialNumber: insurance.socialNumber,
    name,
    birthDate,
    sex: sexOf,
    ...(address && { address }),
    ...(facility && { facility }),
    ...(from && { validFrom: from }),
    ...(to && { validTo: to }),
  }
}

/** Hexadecimal UTF-8 → text; undefined when it is neither. */
function fromHex(hex: string): string | undefined {
  if (!/^([\da-f]{2})*$/i.test(hex)) return undefined
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], pair => Number.parseInt(pair, 16))
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).normalize('NFC').trim()
  } catch {
    return undefined
  }
}

const toHex = (text: string) =>
  Array.from(new TextEncoder().encode(text), byte => byte.toString(16).padStart(2, '0')).join('')

/** What a person's own QR code says of them. */
export interface NationalPerson {
  idNumber: string
  name: string
  birthDate: BirthDate
  qid: string
  declaredBy?: 'self' | 'proxy'
  proxyQid?: string
  sex?: Sex
  insurance?: string
  /** Local or E.164. */
  phone?: string
  signature?: readonly string[]
}

const field = (text: string) =>
  text
    .replace(/[|<*$\p{Cc}]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
const SEX_DIGIT: Readonly<Record<Sex, string>> = { unknown: '0', male: '1', female: '2' }

/** Writes a national personal QR. Masked (the default display): first six characters of the ID, day and month. */
export function formatNational(person: NationalPerson, { masked = false }: { masked?: boolean } = {}): string {
  const number = cleanNumber(withoutMarks(person.idNumber)).replace(/[^\dA-Z]/g, '')
  const [year = '', month = '**', day = '**'] = person.birthDate.split('-')
  const extension = [
    field(person.proxyQid ?? ''),
    SEX_DIGIT[person.sex ?? 'unknown'],
    field(person.insurance ?? ''),
    field(person.phone ?? '').replace(/^\+84/, '0'),
    ...(person.signature ?? []).map(field),
  ]
  return [
    masked ? number.replace(/^.{1,6}/, head => '*'.repeat(head.length)) : number,
    field(withoutMarks(person.name).toUpperCase()),
    masked ? `${year}-**-**` : `${year}-${month}-${day}`,
    person.declaredBy === 'proxy' ? '1' : '0',
    field(person.qid),
    extension.join('<'),
  ].join('|')
}

const compact = (date: BirthDate) => date.split('-').reverse().join('')
const slashed = (date: BirthDate) => date.split('-').reverse().join('/')

/** The text of a chip card, for drills and tests with synthetic people. */
export const formatCccd = (card: Omit<CccdCode, 'kind'>): string =>
  [
    card.idNumber,
    card.oldIdNumber ?? '',
    field(card.name),
    compact(card.birthDate),
    card.sex === 'female' ? 'Nữ' : card.sex === 'male' ? 'Nam' : '',
    field(card.address),
    compact(card.issuedOn),
  ].join('|')

/** The text of an insurance card, for drills and tests with synthetic people. */
export const formatBhyt = (card: Omit<BhytCode, 'kind' | 'socialNumber'>): string =>
  [
    card.code,
    toHex(card.name),
    slashed(card.birthDate),
    SEX_DIGIT[card.sex],
    toHex(card.address ?? '') || '-',
    card.facility ?? '-',
    card.validFrom ? slashed(card.validFrom) : '-',
    card.validTo ? slashed(card.validTo) : '-',
    '$',
  ].join('|')

/** Crockford's base 32: no I, L, O, U; read aloud and typed without doubt; inside the alphanumeric mode of QR. */
export const BASE32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Undoes what people and keyboards do to a base-32 text: small letters, hyphens, spaces, I and L for 1, O for 0. */
const readable = (text: string) => text.toUpperCase().replace(/[\s-]/g, '').replace(/[IL]/g, '1').replace(/O/g, '0')

/** Number of bytes × 8 must be a multiple of 5 for the text to have one spelling. */
function fromBase32(text: string): Uint8Array {
  const bytes: number[] = []
  let [bits, held] = [0, 0]
  for (const letter of text) {
    bits = ((bits << 5) | BASE32.indexOf(letter)) & 0xfff
    held += 5
    if (held >= 8) {
      held -= 8
      bytes.push((bits >> held) & 0xff)
    }
  }
  return Uint8Array.from(bytes)
}

export type OwnSubject = 'person' | 'place'

/**
 * Own code, 44 characters: `SL1`, a letter for the subject, then 25 bytes in base 32: key version, UUID, first 8 bytes
 * of an HMAC-SHA-256. Alphanumeric QR of version 3 at error correction Q.
 */
export const OWN = {
  prefix: 'SL1',
  letters: { P: 'person', L: 'place' },
  idAt: 1,
  macAt: 17,
  bytes: 25,
  length: 44,
} as const

const isOwnLetter = (letter: string): letter is keyof typeof OWN.letters => Object.hasOwn(OWN.letters, letter)

function parseOwn(code: string): ScannedCode {
  const letter = code.charAt(3).toUpperCase()
  const head = `${code.slice(0, 3).toUpperCase()}${letter}`
  if (!head.startsWith(OWN.prefix)) return unknown('newer', 'own')
  if (letter === '') return unknown('truncated', 'own')
  if (!isOwnLetter(letter)) return unknown('malformed', 'own')
  const body = readable(code.slice(4))
  if (!/^[\dA-HJKMNP-TV-Z]*$/.test(body)) return unknown('malformed', 'own')
  if (head.length + body.length !== OWN.length)
    return unknown(head.length + body.length < OWN.length ? 'truncated' : 'malformed', 'own')
  const bytes = fromBase32(body)
  const hex = Array.from(bytes.subarray(OWN.idAt, OWN.macAt), byte => byte.toString(16).padStart(2, '0')).join('')
  return {
    kind: 'own',
    subject: OWN.letters[letter],
    id: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    keyVersion: bytes[0] ?? 0,
    text: head + body,
  }
}

const PLACE_CODE = /^[A-HJKMNP-TV-Z][\dA-HJKMNP-TV-Z]{7}$/

/**
 * Opaque code of a place from five random bytes: 8 characters, 2³⁹ values. It starts with a letter, so that no ID card,
 * telephone or insurance number typed by hand can be taken for one.
 */
export function placeCode(random: Uint8Array): string {
  if (random.length < 5) throw new RangeError('placeCode needs 5 random bytes')
  const bits = random.subarray(0, 5).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
  const digit = (at: number) => Number((bits >> BigInt(5 * at)) & 31n)
  const rest = [6, 5, 4, 3, 2, 1, 0].map(at => BASE32.charAt(digit(at))).join('')
  return BASE32.charAt(10 + (digit(7) & 15)) + rest
}

/**
 * One Reed–Solomon check symbol over GF(32) (x⁵+x²+1, generator x): finds every single wrong character and every two
 * characters exchanged, neighbours or not. Zero for a code with its check character.
 */
const checkSum = (text: string) => [...text].reduce((sum, letter) => double(sum) ^ BASE32.indexOf(letter), 0)
const double = (x: number) => (x & 16 ? (x << 1) ^ 0x25 : x << 1)

/** The code of a place with its check character: 9 characters. */
export function posterToken(code: string): string {
  if (!PLACE_CODE.test(code)) throw new RangeError('not the code of a place')
  return code + BASE32.charAt(double(checkSum(code)))
}

/** The token as printed under a QR code: 'K7Q-2M9-XDC'. */
export const spellPoster = (code: string) => posterToken(code).replace(/(...)(?=.)/g, '$1-')

/** The address in a poster's QR code; any phone's camera opens it. */
export const formatPosterUrl = (origin: string, code: string) => `${origin.replace(/\/+$/, '')}/q/${posterToken(code)}`

/** Reads a poster: its address at any origin, or the token alone as someone types it. */
export function parsePoster(text: string): PosterCode | UnknownCode {
  const address = /^(?:https?:\/\/)?[^/?#\s]*\/q\/([^/?#]*)(?:\/?(?:[?#].*)?)$/i.exec(text.trim())
  const token = readable(address?.[1] ?? text)
  const known = /^[\dA-HJKMNP-TV-Z]+$/.test(token) && /^[A-Z]/.test(token)
  if (address && token.length < 9) return unknown('truncated', 'poster')
  if (token.length !== 9 || !known) return address ? unknown('malformed', 'poster') : unknown('unrecognised')
  return checkSum(token) === 0 ? { kind: 'poster', code: token.slice(0, 8) } : unknown('checksum', 'poster')
}

/** What the register knows of a person, as far as the one who asks may see it. */
export interface RegisteredPerson {
  /** `nameKey` of the name. */
  nameKey: string
  birthDate?: BirthDate | undefined
  idNumber?: string | undefined
  insurance?: string | undefined
}

/** 'none': nothing to compare; 'weak': fits as far as it can be seen. */
type Evidence = 'against' | 'none' | 'weak' | 'strong'

/** How many visible characters of a number make it more than a guess. */
const VISIBLE_DIGITS = 6

/**
 * Whether an unsigned code agrees with an entry of the register. 'match': the name and a number or the whole date of
 * birth agree, masks aside. 'partial': nothing contradicts, but too little can be seen. 'mismatch': something does.
 */
export function agrees(
  scanned: NationalCode | CccdCode | BhytCode,
  registered: RegisteredPerson,
): 'match' | 'mismatch' | 'partial' {
  const name = compareName(nameKey(scanned.name), registered.nameKey)
  const birth = compareBirth(scanned.birthDate, registered.birthDate)
  const numbers = compareNumbers(scanned, registered)
  if ([name, birth, numbers].includes('against')) return 'mismatch'
  return name === 'strong' && (numbers === 'strong' || birth === 'strong') ? 'match' : 'partial'
}

function compareName(seen: string, known: string): Evidence {
  if (seen === known) return known === '' ? 'none' : 'strong'
  if (!seen.includes('*')) return 'against'
  return matchesMask(seen, known) ? (/[^*\s]/.test(seen) ? 'weak' : 'none') : 'against'
}

/** Whether a text fits a mask in which each run of `*` stands for any characters. Linear, whatever the mask. */
function matchesMask(mask: string, text: string): boolean {
  const pieces = mask.split(/\*+/)
  const [first = '', last = ''] = [pieces[0], pieces.at(-1)]
  if (!text.startsWith(first) || !text.slice(first.length).endsWith(last)) return false
  let at = first.length
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at)
    if (found < 0 || found + piece.length > text.length - last.length) return false
    at = found + piece.length
  }
  return true
}

function compareBirth(seen: string, known: BirthDate | undefined): Evidence {
  if (known === undefined) return 'none'
  if (seen === known) return isDay(known) ? 'strong' : 'weak'
  const [seenYear = '', ...seenRest] = seen.split('-')
  const [knownYear = '', ...knownRest] = known.split('-')
  const year = compareFixed(seenYear, knownYear, 4)
  if (year === 'against' || knownRest.length === 0 || seenRest.length === 0) return year === 'strong' ? 'weak' : year
  const rest = seenRest.map((part, i) => (part === '00' ? 'none' : compareFixed(part, knownRest[i] ?? '', 2)))
  if (rest.includes('against')) return 'against'
  return year === 'strong' && rest.every(part => part === 'strong') ? 'strong' : 'weak'
}

/** Compares texts of fixed length in which each `*` stands for one character. */
function compareFixed(seen: string, known: string, enough: number): Evidence {
  if (seen.length !== known.length) return 'against'
  let visible = 0
  for (let i = 0; i < seen.length; i++) {
    if (seen[i] === '*') continue
    if (seen[i] !== known[i]) return 'against'
    visible++
  }
  return visible >= enough ? 'strong' : visible > 0 ? 'weak' : 'none'
}

function compareNumbers(scanned: NationalCode | CccdCode | BhytCode, registered: RegisteredPerson): Evidence {
  const insurance =
    scanned.kind === 'bhyt' ? scanned.socialNumber : scanned.kind === 'national' ? scanned.insurance : undefined
  const bySocial = compareNumber(socialNumber(insurance), socialNumber(registered.insurance))
  const found = [bySocial, comparePapers(scanned, registered.idNumber)]
  return GRAVEST_FIRST.find(evidence => found.includes(evidence)) ?? 'none'
}

const GRAVEST_FIRST: readonly Evidence[] = ['against', 'strong', 'weak']
const BEST_FIRST: readonly Evidence[] = ['strong', 'weak', 'against']

const socialNumber = (code: string | undefined) => (code ? parseInsurance(code)?.socialNumber : undefined)

/** By the better of the two numbers that a card may carry. */
function comparePapers(scanned: NationalCode | CccdCode | BhytCode, known: string | undefined): Evidence {
  if (scanned.kind === 'bhyt') return 'none'
  const byNumber = compareNumber(scanned.idNumber, known)
  if (scanned.kind === 'national' || !scanned.oldIdNumber) return byNumber
  const found = [byNumber, compareNumber(scanned.oldIdNumber, known)]
  return BEST_FIRST.find(evidence => found.includes(evidence)) ?? 'none'
}

/** A CMND against a CCCD number says nothing: only numbers of the same length are compared. */
function compareNumber(seen: string | undefined, known: string | undefined): Evidence {
  if (!seen || !known) return 'none'
  const [left, right] = [cleanNumber(seen), cleanNumber(known)]
  return left !== '' && left.length === right.length ? compareFixed(left, right, VISIBLE_DIGITS) : 'none'
}
