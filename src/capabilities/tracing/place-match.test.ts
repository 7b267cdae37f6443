import { expect, test } from 'vitest'
import { namePatterns } from './place-match.ts'

test.each([
  ['Đi chợ Đông Ba, hàng cá', ['%di cho%', '%cho dong%', '%dong ba%', '%ba hang%', '%hang ca%']],
  ['chợ', ['%cho%']],
  ['a', []],
  ['  …  ', []],
  ['100%_ chắc', ['%100 chac%']],
  ['ăn ăn ăn', ['%an an%']],
])('%s is looked up by its neighbouring words', (told, patterns) => {
  expect(namePatterns(told)).toEqual(patterns)
})

test('a long story is cut, not refused', () => {
  expect(namePatterns(Array.from({ length: 200 }, (_, i) => `từ${i}`).join(' '))).toHaveLength(40)
})
