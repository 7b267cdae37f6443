import { describe, expect, test } from 'vitest'
import { guarded } from '#core/text.ts'
import { isFormula, textOf, unguarded } from './cells.ts'

test.each(['=1+1', '=HYPERLINK("http://x")', '@SUM(A1)', '+SUM(A1:A2)', "-2+3+cmd|' /C calc'!A0", '=cmd|x'])(
  '%s is a formula',
  text => expect(isFormula(text)).toBe(true),
)

test.each(['+84905000001', '-13.2179', '- không rõ', '-', '1+1', 'a=b', '@bacsi', 'Quán = Bà Bé'])('%s is none', text =>
  expect(isFormula(text)).toBe(false),
)

describe('what guards a number against a spreadsheet', () => {
  test.each([
    ['="0905000001"', '0905000001'],
    ["'0905000001", '0905000001'],
    ["'=1+1", '=1+1'],
    ["'s-Gravenhage", "'s-Gravenhage"],
  ])('%s is %s', (text, meant) => expect(unguarded(text)).toBe(meant))

  test.each(['=1+1', '+84905000001', '-1', '@x'])('%s goes out and comes back', text => {
    expect(guarded(text)).toBe(`'${text}`)
    expect(unguarded(guarded(text))).toBe(text)
  })
})

test('a day in a column of text is what was typed', () => expect(textOf({ day: '2026-03-12' })).toBe('12/3'))
