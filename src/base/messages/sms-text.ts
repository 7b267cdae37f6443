import { split } from 'split-sms'
import { withoutMarks } from '#core/text.ts'

export interface Measured {
  /** `GSM-7`: 160 characters, 153 in a part; `UCS-2`: 70 and 67, as soon as one letter is not in the other. */
  readonly encoding: 'GSM-7' | 'UCS-2'
  /** What each part of it says. */
  readonly parts: readonly string[]
}

/** How a phone gets a text: in which letters and in how many parts. */
export function measure(text: string): Measured {
  const { characterSet, parts } = split(text)
  return { encoding: characterSet === 'GSM' ? 'GSM-7' : 'UCS-2', parts: parts.map(part => part.content) }
}

const PLAIN: readonly (readonly [RegExp, string])[] = [
  [/[‘’‚′]/g, "'"],
  [/[“”„″«»]/g, '"'],
  [/[‐‑‒–—―−]/g, '-'],
  [/…/g, '...'],
  [/[•·]/g, '-'],
  [/[\u00a0\u2009\u202f]/g, ' '],
]

/** Text without marks (không dấu), as old phones and cheap messages have it: 160 letters instead of 70. */
export const unaccented = (text: string): string =>
  PLAIN.reduce((plain, [from, to]) => plain.replace(from, to), withoutMarks(text))

export interface PriceList {
  readonly networks: readonly { readonly name: string; readonly prefixes: readonly string[]; readonly dong: number }[]
  /** For a number of a network that is not listed. */
  readonly otherwise: number
}

/** Whose number it is and what a part costs there; numbers keep their prefix when they move, the price list does not know. */
export function networkOf(phone: string, prices: PriceList): { readonly name: string | null; readonly dong: number } {
  const local = phone.replace(/^\+84/, '0')
  const network = prices.networks.find(one => one.prefixes.some(prefix => local.startsWith(prefix)))
  return network ? { name: network.name, dong: network.dong } : { name: null, dong: prices.otherwise }
}
