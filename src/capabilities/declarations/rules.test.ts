import { describe, expect, test } from 'vitest'
import { readForm } from '#base/forms/editing.ts'
import { fits } from '#base/forms/fits.ts'
import { askedOf } from '#base/forms/shape.ts'
import { KINDS } from './contract.ts'
import { FORMS } from './forms.ts'
import { arrivalRule, riskRule } from './policies.ts'
import { assess, holding, methodOf, type Said } from './rules.ts'

const NOW = new Date('2026-11-20T02:00:00Z')
const hours = (n: number) => new Date(NOW.getTime() + n * 3_600_000)
const params = riskRule.defaults[0]?.params
if (!params) throw new Error('The policy has a default.')

describe('risk', () => {
  const none = {
    symptoms: ['none'],
    epidemicArea: false,
    contactCase: false,
    contactCountry: false,
    contactSick: false,
  }
  const cases: [string, object, boolean, string, string[]][] = [
    ['nothing of concern', { ...none, positive: false }, false, 'low', []],
    ['a sign', { ...none, symptoms: ['cough'] }, false, 'medium', ['symptoms']],
    ['an epidemic area', { ...none, epidemicArea: true }, false, 'medium', ['epidemicArea']],
    ['from a listed area and says no', none, true, 'medium', ['epidemicArea']],
    ['met somebody from there', { ...none, contactCountry: true }, false, 'medium', ['contactCountry']],
    ['met somebody sick', { ...none, contactSick: true }, false, 'medium', ['contactSick']],
    ['met a case', { ...none, contactCase: true }, false, 'high', ['contactCase']],
    [
      'met a case and is sick',
      { ...none, contactCase: true, symptoms: ['fever'] },
      false,
      'high',
      ['contactCase', 'symptoms'],
    ],
    ['tested positive', { ...none, positive: true }, false, 'high', ['positive']],
  ]
  test.each(cases)('%s', (_, answers, listed, risk, reasons) =>
    expect(assess({ ...answers }, listed, params, NOW)).toEqual({ risk, reasons, validUntil: hours(24) }),
  )
})

describe('which declaration holds', () => {
  const said = (at: number, risk: Said['risk'], method: Said['method'] = 'self', until = at + 24): Said => ({
    at: hours(at),
    risk,
    method,
    validUntil: hours(until),
  })
  const cases: [string, Said[], Said | undefined][] = [
    ['none', [], undefined],
    ['the only one', [said(-1, 'low')], said(-1, 'low')],
    ['the graver, not the later', [said(-3, 'high'), said(-1, 'low')], said(-3, 'high')],
    ['not one that has ended', [said(-30, 'high'), said(-1, 'low')], said(-1, 'low')],
    [
      'what staff entered, over what was said before',
      [said(-3, 'high'), said(-2, 'low', 'staff')],
      said(-2, 'low', 'staff'),
    ],
    ['graver words after staff', [said(-3, 'high'), said(-2, 'low', 'staff'), said(-1, 'medium')], said(-1, 'medium')],
    ['a paper weighs as a word does', [said(-3, 'high'), said(-2, 'low', 'paper')], said(-3, 'high')],
  ]
  test.each(cases)('%s', (_, all, expected) => {
    expect(holding(all, NOW)).toEqual(expected)
    expect(holding(all.toReversed(), NOW)).toEqual(expected)
  })
})

test.each([
  ['me', false, 'self'],
  ['child', false, 'family'],
  ['stranger', false, 'staff'],
  ['stranger', true, 'paper'],
])('for %s, on paper %s: %s', (personId, isPaper, method) =>
  expect(methodOf(personId, { personId: 'me', personIds: ['me', 'child'] }, isPaper)).toBe(method),
)

describe.each(KINDS)('the form of %s', kind => {
  test('asks for no more than it says at first, and every name the policies speak of is a question somewhere', () => {
    const newest = FORMS[kind].defaults.at(-1)?.params
    if (!newest) throw new Error('The form has a version.')
    expect([...askedOf(newest, {}, fits).keys()]).not.toContain('epidemicPlace')
  })
})

test('the policies speak of questions that are asked', () => {
  const names = new Set(
    KINDS.flatMap(
      kind => FORMS[kind].defaults.at(-1)?.params.pages.flatMap(page => page.questions.map(q => q.name)) ?? [],
    ),
  )
  const spoken = [...params.high, ...params.medium, ...(arrivalRule.defaults[0]?.params.answers ?? [])]
  expect(spoken.filter(name => !names.has(name))).toEqual([])
})

test.each(KINDS)('the form of %s can be edited as questions with conditions', kind => {
  for (const { params } of FORMS[kind].defaults) expect(readForm(params)).toBeDefined()
})
