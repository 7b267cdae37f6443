import { expect, test } from 'vitest'
import { keptFor, keyOf } from './data.tsx'

test.each([
  ['the same by another filter', { params: { caseId: 'a' }, query: { day: '2' } }, true],
  ['another thing', { params: { caseId: 'b' }, query: { day: '1' } }, false],
  ['nothing in particular', { query: { day: '1' } }, false],
])('what is on the page stays for %s: %s', (_, input, stays) => {
  const queryKey = keyOf('tracing.getCase', { params: { caseId: 'a' }, query: { day: '1' } })
  expect(keptFor(input)('there', { queryKey })).toBe(stays ? 'there' : undefined)
  expect(keptFor(input)('there', { queryKey: [...queryKey, 'pages'] })).toBe(stays ? 'there' : undefined)
  expect(keptFor(input)('there')).toBeUndefined()
})

test('a list of all stays while it is filtered', () => {
  expect(keptFor({ query: { q: 'an' } })('there', { queryKey: keyOf('work.inbox', { query: {} }) })).toBe('there')
})
