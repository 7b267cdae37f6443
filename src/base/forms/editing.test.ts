import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FormContent } from './contract.ts'
import { type EditForm, faultsOfEdit, newOption, newPage, newQuestion, readForm, writeForm } from './editing.ts'
import { fits } from './fits.ts'
import { contentFaults } from './form.ts'
import { askedOf, type Shape } from './shape.ts'

const say = (vi: string) => ({ vi, en: vi })
const content: FormContent = {
  ...{ title: say('Tờ khai'), intro: say('Dẫn'), warning: say('Lưu ý') },
  pages: [
    {
      name: 'di',
      title: say('Đi lại'),
      questions: [
        { name: 'moved', label: say('Có đi xa?'), says: say('Đi xa') },
        { name: 'how', label: say('Đi gì?'), options: { bus: say('Xe khách'), own: say('Xe nhà') } },
        { name: 'seat', label: say('Số ghế') },
        { name: 'signs', label: say('Dấu hiệu'), options: { fever: say('Sốt'), none: say('Không') } },
        { name: 'since', label: say('Từ ngày'), past: true },
        { name: 'gate', label: say('Cửa khẩu'), options: { north: say('Bắc'), south: say('Nam') } },
        { name: 'born', label: say('Quốc tịch'), as: 'country' },
        { name: 'seen', label: say('Đã qua'), as: 'country' },
      ],
    },
  ],
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      moved: { type: 'boolean' },
      how: { type: 'string', enum: ['bus', 'own'] },
      seat: { type: 'string', minLength: 1, maxLength: 9 },
      signs: {
        type: 'array',
        items: { type: 'string', enum: ['fever', 'none'] },
        minItems: 1,
        uniqueItems: true,
        if: { contains: { const: 'none' } },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: { maxItems: 1 },
      },
      since: { type: 'string', format: 'date' },
      gate: { type: 'string', minLength: 1, maxLength: 9, examples: ['north', 'south'] },
      born: { type: 'string', minLength: 1, maxLength: 9 },
      seen: { type: 'array', items: { type: 'string', minLength: 1, maxLength: 9 }, minItems: 1, uniqueItems: true },
    },
    required: ['moved', 'signs'],
    allOf: [
      {
        if: { properties: { moved: { const: true } }, required: ['moved'] },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: { required: ['how'] },
        else: { properties: { how: false } },
      },
      {
        if: { properties: { how: { enum: ['bus'] } }, required: ['how'] },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: { required: [] },
        else: { properties: { seat: false } },
      },
      {
        if: { properties: { signs: { contains: { enum: ['fever'] } } }, required: ['signs'] },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: { required: ['since'] },
        else: { properties: { since: false } },
      },
    ],
  },
}
const form = readForm(content) as EditForm

test('a form is read as questions with conditions', () => {
  expect(form.pages[0]?.questions.map(({ name, kind, required, when }) => [name, kind, required, when])).toEqual([
    ['moved', 'yesno', true, null],
    ['how', 'one', true, { name: 'moved', values: [true] }],
    ['seat', 'text', false, { name: 'how', values: ['bus'] }],
    ['signs', 'several', true, null],
    ['since', 'day', true, { name: 'signs', values: ['fever'] }],
    ['gate', 'listed', false, null],
    ['born', 'country', false, null],
    ['seen', 'countries', false, null],
  ])
  expect(faultsOfEdit(form)).toEqual([])
})

test('read and written again it asks and accepts the same, whatever is answered', () => {
  const again = writeForm(form)
  expect(contentFaults(again)).toEqual([])
  expect(again.pages).toEqual(content.pages)
  const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
  const answers = fc
    .record({
      moved: maybe(fc.boolean()),
      how: maybe(fc.constantFrom('bus', 'own', 'plane')),
      seat: maybe(fc.constantFrom('', 'A1', 'longer than nine')),
      signs: maybe(fc.subarray(['fever', 'none'])),
      since: maybe(fc.constantFrom('2026-11-20', 'yesterday')),
    })
    .map(all => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)))
  const asked = (of: FormContent, given: object) =>
    [...askedOf(of, given as Record<string, unknown>, fits)].map(([name, { required }]) => [name, required]).sort()
  fc.assert(
    fc.property(answers, given => {
      expect(fits(again.schema as Shape, given)).toBe(fits(content.schema as Shape, given))
      expect(asked(again, given)).toEqual(asked(content, given))
    }),
  )
})

test('a schema that says more than questions and conditions is left to who wrote it', () => {
  const withMore = (more: object) => readForm({ ...content, schema: { ...content.schema, ...more } })
  expect(withMore({ minProperties: 2 })).toBeUndefined()
  expect(withMore({ additionalProperties: true })).toBeUndefined()
  expect(withMore({ allOf: [{ not: { required: ['seat'] } }] })).toBeUndefined()
  const [first] = content.schema.allOf as object[]
  expect(withMore({ allOf: [first, first] })).toBeUndefined()
})

describe('what is edited', () => {
  const page = form.pages[0] as EditForm['pages'][number]
  const withQuestions = (questions: EditForm['pages'][number]['questions']): EditForm => ({
    ...form,
    pages: [{ ...page, questions }],
  })
  const why = (edited: EditForm) => faultsOfEdit(edited).map(fault => `${fault.at}: ${fault.why}`)

  test('a new question gets a name of its own and is asked as its kind', () => {
    const one = { ...newQuestion(form, 'several'), label: say('Bệnh nền') }
    const options = [...one.options, newOption(one.options, 'none')].map(option => ({ ...option, words: say('x') }))
    const edited = withQuestions([...page.questions, { ...one, options }])
    expect(newQuestion(edited, 'text').name).toBe('q2')
    expect(why(edited)).toEqual([])
    const written = writeForm(edited)
    expect(contentFaults(written)).toEqual([])
    const base = { moved: false, signs: ['none'] }
    expect(fits(written.schema as Shape, { ...base, q1: ['o1', 'o2'] })).toBe(true)
    expect(fits(written.schema as Shape, { ...base, q1: ['o1', 'none'] })).toBe(false)
    expect(fits(written.schema as Shape, base)).toBe(false)
  })

  test('cannot be issued with something missing, or a condition on what is asked later', () => {
    const [moved, how, seat, ...rest] = page.questions as [never, never, never]
    expect(why(withQuestions([how, moved, seat, ...rest]))).toEqual(['how: condition'])
    expect(why(withQuestions([moved, seat, ...rest]))).toEqual(['seat: condition'])
    expect(why(withQuestions([newQuestion(form, 'one')]))).toEqual(['q1: label', 'q1: option-words'])
    expect(why({ ...form, intro: say(' '), pages: [newPage(form)] })).toEqual([
      'null: title',
      'trang-1: empty-page',
      'trang-1: page-title',
    ])
  })

  test('what is left empty in English is said in Vietnamese', () => {
    const written = writeForm({ ...form, title: { vi: ' Tờ khai mới ', en: '' } })
    expect(written.title).toEqual({ vi: 'Tờ khai mới', en: 'Tờ khai mới' })
  })
})
