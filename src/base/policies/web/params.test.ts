import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { fieldsOf, type ParamsSchema, readTyped, shownOf, typedOf } from './params.ts'

const schema = z.toJSONSchema(
  z.object({
    days: z.int().check(z.minimum(1), z.maximum(21)),
    share: z.number(),
    count: z.int(),
    strict: z.boolean(),
    name: z.string(),
    hours: z.array(z.tuple([z.string(), z.string()])),
  }),
) as ParamsSchema
const fields = fieldsOf(schema)

test('each parameter is edited as what it is', () => {
  expect(fields).toEqual([
    { name: 'days', kind: 'number', whole: true, min: 1, max: 21 },
    { name: 'share', kind: 'number', whole: false },
    { name: 'count', kind: 'number', whole: true },
    { name: 'strict', kind: 'flag' },
    { name: 'name', kind: 'text' },
    { name: 'hours', kind: 'json' },
  ])
})

describe('what is typed', () => {
  const params = { days: 14, share: 0.5, count: 3, strict: true, name: 'x', hours: [['07:00', '11:30']] }
  const typed = Object.fromEntries(fields.map(f => [f.name, typedOf(f, params[f.name as keyof typeof params])]))

  test('is read back as it was', () => expect(readTyped(fields, typed)).toEqual({ params }))
  test.each([
    [{ share: '0,25' }, { params: { ...params, share: 0.25 } }],
    [{ days: '' }, { unreadable: ['days'] }],
    [{ days: 'mười', hours: '[["07:00"' }, { unreadable: ['days', 'hours'] }],
  ])('%j', (changed, read) => {
    expect(readTyped(fields, { ...typed, ...changed } as Record<string, string>)).toEqual(read)
  })
})

test.each([
  [14, '14'],
  [null, '–'],
  [
    [
      ['07:00', '11:30'],
      ['13:30', '17:00'],
    ],
    '07:00 – 11:30; 13:30 – 17:00',
  ],
  [{ from: '22:00', until: '07:00' }, '22:00 – 07:00'],
  [{ 'x.open': { hours: 24 } }, 'x.open: hours: 24'],
  [{}, '–'],
  [false, 'policies.web.no'],
  ['', '–'],
])('%j is shown as %s', (value, shown) => {
  expect(shownOf(id => id, value)).toBe(shown)
})
