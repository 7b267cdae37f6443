import { expect, test } from 'vitest'
import { newCalls, spoken } from './announce.ts'

const at = (number: number, label: string | null, calls = 1) => ({ number, label, calls })

test('a number is said letter by letter', () => expect(spoken('A012')).toBe('A 0 1 2'))

test('who is called anew or once more is announced, and nobody when a page opens', () => {
  const before = [at(1, 'A001'), at(2, null, 0)]
  expect(newCalls(undefined, before)).toEqual([])
  expect(newCalls(before, before)).toEqual([])
  expect(newCalls(before, [at(1, 'A001', 2), at(2, null, 0)])).toEqual([at(1, 'A001', 2)])
  expect(newCalls(before, [at(1, 'A002'), at(2, 'B003')])).toEqual([at(1, 'A002'), at(2, 'B003')])
  expect(newCalls(before, [at(1, null, 0), at(2, null, 0)])).toEqual([])
})
