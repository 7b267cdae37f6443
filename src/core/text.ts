/** More marks on one letter no script has (UAX 15, Stream-Safe Text); to put them in order takes the square of their number. */
const TOO_MANY_MARKS = /(\p{M}{30})\p{M}+/gu
export const composed = (text: string): string => text.replace(TOO_MANY_MARKS, '$1').normalize('NFC')
const decomposed = (text: string): string => text.replace(TOO_MANY_MARKS, '$1').normalize('NFD')

/** Text as it is stored: NFC, one space between words, none around, nothing invisible. */
export const tidy = (text: string): string =>
  composed(text)
    .replace(/[\u200b-\u200d\u2060\ufeff]/g, '')
    .replace(/\s+/g, ' ')
    .trim()

/** What a tap calls: of several numbers, `0234 3820 345, 0965 341 616`, the first. */
export const phoneHref = (text: string): string => `tel:${(text.split(/[,;/]/)[0] ?? '').replace(/[^\d+]/g, '')}`

/** Letters without marks: 'Đặng Thị Hòa' → 'Dang Thi Hoa'. */
export const withoutMarks = (text: string): string =>
  isPlain(text)
    ? text
    : decomposed(text)
        .replace(/\p{M}+/gu, '')
        .replace(/đ/g, 'd')
        .replace(/Đ/g, 'D')
        .normalize('NFC')

/** Codes and most numbers are: nothing to take away. */
const isPlain = (text: string): boolean => /^[ -~]*$/.test(text)

/**
 * The key under which a name is found: no marks, đ→d, small letters, words apart by one space, numbers without leading
 * zeros (`Phường 01` and `phường 1` are one). `Hòa` and `Hoà` fall together because their marks go. The `*` of a masked
 * name stays.
 */
export function nameKey(text: string): string {
  const small = text.toLowerCase()
  if (IS_KEY.test(small)) return small
  return withoutMarks(text)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}*]+/gu, ' ')
    .replace(/(?<=^| )0+(?=\d)/g, '')
    .trim()
}

/** Names on codes have no marks, and are keys but for their capitals. */
const IS_KEY = /^(?:[a-z]+|[1-9]\d*)(?: (?:[a-z]+|[1-9]\d*))*$/

/** The text as a spreadsheet shows it and never computes it: what begins like a formula gets an apostrophe before it. */
export const guarded = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)
