import { expect, test } from 'vitest'
import { pagesIn } from './rules.ts'

test.each([
  ['1', [1]],
  ['1, 3-5', [1, 3, 4, 5]],
  [' 2 - 3 ,3', [2, 3]],
])('“%s” are the pages %j', (typed, pages) => {
  expect(pagesIn(typed)).toEqual(pages)
})

test.each(['', '0', '5-3', '1,', 'trang 2', '1-9999', '1;2', '-3'])('“%s” says no pages', typed => {
  expect(pagesIn(typed)).toBeUndefined()
})
