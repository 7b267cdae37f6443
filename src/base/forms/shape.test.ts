import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FormContent } from './contract.ts'
import { fits as onServer } from './fits.ts'
import { contentFaults } from './form.ts'
import {
  answerText,
  askedOf,
  faultsOf,
  lastingOf,
  NONE,
  numberText,
  pruned,
  readNumber,
  type Schema,
  speaks,
  ticked,
} from './shape.ts'
import { fits as inBrowser } from './web/fits.ts'

const TODAY = '2026-11-20'
const say = (text: string) => ({ vi: text, en: text })
const FROM = '0190a0a0-0000-7000-8000-000000000001'

/** A form with everything a form may have. */
const content: FormContent = {
  title: say('Tờ khai'),
  intro: say('Lời dẫn'),
  warning: say('Cảnh báo'),
  pages: [
    {
      name: 'di',
      title: say('Chuyến đi'),
      questions: [
        { name: 'from', label: say('Từ đâu'), as: 'unit', lasting: true },
        { name: 'left', label: say('Ngày đi'), past: true },
      ],
    },
    {
      name: 'xe',
      title: say('Xe'),
      questions: [
        { name: 'vehicle', label: say('Xe gì'), options: { car: say('Ô tô'), train: say('Tàu hỏa') } },
        { name: 'number', label: say('Số hiệu') },
      ],
    },
    {
      name: 'suc-khoe',
      title: say('Sức khỏe'),
      questions: [
        { name: 'signs', label: say('Dấu hiệu'), options: { fever: say('Sốt'), cough: say('Ho'), none: say('Không') } },
        { name: 'tested', label: say('Xét nghiệm') },
        { name: 'result', label: say('Kết quả'), options: { positive: say('Dương tính'), negative: say('Âm tính') } },
        { name: 'ct', label: say('Ct') },
        { name: 'doses', label: say('Số mũi') },
      ],
    },
  ],
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      from: { type: 'string', format: 'uuid' },
      left: { type: 'string', format: 'date' },
      vehicle: { type: 'string', enum: ['car', 'train'] },
      number: { type: 'string', minLength: 1, maxLength: 10 },
      signs: {
        type: 'array',
        items: { type: 'string', enum: ['fever', 'cough', NONE] },
        minItems: 1,
        uniqueItems: true,
        if: { contains: { const: NONE } },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: { maxItems: 1 },
      },
      tested: { type: 'boolean' },
      result: { type: 'string', enum: ['positive', 'negative'] },
      ct: { type: 'number', minimum: 5, maximum: 45 },
      doses: { type: 'integer', minimum: 0 },
    },
    required: ['from', 'left', 'vehicle', 'signs', 'tested'],
    allOf: [
      {
        if: { properties: { vehicle: { const: 'train' } }, required: ['vehicle'] },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: { required: ['number'] },
        else: { properties: { number: false } },
      },
      {
        if: { properties: { tested: { const: true } }, required: ['tested'] },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: { required: ['result'] },
        else: { properties: { result: false } },
      },
      {
        if: { properties: { result: { const: 'positive' } }, required: ['result'] },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: {},
        else: { properties: { ct: false } },
      },
    ],
  },
}

const GOOD = { from: FROM, left: '2026-11-19', vehicle: 'car', signs: [NONE], tested: false }
const why = (answers: object) =>
  faultsOf(content, { ...answers }, onServer, TODAY).map(({ name, why }) => `${name} ${why}`)

describe('what is asked', () => {
  const cases: [string, object, string[]][] = [
    ['nothing yet', {}, ['from', 'left', 'vehicle', 'signs', 'tested', 'doses']],
    ['a train', { vehicle: 'train' }, ['from', 'left', 'vehicle', 'number', 'signs', 'tested', 'doses']],
    ['a test', { tested: true }, ['from', 'left', 'vehicle', 'signs', 'tested', 'result', 'doses']],
    [
      'a test that was positive',
      { tested: true, result: 'positive' },
      ['from', 'left', 'vehicle', 'signs', 'tested', 'result', 'ct', 'doses'],
    ],
  ]
  test.each(cases)('%s', (_, answers, names) => {
    const asked = askedOf(content, { ...answers }, onServer)
    expect([...asked.keys()].sort()).toEqual([...names].sort())
  })
})

