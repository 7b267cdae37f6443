import { expect, test } from 'vitest'
import { fromDefault } from '#base/policies/policy.ts'
import { testsLacking } from '#base/timeline/test-days.ts'
import { reports, testing } from './policies.ts'
import {
  type Course,
  dayState,
  daysExpected,
  isIn,
  lackingOf,
  onsetOf,
  progressOf,
  testDaysOf,
  worriesOf,
} from './rules.ts'

const policy = fromDefault(reports, '2022-03-01').params
const well = { symptoms: [], temperature: null, spo2: null }

test.each([
  [well, []],
  [{ ...well, symptoms: ['tired'] }, []],
  [{ ...well, symptoms: ['tired', 'fever', 'breathless'] }, ['fever', 'breathless']],
  [{ ...well, temperature: 37.4 }, []],
  [{ ...well, temperature: 37.5 }, ['temperature']],
  [{ ...well, spo2: 95 }, []],
  [{ ...well, spo2: 94 }, ['spo2']],
  [{ symptoms: ['cough'], temperature: 39, spo2: 90 }, ['cough', 'temperature', 'spo2']],
])('what is worrying: %j', (report, worries) => expect(worriesOf(report, policy)).toEqual(worries))

test.each([
  ['2021-08-01', [1, 7, 14], ['pcr']],
  ['2021-12-20', [1, 7], ['pcr']],
  ['2022-01-05', [1, 7], ['pcr', 'rapid']],
  ['2022-03-01', [7], ['pcr', 'rapid']],
])('on %s the test days are %j', (day, days, confirms) =>
  expect(fromDefault(testing, day).params).toEqual({ days, confirms }),
)

const span = { fromDay: '2026-11-20', untilDay: '2026-11-24' }

test('test days after the last day are no test days', () =>
  expect(testDaysOf(span, [1, 4, 7])).toEqual(['2026-11-21', '2026-11-24']))
test.each([
  [[2], ['2026-11-22']],
  [[7], ['2026-11-24']],
  [[4, 7, 10], ['2026-11-24']],
])('but a case is not released without a test: those of day %j are on %j', (days, on) =>
  expect(testDaysOf(span, days, true)).toEqual(on),
)

test.each([
  ['2026-11-19', 0],
  ['2026-11-20', 0],
  ['2026-11-22', 2],
  ['2026-11-30', 4],
])('on %s it is day %i of 4', (today, day) => expect(progressOf(span, today)).toEqual({ day, of: 4 }))

test('answers are expected from the day after the first, up to today', () => {
  expect(daysExpected(span, '2026-11-20')).toEqual([])
  expect(daysExpected(span, '2026-11-22')).toEqual(['2026-11-21', '2026-11-22'])
  expect(daysExpected(span, '2026-12-22')).toHaveLength(4)
})

const answer = (day: string, more = {}) => ({ day: `2026-11-${day}`, reached: true, worries: [], ...more })
const all = ['21', '22', '23', '24'].map(day => answer(day))
const course: Course = { ...span, testDays: ['2026-11-21'], answers: all, tests: [] }
const negative = { takenOn: '2026-11-21', outcome: 'negative' as const }

test.each([
  ['everything is there', { tests: [negative] }, []],
  ['a later test answers for an earlier day', { tests: [{ ...negative, takenOn: '2026-11-23' }] }, []],
  ['no test', {}, ['tests']],
  ['a positive test is no negative one', { tests: [{ ...negative, outcome: 'positive' as const }] }, ['tests']],
  ['a day is missing', { tests: [negative], answers: all.slice(1) }, ['answers']],
  ['nobody was met', { tests: [negative], answers: [...all.slice(1), answer('21', { reached: false })] }, ['answers']],
  [
    'the last answer is worrying',
    { tests: [negative], answers: [...all, answer('24', { worries: ['fever'] })] },
    ['worry'],
  ],
  ['an earlier worry that passed', { tests: [negative], answers: [answer('21', { worries: ['fever'] }), ...all] }, []],
])('%s', (_, more, lacking) => expect(lackingOf({ ...course, ...more })).toEqual(lacking))

test('a day without its negative test is lacking until there is one', () => {
  expect(testsLacking({ testDays: ['2026-11-21', '2026-11-24'], tests: [negative] })).toEqual(['2026-11-24'])
})

const today = '2026-11-23'
test.each([
  ['2026-11-20', [], 'none'],
  ['2026-11-21', [], 'missed'],
  ['2026-11-23', [], 'waiting'],
  ['2026-11-24', [], 'none'],
  ['2026-11-22', [answer('22')], 'answered'],
  ['2026-11-22', [answer('22', { reached: false })], 'absent'],
  ['2026-11-22', [answer('22', { reached: false }), answer('22')], 'answered'],
  ['2026-11-22', [answer('22'), answer('22', { worries: ['fever'] })], 'worrying'],
  ['2026-11-20', [answer('20')], 'answered'],
] as const)('%s with %j is %s', (day, answers, state) => expect(dayState(day, span, today, answers)).toBe(state))

test('the onset is the first day with a symptom', () => {
  expect(
    onsetOf([
      { day: '2026-11-23', symptoms: ['cough'] },
      { day: '2026-11-22', symptoms: ['fever'] },
    ]),
  ).toBe('2026-11-22')
  expect(onsetOf([{ day: '2026-11-23', symptoms: [] }])).toBeNull()
})

test.each([
  ['Số 5, thôn Vĩnh An', 'Thôn Vĩnh An', true],
  ['THON VINH AN, nha ba Lai', 'thôn Vĩnh An', true],
  ['Thôn 12', 'Thôn 1', false],
  ['Tổ 01', 'tổ 1', true],
  ['', 'Thôn 1', false],
  ['Thôn 1', '  ', false],
])('whether %j is in %j: %j', (address, area, found) => expect(isIn(address, area)).toBe(found))
