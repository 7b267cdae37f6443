/** Tone marks in one order; hats, horns and the bar of đ are letters. */
const TONES = ['\u0300', '\u0301', '\u0303', '\u0309', '\u0323']
const TONE = new RegExp(`[${TONES.join('')}]`, 'g')
const MARKS = /\p{M}+/gu
const TOKEN = /[\p{L}\p{N}]+/gu
/** No paper that is read says more different words. */
const MOST_WORDS = 6000
const LONGEST = 60

/** A word without any mark. */
const bare = (word: string): string => word.normalize('NFD').replace(MARKS, '').replaceAll('đ', 'd')

/** A word with its marks, its tone before it: `hòa` and `hoà` are one. Undefined when it has none. */
function marked(word: string): string | undefined {
  const apart = word.normalize('NFD')
  const tone = TONES.findIndex(mark => apart.includes(mark)) + 1
  const letters = apart.replace(TONE, '').normalize('NFC')
  return tone || letters !== bare(word) ? `${tone}${letters}` : undefined
}

const tokensOf = (text: string): string[] =>
  (text.normalize('NFC').toLowerCase().match(TOKEN) ?? []).map(token =>
    /^\d+$/.test(token) ? token.replace(/^0+(?=\d)/, '') : token,
  )

/** The words by which a text is found: each bare, and each that has marks with them. */
export function lexemesOf(text: string): string[] {
  const found = new Set<string>()
  for (const token of tokensOf(text)) {
    if (found.size >= MOST_WORDS) break
    if (token.length > LONGEST) continue
    found.add(bare(token))
    const whole = marked(token)
    if (whole) found.add(whole)
  }
  return [...found]
}

/** Whose a document is stands among its words, so that one index answers both. */
export const ownerLexeme = (organisationId: string): string => `@${organisationId.replaceAll('-', '')}`

/**
 * What was typed as a query over such words; undefined when it has no word. A word typed with marks finds only that one,
 * without marks all that are written so. The last one may be the beginning of a longer one.
 */
export function queryOf(text: string): string | undefined {
  const tokens = tokensOf(text)
    .filter(token => token.length <= LONGEST)
    .slice(0, 12)
  if (!tokens.length) return undefined
  return tokens
    .map((token, i) => {
      const isLast = i === tokens.length - 1
      return `'${marked(token) ?? bare(token)}'${isLast ? ':*' : ''}`
    })
    .join(' & ')
}
