import { describe, expect, test } from 'vitest'
import { guessLetters, LETTERS, respelt } from './letters.ts'

const MOTTO = 'Cộng hòa xã hội chủ nghĩa Việt Nam'
const OLD = {
  tcvn3: 'Céng hßa x· héi chñ nghÜa ViÖt Nam',
  vni: 'Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam',
} as const

describe.each(Object.entries(OLD) as ['tcvn3' | 'vni', string][])('%s', (letters, text) => {
  test('is respelt', () => expect(respelt(text, letters)).toBe(MOTTO))
  test('is known by what it says', () => expect(guessLetters(text)).toBe(letters))
})

test.each([
  ['tcvn3', '§Æng ThÞ H­¬ng', 'Đặng Thị Hương'],
  ['tcvn3', 'NguyÔn V¨n Quúnh', 'Nguyễn Văn Quỳnh'],
  ['vni', 'Ñaëng Thò Höông', 'Đặng Thị Hương'],
  ['vni', 'Nguyeãn Vaên Quyønh', 'Nguyễn Văn Quỳnh'],
  ['vni', 'NGUYEÃN ÑÖÙC BÌNH', 'NGUYỄN ĐỨC BÌNH'],
] as const)('%s: %s', (letters, text, said) => expect(respelt(text, letters)).toBe(said))

test('Windows-1258 writes marks behind the letters', () => {
  const bytes = Uint8Array.from([0x4e, 0x67, 0x75, 0x79, 0xea, 0xde, 0x6e, 0x20, 0x56, 0xe3, 0x6e]) // Nguyê + ̃ + n Văn
  const text = new TextDecoder('windows-1252').decode(bytes)
  expect(respelt(text, 'cp1258')).toBe('Nguyễn Văn')
})

test.each([
  ['no accents at all', 'Nguyen Van An, 1990'],
  ['Unicode', 'Nguyễn Văn An · Chợ Đông Ba – Huế'],
  ['Unicode of few accents', 'Trà Vinh, Sóc'],
  ['a foreign name or two', 'Señor Müller'],
])('%s stays as it is', (_, text) => expect(guessLetters(text)).toBe('unicode'))

test('plain letters are the same in all of them', () => {
  for (const letters of LETTERS) expect(respelt('case_id,2026-11-20;F0', letters)).toBe('case_id,2026-11-20;F0')
})