describe('what is wrong', () => {
  const cases: [string, object, string[]][] = [
    ['nothing', GOOD, []],
    ['all of it', {}, ['from missing', 'left missing', 'vehicle missing', 'signs missing', 'tested missing']],
    ['a condition not met', { ...GOOD, vehicle: 'train' }, ['number missing']],
    ['an answer to what is not asked', { ...GOOD, number: 'SE1' }, ['number wrong']],
    ['a day in the future', { ...GOOD, left: '2026-11-21' }, ['left future']],
    ['no day at all', { ...GOOD, left: '2026-02-30' }, ['left wrong']],
    ['no unit', { ...GOOD, from: 'Huế' }, ['from wrong']],
    ['not one of the choices', { ...GOOD, vehicle: 'plane' }, ['vehicle wrong']],
    ['none and something', { ...GOOD, signs: [NONE, 'fever'] }, ['signs wrong']],
    ['yes in words', { ...GOOD, tested: 'true' }, ['tested wrong']],
    ['what the form does not know', { ...GOOD, age: 7 }, ['age wrong']],
    ['left empty', { ...GOOD, signs: [] }, ['signs missing']],
    ['no number', { ...GOOD, tested: true, result: 'positive', ct: '37,5.' }, ['ct number']],
    ['too small a number', { ...GOOD, tested: true, result: 'positive', ct: 4.5 }, ['ct wrong']],
    ['a part of what is counted', { ...GOOD, doses: '2,5' }, ['doses whole']],
    ['less than none', { ...GOOD, doses: -1 }, ['doses wrong']],
  ]
  test.each(cases)('%s', (_, answers, faults) => expect(why(answers)).toEqual(faults))
})

test('an answer to what is not asked any more is dropped, and what hung on it', () => {
  const answers = { ...GOOD, tested: false, result: 'positive', ct: 20, number: '' }
  expect(pruned(content, answers, onServer)).toEqual(GOOD)
})

test('what lasts is taken from the last time', () => {
  expect(lastingOf(content, GOOD, onServer)).toEqual({ from: FROM })
  expect(lastingOf(content, { ...GOOD, from: 'Huế' }, onServer)).toEqual({})
})

test.each([
  [true, true],
  [false, false],
  [['fever'], true],
  [[NONE], false],
  [[], false],
  ['car', false],
  [undefined, false],
])('%j speaks: %s', (value, expected) => expect(speaks(value)).toBe(expected))

test.each([
  [[], ['fever'], ['fever']],
  [['fever'], ['fever', NONE], [NONE]],
  [[NONE], [NONE, 'fever'], ['fever']],
])('%j, then %j ticked: %j', (before, after, expected) => expect(ticked(before, after)).toEqual(expected))

describe('a number as it is typed', () => {
  test.each([
    ['12,5', 12.5],
    ['1.5', 1.5],
    [' 37 ', 37],
    ['-3,25', -3.25],
    ['0.125', 0.125],
    ['3,250', 3.25],
    ['', undefined],
    ['12,', '12,'],
    ['1.500', '1.500'],
    ['1.500,5', '1.500,5'],
    ['12 5', '12 5'],
    ['1e3', '1e3'],
    ['0x10', '0x10'],
    ['hai', 'hai'],
    ['12345678901234567', '12345678901234567'],
  ])('%j is %j', (typed, expected) => expect(readNumber(typed, false, 'vi')).toBe(expected))

  test.each([
    ['12', 12],
    ['12,5', '12,5'],
    ['12.5', '12.5'],
    ['1.500', '1.500'],
    ['2,0', '2,0'],
  ])('%j of what is counted is %j', (typed, expected) => expect(readNumber(typed, true, 'vi')).toBe(expected))

  test('the thousands of a language are no fraction in it', () => {
    expect(readNumber('1,500', false, 'en')).toBe('1,500')
    expect(readNumber('1.500', false, 'en')).toBe(1.5)
  })

  test('is read again as it is written', () => {
    const thousandths = fc.integer({ min: -99_999_999, max: 99_999_999 }).map(n => n / 1000)
    fc.assert(
      fc.property(thousandths, fc.constantFrom('vi' as const, 'en' as const), (value, locale) => {
        expect(readNumber(numberText(value, locale), false, locale)).toBe(value)
      }),
    )
  })
})

