import { expect, test } from 'vitest'
import { BLANK_TITLE, blankForm, ownCode } from './blank.ts'
import { faultsOfEdit, readForm, writeForm } from './editing.ts'
import { contentFaults } from './form.ts'

test('a new form can be answered, edited and issued as it is', () => {
  const blank = blankForm(BLANK_TITLE)
  expect(contentFaults(blank)).toEqual([])
  const read = readForm(blank)
  if (!read) throw new Error('It says more than the page can show.')
  expect(faultsOfEdit(read)).toEqual([])
  expect(contentFaults(writeForm(read))).toEqual([])
})

test.each([
  ['Đơn xin nhập học', 'forms.own.don-xin-nhap-hoc'],
  ['  Tờ khai: số 05/2026 * ', 'forms.own.to-khai-so-5-2026'],
  ['x'.repeat(80), `forms.own.${'x'.repeat(50)}`],
  ['***', undefined],
])('%j is named %j', (title, code) => {
  expect(ownCode(title)).toBe(code)
})
