import { expect, test } from 'vitest'
import { counted, pageOf, readCursor } from './paging.ts'

const ID = '01999999-0000-7000-8000-00000000000'
const row = (n: number) => ({ id: `${ID}${n}`, at: new Date(Date.UTC(2026, 10, 20 - n)) })

test('a page says where the next one begins, and the last one says that there is none', () => {
  const { shown, more } = pageOf([row(1), row(2), row(3)], 2, one => one.at)
  expect(shown).toEqual([row(1), row(2)])
  expect(readCursor(more ?? undefined)).toEqual(row(2))
  expect(pageOf([row(1), row(2)], 2, one => one.at).more).toBeNull()
})

test.each(['x', '2026-11-20', '2026-11-20T00:00:00Z~1', `gestern~${ID}1`, `~${ID}1`, '~'])(
  '“%s” is no place in a list',
  text => expect(() => readCursor(text)).toThrow('core.unreadable'),
)

test('a count that was cut off says “at least”', () => {
  expect(readCursor(undefined)).toBeUndefined()
  expect([counted(3, 10), counted(11, 10), counted(undefined, 10)]).toEqual([
    { atLeast: 3, exact: true },
    { atLeast: 10, exact: false },
    {},
  ])
})
