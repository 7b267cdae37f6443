import { nameKey, tidy } from '#core/text.ts'

const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g

/**
 * The same for two spellings of one name that only place the tone mark otherwise (`Hòa`, `Hoà`): lists differ in it
 * from year to year, and it is no change of name.
 */
export const spelling = (text: string): string =>
  tidy(text)
    .normalize('NFD')
    .split(' ')
    .map(word => word.replace(TONES, '') + (word.match(TONES) ?? []).join(''))
    .join(' ')

const ABBREVIATIONS: Readonly<Record<string, string>> = {
  tphcm: 'thanh pho ho chi minh',
  hcm: 'ho chi minh',
  tp: 'thanh pho',
  tx: 'thi xa',
  tt: 'thi tran',
  dk: 'dac khu',
}
const LETTERS: Readonly<Record<string, string>> = { p: 'phuong', q: 'quan', h: 'huyen', x: 'xa', t: 'tinh' }

/**
 * What an officer types, as a key: `Q1`, `P. 5`, `TX. Hương Thủy`, `TP.HCM` are spelt out. A single letter is an
 * abbreviation only before a full stop or a number.
 */
export function queryKey(text: string): string {
  const spelt = text
    .toLowerCase()
    .replace(/(?<![\p{L}\p{M}])([pqhxt])\s*(?:\.|(?=\d))/gu, (_, letter: string) => `${LETTERS[letter]} `)
    .replace(/(?<![\p{L}\p{M}])(tp)\s*\.?\s*(hcm)(?![\p{L}\p{M}])/gu, 'tphcm')
  return nameKey(spelt)
    .split(' ')
    .map(word => ABBREVIATIONS[word] ?? word)
    .join(' ')
}
