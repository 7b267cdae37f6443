import { withoutMarks } from '#core/text.ts'

/** What kind of number plate (biển số): civil, of the army, of diplomats and foreign organisations, or of another country. */
export const PLATE_KINDS = ['civil', 'military', 'diplomatic', 'foreign'] as const
export type PlateKind = (typeof PLATE_KINDS)[number]

export interface Plate {
  readonly kind: PlateKind
  /** As it is read on the vehicle: `75A-123.45`. */
  readonly text: string
  /** By which it is found again, however it was typed: `75A12345`. */
  readonly key: string
  /** The series says that it is a motorbike. */
  readonly motorbike: boolean
}

const plate = (kind: PlateKind, text: string, motorbike = false): Plate => ({
  kind,
  text,
  key: keyOf(text),
  motorbike,
})
const keyOf = (text: string): string =>
  withoutMarks(text)
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '')

const tail = (digits: string): string => (digits.length === 5 ? `${digits.slice(0, 3)}.${digits.slice(3)}` : digits)

/**
 * Series of motorbikes are a letter and a digit (`B1`), two letters (`AA`, mopeds), or `MĐ` with a digit. Where a digit may
 * belong to either side (`75B11234`), the separators that were typed decide, else the car with five digits.
 */
const SPLIT = /^(\d{2})[\s.-]*([A-Z]\d|MD\d|[A-Z]{1,2})[\s.-]+(\d{3})[\s.-]?(\d{1,2})$/
const CAR = /^(\d{2})([A-Z]{1,2})(\d{4,5})$/
const BIKE = /^(\d{2})([A-Z]\d|MD\d)(\d{4,5})$/
const MILITARY = /^([A-Z]{2})(\d{2})(\d{2,3})$/
const DIPLOMATIC = /^(\d{2})(?:(\d{3})(NG|QT|NN|CV)(\d{2,3})|(NG|QT|NN|CV)(\d{3})(\d{2,3}))$/
/** Codes of provinces begin with 11. */
const FIRST_PROVINCE = 11

/** Reads a Vietnamese number plate as anybody types it; undefined for what is none. */
export function parsePlate(given: string): Plate | undefined {
  const written = withoutMarks(given).toUpperCase().trim()
  const key = keyOf(written)
  const army = MILITARY.exec(key)
  if (army) return plate('military', `${army[1]}-${army[2]}-${army[3]}`)
  const guests = DIPLOMATIC.exec(key)
  if (guests) {
    const [, province, country = guests[6], series = guests[5], number = guests[7]] = guests
    return plate('diplomatic', `${province}-${country}-${series}-${number}`)
  }
  return civil(written, key)
}

function civil(written: string, key: string): Plate | undefined {
  const split = SPLIT.exec(written)
  const [, province = '', series = '', ...digits] = split ?? CAR.exec(key) ?? BIKE.exec(key) ?? []
  if (Number(province) < FIRST_PROVINCE) return undefined
  const isBike = /\d$/.test(series)
  return plate('civil', `${province}${isBike ? '-' : ''}${series}${isBike ? ' ' : '-'}${tail(digits.join(''))}`, isBike)
}

/** A plate of another country: letters and digits of any script, as they stand. */
export function foreignPlate(given: string): Plate | undefined {
  const text = given.normalize('NFC').toUpperCase().replace(/\s+/g, ' ').trim()
  const key = keyOf(text)
  return key.length >= 2 && key.length <= 15 && /\d/.test(key) ? plate('foreign', text) : undefined
}

/** A plate as it was typed and the kind the officer says: one of ours is never taken for a foreign one by mistake. */
export const readPlate = (given: string, foreign: boolean): Plate | undefined =>
  foreign ? foreignPlate(given) : parsePlate(given)
