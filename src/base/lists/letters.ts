import { composed } from '#core/text.ts'

/**
 * Vietnamese as it was written before Unicode, and still is in old offices: fonts that draw other letters over Windows-1252
 * (TCVN3, called ABC; VNI), and Windows-1258. Such text is first read as Windows-1252, which loses no byte, and then
 * respelt; the same is done with the cells of a spreadsheet that were typed in such a font.
 */
export const LETTERS = ['unicode', 'tcvn3', 'vni', 'cp1258'] as const
export type Letters = (typeof LETTERS)[number]

/** TCVN 5712:1993, the third table, by bytes from A1. */
const TCVN3 = new Map<string, string>(
  [
    ['¡¢£¤¥¦§¨©ª«¬\u00ad®', 'ĂÂÊÔƠƯĐăâêôơưđ'],
    ['µ¶·¸¹»¼½¾ÆÇÈÉÊË', 'àảãáạằẳẵắặầẩẫấậ'],
    ['ÌÎÏÐÑÒÓÔÕÖ', 'èẻẽéẹềểễếệ'],
    ['×ØÜÝÞ', 'ìỉĩíị'],
    ['ßáâãäåæçèéêëìíî', 'òỏõóọồổỗốộờởỡớợ'],
    ['ïñòóôõö÷øù', 'ùủũúụừửữứự'],
    ['úûüýþ', 'ỳỷỹýỵ'],
  ].flatMap(([from = '', to = '']) => [...from].map((letter, i) => [letter, [...to][i] ?? letter] as const)),
)

/** VNI puts the mark behind the vowel: `aù` is á, `aâ` â, `aá` ấ. */
const VNI_MARKS: Readonly<Record<string, string>> = {
  ù: '\u0301',
  ø: '\u0300',
  û: '\u0309',
  õ: '\u0303',
  ï: '\u0323',
  â: '\u0302',
  á: '\u0302\u0301',
  à: '\u0302\u0300',
  å: '\u0302\u0309',
  ã: '\u0302\u0303',
  ä: '\u0302\u0323',
  ê: '\u0306',
  é: '\u0306\u0301',
  è: '\u0306\u0300',
  ú: '\u0306\u0309',
  ü: '\u0306\u0303',
  ë: '\u0306\u0323',
}
const VNI_ALONE: Readonly<Record<string, string>> = { ñ: 'đ', ô: 'ơ', ö: 'ư', æ: 'ỉ', ó: 'ĩ', ò: 'ị', î: 'ỵ' }

const fromTcvn3 = (text: string): string => [...text].map(letter => TCVN3.get(letter) ?? letter).join('')

function fromVni(text: string): string {
  const spelt = text
    .replace(/([aeouy\u00f4\u00f6])([ùøûõïâáàåãäêéèúüë])/gi, (_, vowel: string, mark: string) => {
      const base = VNI_ALONE[vowel.toLowerCase()]
      const letter = base ? (vowel === vowel.toLowerCase() ? base : base.toUpperCase()) : vowel
      return `${letter}${VNI_MARKS[mark.toLowerCase()] ?? mark}`
    })
    .replace(/[ñôöæóòî](?!\p{M})/giu, letter => {
      const alone = VNI_ALONE[letter.toLowerCase()] ?? letter
      return letter === letter.toLowerCase() ? alone : alone.toUpperCase()
    })
  return composed(spelt)
}

const latin = new TextDecoder('windows-1252')
const viet = new TextDecoder('windows-1258')
const every = Uint8Array.from({ length: 256 }, (_, byte) => byte)
const CP1258 = new Map(
  [...latin.decode(every)].map((letter, byte) => [letter, [...viet.decode(every)][byte] ?? letter]),
)
const fromCp1258 = (text: string): string => composed([...text].map(letter => CP1258.get(letter) ?? letter).join(''))

const SPELT: Readonly<Record<Letters, (text: string) => string>> = {
  unicode: text => text,
  tcvn3: fromTcvn3,
  vni: fromVni,
  cp1258: fromCp1258,
}
/** The text in Unicode. */
export const respelt = (text: string, letters: Letters): string => SPELT[letters](text)

/** Letters that Vietnamese has and Windows-1252 has not: whoever wrote them wrote Unicode. */
const SURELY = /[\u1ea0-\u1ef9ơưđăƠƯĐĂ]/
const VIETNAMESE = /[àáâãèéêìíòóôõùúýăđĩũơư\u1ea0-\u1ef9]/gi
const FOREIGN = /[^\p{ASCII}àáâãèéêìíòóôõùúýăđĩũơư\u1ea0-\u1ef9–—“”‘’…•]/giu
/** No syllable has a plain `a` or `e` before a marked vowel, or `o` before one that is no a or e: `Vieọt` is misread. */
const MISREAD = /[ae][àáâãèéêìíòóôõùúýăĩũơư\u1ea0-\u1ef9]|o[ìíòóôõùúýĩũơư\u1ec8-\u1ef9]/gi
const FOREIGN_WEIGHT = 3
/** A foreign name or two must not turn a file over. */
const FEW = 3

/** Which letters a sample is written in: those in which it holds most Vietnamese and least of anything else. */
export function guessLetters(sample: string): Letters {
  if (SURELY.test(sample)) return 'unicode'
  const strange = sample.match(FOREIGN)?.length ?? 0
  if (strange < FEW) return 'unicode'
  const score = (letters: Letters) => {
    const text = respelt(sample, letters)
    const count = (what: RegExp) => text.match(what)?.length ?? 0
    return count(VIETNAMESE) - FOREIGN_WEIGHT * (count(FOREIGN) + count(MISREAD))
  }
  return LETTERS.reduce((best, letters) => (score(letters) > score(best) ? letters : best))
}