test('answers in words', () => {
  const words = {
    locale: 'vi',
    yes: 'Có',
    no: 'Không',
    day: (day: string) => day.split('-').reverse().join('/'),
  } as const
  const text = (name: string, value: unknown) => {
    const question = content.pages.flatMap(page => page.questions).find(one => one.name === name)
    return question && answerText(content, question, value, words)
  }
  expect(text('tested', false)).toBe('Không')
  expect(text('signs', ['fever', 'cough'])).toBe('Sốt, Ho')
  expect(text('left', '2026-11-19')).toBe('19/11/2026')
  expect(text('ct', undefined)).toBe('')
  expect(text('ct', 37.5)).toBe('37,5')
})

/** Answers as people and programs send them: some right, some wrong, some to what nobody asks. */
const anyAnswers = fc.record(
  {
    from: fc.oneof(fc.uuid(), fc.string()),
    left: fc.constantFrom('2026-11-19', '2026-11-20', '2026-02-30', '19/11/2026', ''),
    vehicle: fc.constantFrom('car', 'train', 'plane'),
    number: fc.oneof(fc.constant('SE1'), fc.string()),
    signs: fc.array(fc.constantFrom('fever', 'cough', NONE, 'itch'), { maxLength: 3 }),
    tested: fc.oneof(fc.boolean(), fc.constant('true')),
    result: fc.constantFrom('positive', 'negative', 'unknown'),
    ct: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.constant('20')),
    doses: fc.constantFrom(2, 2.5, -1, '2,5'),
    other: fc.boolean(),
  },
  { requiredKeys: [] },
)

test('browser and server agree on every answer, and the whole schema with the questions one by one', () => {
  fc.assert(
    fc.property(anyAnswers, given => {
      const answers = pruned(content, given, onServer)
      expect(pruned(content, given, inBrowser)).toEqual(answers)
      const faults = faultsOf(content, answers, onServer, TODAY)
      expect(faultsOf(content, answers, inBrowser, TODAY)).toEqual(faults)
      const valid = onServer(content.schema as Schema, answers)
      expect(inBrowser(content.schema as Schema, answers)).toBe(valid)
      expect(faults.length === 0).toBe(valid)
    }),
    { numRuns: 500 },
  )
})

describe('a form that makes no sense', () => {
  const [travel, ...others] = content.pages
  if (!travel) throw new Error('The form has pages.')
  const cases: [string, FormContent, RegExp][] = [
    ['no schema', { ...content, schema: { type: 'thing' } }, /no JSON Schema/],
    ['a word that is no keyword', { ...content, schema: { ...content.schema, demand: ['x'] } }, /no JSON Schema/],
    ['a property nobody asks', { ...content, pages: [travel] }, /vehicle: nobody asks it/],
    ['asked twice', { ...content, pages: [travel, ...content.pages] }, /from: asked twice/],
    [
      'a question about nothing',
      {
        ...content,
        pages: [{ ...travel, questions: [...travel.questions, { name: 'age', label: say('Tuổi') }] }, ...others],
      },
      /age: no such property/,
    ],
    [
      'a choice without words',
      {
        ...content,
        pages: content.pages.map(page => ({
          ...page,
          questions: page.questions.map(question => ({ ...question, options: undefined })),
        })) as FormContent['pages'],
      },
      /vehicle: no words for “car”/,
    ],
  ]
  test('this one does', () => expect(contentFaults(content)).toEqual([]))
  test.each(cases)('%s', (_, wrong, fault) => expect(contentFaults(wrong).join('\n')).toMatch(fault))
})
