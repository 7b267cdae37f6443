import { expect, test } from 'vitest'
import { parsePlate } from '../plates.ts'
import { proposalRule } from '../policies.ts'
import { type Complete, EMPTY, isComplete, type Person, proposalsOf, recordOf, withPerson } from './draft.ts'

const NOW = new Date('2026-11-20T02:00:00Z')
const params = proposalRule.defaults.at(-1)?.params as NonNullable<(typeof proposalRule.defaults)[number]>['params']
const choices = [
  { id: 'far', label: 'Quảng Trị', listed: 'whole' as const, home: false },
  { id: 'here', label: 'Phong Bình', listed: 'none' as const, home: true },
]
const an: Person = { key: 'a', name: 'An', ref: 'ref-a' }
const binh: Person = { key: 'b', name: 'Bình', code: 'code-b', decision: 'isolate' }
const draft: Complete = {
  ...EMPTY,
  plate: parsePlate('75a12345'),
  people: [an, binh],
  fromId: 'far',
  toId: 'here',
  purpose: 'home',
}

test('a draft lacks something until it has people, both places and a purpose', () => {
  expect(isComplete(draft)).toBe(true)
  for (const missing of [{ people: [] }, { fromId: '' }, { toId: '' }, { purpose: undefined }])
    expect(isComplete({ ...draft, ...missing })).toBe(false)
})

test('the device proposes by what it has', () => {
  const tested = {
    ...an,
    test: { kind: 'pcr', result: 'negative', takenAt: '2026-11-19T02:00:00Z', place: '' } as const,
  }
  expect(proposalsOf({ ...draft, people: [tested, binh] }, choices, params, NOW)).toEqual([
    { decision: 'pass', why: 'tested' },
    { decision: 'isolate', why: 'untested-home' },
  ])
  for (const fromId of ['here', 'unknown'])
    expect(proposalsOf({ ...draft, fromId }, choices, params, NOW)[0]).toEqual({ decision: 'pass', why: 'clear' })
})

test('the first one drives, and a decision of their own is said where it is another', () => {
  const { plate, travellers } = recordOf(draft, 'isolate', 'pass', 'Có giấy')
  expect(plate).toEqual({ kind: 'civil', text: '75A-123.45' })
  expect(travellers).toEqual([
    { driver: true, ref: 'ref-a' },
    { driver: false, code: 'code-b', decision: 'isolate' },
  ])
  expect(recordOf(draft, 'isolate', 'isolate', '').travellers[1]).toEqual({ driver: false, code: 'code-b' })
})

test('nobody is in a vehicle twice', () => {
  const typed = { fullName: 'Cúc', idNumber: 'B1234567' }
  const cuc: Person = { key: 'c', name: 'Cúc', typed }
  expect(withPerson([an], binh)).toEqual([an, binh])
  expect(withPerson([an, binh], { key: 'd', name: 'Bình', code: 'code-b' })).toBeUndefined()
  expect(withPerson([an], { ...an, key: 'e' })).toBeUndefined()
  expect(withPerson([cuc], { ...cuc, key: 'f' })).toBeUndefined()
  expect(withPerson([cuc], { key: 'g', name: 'Cúc', typed: { fullName: 'Cúc' } })).toHaveLength(2)
})
