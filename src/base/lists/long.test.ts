import { expect, test } from 'vitest'
import { isEmail } from '#base/accounts/list.ts'
import { composed, nameKey, tidy } from '#core/text.ts'
import { readDay } from './dates.ts'
import { list, type Reading, readRow, required } from './list.ts'
import { headingKey } from './mapping.ts'
import { text } from './readers.ts'

/* What a cell may hold at most, of letters that take some readers the square of their number: minutes, if they were read. */
const MOST = 200_000

test('a cell that is longer than any value is refused before it is read', () => {
  const read: string[] = []
  const columns = {
    name: required({
      headings: [],
      read: (...given: Parameters<ReturnType<typeof text>>) => {
        read.push(given[0])
        return text(5000)(...given)
      },
    }),
  }
  const things = list({ kind: 'x.things', verb: 'x.write', columns, passes: [] })
  const row = (cell: string) => readRow(things, { name: { cell: 0 } }, { line: 2, cells: [cell] }, {} as Reading)
  expect(row('a'.repeat(2000))).toMatchObject({ line: 2 })
  expect(row('a'.repeat(2001))).toEqual({
    faults: [{ line: 2, column: 'name', reason: 'lists.cell.too-long', params: { most: 2000 } }],
  })
  expect(read.map(one => one.length)).toEqual([2000])
})

test.each(['T', ' ', '1 ', '. ', '@a'])('“%s” without end is no day and no address', part => {
  const long = `1${part.repeat(MOST)}`
  expect(readDay(long, 'dmy', '2026-11-20')).toBeUndefined()
  expect(isEmail(`a@a${long}`)).toBe(false)
})

test('a heading is its first letters', () => {
  expect(headingKey(`Họ tên ${'('.repeat(MOST)}`)).toBe('ho ten')
  expect(headingKey('Mã xã (*)')).toBe('ma xa')
})

test('a letter keeps as many marks as any script has, in the order of Unicode', () => {
  const marks = `a${'\u0302\u0323'.repeat(MOST / 2)}`
  expect([...composed(marks)].length).toBeLessThan(40)
  expect(tidy(`${marks}n`)).toBe(tidy(`${tidy(marks)}n`))
  expect(nameKey(marks)).toBe('a')
  const names = ['Nguyễn Thị Ánh Tuyết', 'Đặng Hoà', 'ộ'.normalize('NFD')]
  for (const name of names) expect(composed(name.normalize('NFD'))).toBe(name.normalize('NFC'))
})
