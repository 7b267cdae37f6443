import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nameKey } from '#core/text.ts'
import { MATCHING as RULE } from './policies.ts'
import { compare, type Entry, isProposed, keysOf, likeness, needsProof, slipBetween, stays } from './rules.ts'

let n = 0
const entry = (about: Partial<Entry> = {}): Entry => {
  const fullName = about.fullName ?? 'Nguyễn Văn An'
  return {
    id: `id-${++n}`,
    nameKey: nameKey(fullName),
    birthDate: '1990-04-12',
    sex: 'male',
    unitId: 'phong-binh',
    householdId: null,
    addressKey: '',
    provisional: false,
    ...about,
    fullName,
  }
}
const meet = (a: Entry, b: Entry): boolean => {
  const [x, y] = [keysOf(a), keysOf(b)]
  return x.sought.some(key => y.kept.includes(key)) && y.sought.some(key => x.kept.includes(key))
}
const proposed = (a: Entry, b: Entry) => isProposed(compare(a, b, RULE), RULE)

describe('somebody entered twice meets themselves and is proposed', () => {
  const cccd = '046090123456'
  test.each<[string, Partial<Entry>, Partial<Entry>]>([
    ['the number slipped in one digit', { cccd }, { cccd: '046090123466' }],
    ['two digits were swapped', { cccd }, { cccd: '046090213456' }],
    ['digits were swapped across parts of the number', { cccd }, { cccd: '046091023456' }],
    ['day and month were swapped', { phone: '+84905000001' }, { birthDate: '1990-12-04', phone: '+84905000001' }],
    [
      'the name stands in another order',
      { phone: '+84905000001' },
      { fullName: 'An Nguyễn Văn', phone: '+84905000001' },
    ],
    [
      'marks were left out, at one address',
      { addressKey: 'thon 1' },
      { fullName: 'Nguyen Van An', addressKey: 'thon 1' },
    ],
    ['a scanner knew the name and the birth date', {}, { provisional: true, unitId: 'elsewhere' }],
    [
      'one letter slipped, on one phone',
      { fullName: 'Trần Thị Phương', phone: '+84905000001' },
      { fullName: 'Trần Thị Phượg', phone: '+84905000001' },
    ],
  ])('%s', (_, a, b) => {
    const [x, y] = [entry(a), entry(b)]
    expect(meet(x, y)).toBe(true)
    expect(proposed(x, y)).toBe(true)
  })
})

describe('two people are not proposed', () => {
  const home = { householdId: 'home', addressKey: 'thon 1', phone: '+84905000001' }
  test.each<[string, Partial<Entry>, Partial<Entry>]>([
    [
      'twins',
      { ...home, fullName: 'Lê Gia Bảo', birthDate: '2015-03-01' },
      { ...home, fullName: 'Lê Gia Khánh', birthDate: '2015-03-01' },
    ],
    [
      'twins whose names differ in a mark',
      { ...home, fullName: 'Lê Văn An', birthDate: '2015-03-01' },
      { ...home, fullName: 'Lê Văn Ân', birthDate: '2015-03-01' },
    ],
    [
      'twins whose names differ in a letter',
      { ...home, fullName: 'Lê Thị Linh' },
      { ...home, fullName: 'Lê Thị Ling' },
    ],
    ['father and son of one name', { ...home, birthDate: '1960-04-12' }, { ...home, birthDate: '1990-04-12' }],
    ['namesakes of one birth date with two papers', { cccd: '046090123456' }, { cccd: '046090999999' }],
    ['namesakes of one year in one commune', { birthDate: '1990' }, { birthDate: '1990-04-12' }],
    [
      'a brother and a sister of one name',
      { ...home, sex: 'male', birthDate: '1990' },
      { ...home, sex: 'female', birthDate: '1992' },
    ],
  ])('%s', (_, a, b) => {
    expect(proposed(entry(a), entry(b))).toBe(false)
  })
})

const anyEntry = fc
  .record({
    fullName: fc.constantFrom('Nguyễn Văn An', 'Nguyen Van An', 'An Nguyễn Văn', 'Lê Thị Bình', 'Nguyễn V An'),
    birthDate: fc.constantFrom(null, '1990', '1990-04-12', '1990-12-04', '1991-04-12'),
    sex: fc.constantFrom('male' as const, 'female' as const, 'unknown' as const),
    householdId: fc.constantFrom(null, 'home'),
    provisional: fc.boolean(),
    phone: fc.constantFrom(undefined, '+84905000001'),
    cccd: fc.constantFrom(undefined, '046090123456', '046090123465', '046090999999'),
  })
  .map(entry)

test('comparing and meeting know no order', () => {
  fc.assert(
    fc.property(anyEntry, anyEntry, (a, b) => {
      expect(compare(a, b, RULE)).toEqual(compare(b, a, RULE))
      expect(meet(a, b)).toBe(meet(b, a))
    }),
  )
})

test('a number with one slip always meets the number it was', () => {
  const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 12, maxLength: 12 })
  fc.assert(
    fc.property(digits, fc.nat(11), fc.integer({ min: 1, max: 9 }), fc.boolean(), (number, at, by, swaps) => {
      const other = [...number]
      if (swaps && at < 11) [other[at], other[at + 1]] = [other[at + 1] as number, other[at] as number]
      else other[at] = ((other[at] as number) + by) % 10
      const [a, b] = [number.join(''), other.join('')]
      const bare = { birthDate: null, phone: undefined }
      if (a !== b) expect(slipBetween(a, b)).toBeDefined()
      expect(meet(entry({ ...bare, cccd: a }), entry({ ...bare, fullName: 'Ai Khác', cccd: b }))).toBe(true)
    }),
  )
})

test('the whole entry stays, then the one with more facts, then the older', () => {
  const of = (id: string, provisional: boolean, facts: number) => ({ id, provisional, facts })
  expect(stays(of('b', false, 0), of('a', true, 9)).id).toBe('b')
  expect(stays(of('b', false, 2), of('a', false, 1)).id).toBe('b')
  expect(stays(of('b', false, 1), of('a', false, 1)).id).toBe('a')
})

test('cells are the same, differ, stand alone or are empty; numbers and birth dates need a paper', () => {
  expect([likeness('a', 'a'), likeness('a', 'b'), likeness('a', null), likeness(null, null)]).toEqual([
    'same',
    'differs',
    'one',
    'none',
  ])
  expect([needsProof({ idNumber: 'x' }), needsProof({ birthDate: 'x' }), needsProof({ fullName: 'x' })]).toEqual([
    true,
    true,
    false,
  ])
})
