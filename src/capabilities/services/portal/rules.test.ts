import { expect, test } from 'vitest'
import { catalogueDifferences, dossierDifference } from './rules.ts'
import { instantOf, momentOf } from './wire.ts'

const one = (code: string, more: object = {}) => ({
  code,
  name: 'Đăng ký khai sinh',
  level: 'full',
  termDays: 1,
  fee: 0,
  ...more,
})

test('catalogues differ in what is in one alone, and in what both say', () => {
  const ours = [one('1'), one('2'), one('3', { termDays: 5, fee: 8000, level: 'partial' })]
  const theirs = [one('1', { name: ' Đăng  ký KHAI SINH ' }), one('3', { name: 'Khác' }), one('4')]
  expect(catalogueDifferences(ours, theirs).map(({ code, kind }) => `${code} ${kind}`)).toEqual([
    '2 only-here',
    '3 name',
    '3 term',
    '3 fee',
    '3 level',
    '4 only-there',
  ])
})

test('what the portal does not say is no difference', () => {
  expect(catalogueDifferences([one('1', { fee: 5 })], [one('1', { termDays: null, fee: null, level: '' })])).toEqual([])
})

test('a dossier differs when the portal lacks it, has another state, or another day', () => {
  const due = new Date('2026-11-30T10:00:00Z')
  const seen = { state: 4, due, seenState: 4, seenDue: due }
  expect(dossierDifference(seen)).toBeUndefined()
  expect(dossierDifference({ ...seen, seenState: null })).toBe('missing-there')
  expect(dossierDifference({ ...seen, seenState: 2 })).toBe('state')
  expect(dossierDifference({ ...seen, seenDue: null })).toBe('due')
  expect(dossierDifference({ ...seen, seenDue: new Date(due.getTime() + 30_000) })).toBeUndefined()
})

test('moments are those of Vietnam, to the second', () => {
  const at = new Date('2026-11-30T18:05:09Z')
  expect(momentOf(at)).toBe('20261201010509')
  expect(instantOf('20261201010509')).toEqual(at)
  expect(instantOf('')).toBeNull()
  expect(momentOf(null)).toBe('')
})
