import { describe, expect, test } from 'vitest'
import type { FormContent } from './contract.ts'
import { countriesIn } from './countries.ts'
import { fits } from './fits.ts'
import { contentFaults } from './form.ts'
import { foundIn, isUnlisted, listOf } from './listed.ts'
import { answerText, faultsOf, kindOf, questionsOf } from './shape.ts'

const say = (vi: string, en = vi) => ({ vi, en })
const own = { type: 'string', minLength: 1, maxLength: 60 }
const content: FormContent = {
  ...{ title: say('Tờ khai'), intro: say('Dẫn'), warning: say('Lưu ý') },
  pages: [
    {
      name: 'den',
      title: say('Đến'),
      questions: [
        { name: 'nationality', label: say('Quốc tịch'), as: 'country' },
        { name: 'countries', label: say('Các nước'), as: 'country' },
        {
          name: 'gate',
          label: say('Cửa khẩu'),
          options: { b: say('Sân bay Nội Bài', 'Nội Bài Airport'), a: say('Cầu Treo') },
        },
      ],
    },
  ],
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      nationality: own,
      countries: { type: 'array', items: own, minItems: 1, uniqueItems: true },
      gate: { ...own, examples: ['b', 'a'] },
    },
    required: ['nationality', 'countries', 'gate'],
  },
}
const [nationality, countries, gate] = questionsOf(content)
if (!nationality || !countries || !gate) throw new Error('There are three questions.')

test('a list and countries are kinds of their own, and make sense as a form', () => {
  expect([nationality, countries, gate].map(one => kindOf(content, one))).toEqual(['country', 'countries', 'listed'])
  expect(contentFaults(content)).toEqual([])
})

test('what the list lacks is an answer too; none is not', () => {
  const faults = (answers: object) => faultsOf(content, { ...answers }, fits, '2026-11-20').map(one => one.name)
  expect(faults({ nationality: 'VN', countries: ['TH', 'LA'], gate: 'b' })).toEqual([])
  expect(faults({ nationality: 'Không quốc tịch', countries: ['Kosovo'], gate: 'Lối mở Nà Lầu' })).toEqual([])
  expect(faults({ nationality: 'VN', countries: [], gate: '' })).toEqual(['countries', 'gate'])
  expect(faults({ nationality: 'VN', countries: ['TH', 'TH'], gate: 'b' })).toEqual(['countries'])
})

test('answers are read in words, codes in the language of the reader', () => {
  const read = (locale: 'vi' | 'en') => {
    const words = { locale, yes: '', no: '', day: String }
    return [
      answerText(content, nationality, 'KH', words),
      answerText(content, countries, ['TH', 'Kosovo'], words),
      answerText(content, gate, 'b', words),
      answerText(content, gate, 'Lối mở Nà Lầu', words),
    ]
  }
  expect(read('vi')).toEqual(['Campuchia', 'Thái Lan, Kosovo', 'Sân bay Nội Bài', 'Lối mở Nà Lầu'])
  expect(read('en')).toEqual(['Cambodia', 'Thailand, Kosovo', 'Nội Bài Airport', 'Lối mở Nà Lầu'])
})

describe('a list is searched', () => {
  const first = (typed: string) => foundIn(listOf(content, nationality, 'vi'), typed)[0]?.value
  test.each([
    ['viet', 'VN'],
    ['Việt Nam', 'VN'],
    ['mỹ', 'US'],
    ['hoa ky', 'US'],
    ['duc', 'DE'],
    ['germany', 'DE'],
    ['nam phi', 'ZA'],
    ['trung quoc', 'CN'],
    ['kr', 'KR'],
    ['xứ tiên', undefined],
    [' ', undefined],
  ])('by %s: %s', (typed, code) => expect(first(typed)).toBe(code))

  test('by name, whose name begins so first', () => {
    expect(listOf(content, gate, 'vi').map(one => one.value)).toEqual(['a', 'b'])
    expect(foundIn(listOf(content, gate, 'en'), 'noi').map(one => one.value)).toEqual(['b'])
    const nam = foundIn(countriesIn('vi'), 'nam').map(one => one.value)
    expect(nam.indexOf('ZA')).toBeLessThan(nam.indexOf('VN'))
  })

  test('and what is none of it by name may be taken as it was typed', () => {
    const list = listOf(content, gate, 'vi')
    expect(isUnlisted(list, 'cau treo')).toBe(false)
    expect(isUnlisted(list, 'Lối mở Nà Lầu')).toBe(true)
    expect(isUnlisted(list, '  ')).toBe(false)
  })
})

test('every country has a name in both languages', () => {
  for (const locale of ['vi', 'en'] as const)
    for (const { value, label } of countriesIn(locale)) expect(label, value).not.toBe(value)
})
