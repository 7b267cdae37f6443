import fc from 'fast-check'
import { expect, test } from 'vitest'
import { attemptsOf, ENDED, referenceOf, STATUSES, type Status, stateOf, type Told } from './rules.ts'

const told = (...all: [Status, number][]): Told[] =>
  all.map(([status, minute], n) => ({ id: `e${n}`, status, at: new Date(minute * 60_000) }))

test.each([
  [[], 'ordered'],
  [[['accepted', 1]], 'accepted'],
  [
    [
      ['out-for-delivery', 3],
      ['picked-up', 2],
      ['accepted', 1],
    ],
    'out',
  ],
  [
    [
      ['delivered', 4],
      ['in-transit', 9],
    ],
    'delivered',
  ],
  [
    [
      ['lost', 4],
      ['in-transit', 5],
    ],
    'moving',
  ],
  [
    [
      ['failed-attempt', 4],
      ['returned', 6],
    ],
    'returned',
  ],
] as [[Status, number][], string][])('%j is %s', (events, state) => expect(stateOf(told(...events))).toBe(state))

test('the order in which it was told does not matter, nor that something was told twice', () => {
  const event = fc.record({ id: fc.uuid(), status: fc.constantFrom(...STATUSES), at: fc.date({ noInvalidDate: true }) })
  fc.assert(
    fc.property(fc.uniqueArray(event, { selector: one => one.id }), fc.nat(), (events, seed) => {
      const mixed = events.toSorted((a, b) => ((a.id.charCodeAt(0) * seed) % 7) - ((b.id.charCodeAt(0) * seed) % 7))
      expect(stateOf(mixed)).toBe(stateOf(events))
      expect(stateOf([...mixed, ...mixed.slice(0, 3)])).toBe(stateOf(events))
    }),
  )
})

test('tries at the door are counted, and a reference is read aloud', () => {
  expect(attemptsOf(told(['failed-attempt', 1], ['failed-attempt', 2], ['delivered', 3]))).toBe(2)
  expect(referenceOf(42)).toBe('BP0000000042')
  expect(ENDED).not.toContain('out')
})
