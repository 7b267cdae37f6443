import { beforeAll, describe, expect, test } from 'vitest'
import { format } from '#core/format.ts'
import { addWords, say, type Values } from '#core/words.ts'
import words from '../vi.json' with { type: 'json' }
import { countOf, dueOf, leftOf, sharedSteps, titleOf } from './text.ts'

const t = (id: string, values?: Values) => say('vi', id, values)
const f = format('vi')
const NOW = new Date('2026-11-20T02:00:00Z')

beforeAll(() => {
  addWords('vi', words)
  addWords('vi', { 'work.errand.title': 'Gọi {person} trước {by}, lần {n}' })
})

describe('the line of an item', () => {
  const line = { kind: 'work.errand', params: { by: '2026-11-22', n: 2 }, person: { id: 'p', name: 'Nguyễn Văn An' } }
  test('has its parameters as an office writes them', () => {
    expect(titleOf(t, f, line)).toBe('Gọi Nguyễn Văn An trước 22/11/2026, lần 2')
    const at = { ...line, params: { ...line.params, by: '2026-11-22T07:05:00.000Z' } }
    expect(titleOf(t, f, at)).toBe('Gọi Nguyễn Văn An trước 14:05 22/11/2026, lần 2')
  })
  test('says that the person has no name rather than nothing', () => {
    expect(titleOf(t, f, { ...line, person: null })).toContain('người chưa rõ tên')
  })
})

test.each([
  ['today', '2026-11-20T10:00:00.000Z', null, 'Hôm nay, 17:00'],
  ['another day', '2026-11-24T10:00:00.000Z', null, '17:00 24/11/2026'],
  ['in the past', '2026-11-19T23:00:00.000Z', null, 'Quá hạn, 3 giờ trước'],
  ['never', null, null, 'Không có hạn'],
  ['done, late or not', '2026-11-19T23:00:00.000Z', '2026-11-20T01:00:00.000Z', 'Xong lúc 08:00 20/11/2026'],
])('due %s', (_, dueAt, closedAt, text) => {
  expect(dueOf(t, f, { dueAt, closedAt }, NOW)).toBe(text)
})

test.each([
  [2, 'còn 2 ngày làm việc'],
  [-3, 'quá 3 ngày làm việc'],
  [0, undefined],
  [null, undefined],
])('with %j working days left: %s', (daysLeft, text) => expect(leftOf(t, { daysLeft })).toBe(text))

test('a count that was cut off says so', () => {
  expect([countOf(f, 999, 1000), countOf(f, 1000, 1000)]).toEqual(['999', '1.000+'])
})

describe('steps for many at once', () => {
  const step = (name: string, from: string[], form: string | null = null) => ({
    name,
    from,
    to: 'z',
    form,
    needsNote: false,
  })
  const kinds = [
    {
      kind: 'x.one',
      states: [],
      final: [],
      steps: [step('go', ['a', 'b']), step('end', ['b']), step('fill', ['a', 'b'], 'f')],
    },
  ]
  const rows = (...states: string[]) => states.map(state => ({ kind: 'x.one', state }))
  test.each([
    [rows('a'), ['go']],
    [rows('b'), ['go', 'end']],
    [rows('a', 'b'), ['go']],
    [[...rows('a'), { kind: 'y.one', state: 'a' }], []],
    [[], []],
  ])('%j', (chosen, names) => {
    expect(sharedSteps(kinds, chosen).map(one => one.name)).toEqual(names)
  })
  test('have a form where it is made for many', () => {
    const forMany = (kind: string, form: string) => kind === 'x.one' && form === 'f'
    expect(sharedSteps(kinds, rows('a', 'b'), forMany).map(one => one.name)).toEqual(['go', 'fill'])
  })
})
