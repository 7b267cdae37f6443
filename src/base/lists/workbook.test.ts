import { buffer } from 'node:stream/consumers'
import ExcelJS from 'exceljs'
import { expect, test } from 'vitest'
import type { Line } from './cells.ts'
import type { Written } from './extract.ts'
import { openTable } from './table.ts'
import { bookOf } from './workbook.ts'

async function* pagesOf(...pages: (readonly (readonly Written[])[])[]) {
  yield* pages
}
const HEADINGS = ['Họ tên', 'Ngày', 'Số']

test('what is written is read again, by us and by others', async () => {
  const pages = pagesOf([['Nguyễn <b> & "Con"\u0007 \ud800', { day: '2026-11-20' }, 12.5]], [['=1+1', null, 0]])
  const bytes = await buffer(bookOf({ name: 'Ca/bệnh', headings: HEADINGS, pages }))
  const lines: Line[] = []
  for await (const line of openTable(new Uint8Array(bytes)).lines) lines.push(line)
  expect(lines).toEqual([
    { line: 1, cells: HEADINGS },
    { line: 2, cells: ['Nguyễn <b> & "Con" \ufffd', { day: '2026-11-20' }, '12.5'] },
    { line: 3, cells: ['=1+1', '', '0'] },
  ])

  const book = new ExcelJS.Workbook()
  await book.xlsx.load(new Uint8Array(bytes).buffer)
  const [sheet] = book.worksheets
  expect(sheet?.name).toBe('Ca bệnh')
  expect(sheet?.getCell('A1').font.bold).toBe(true)
  expect(sheet?.getCell('A3').value).toBe('=1+1')
  expect(sheet?.getCell('B2')).toMatchObject({ value: new Date('2026-11-20T00:00:00Z'), numFmt: 'dd/mm/yyyy' })
  expect(sheet?.views).toMatchObject([{ state: 'frozen', ySplit: 1 }])
})

test('it is made no faster than it is taken, and not at all once nobody takes it', async () => {
  let made = 0
  let isOver = false
  const row = Array.from({ length: 20 }, () => crypto.randomUUID())
  async function* pages() {
    try {
      for (; made < 2000; made++) yield Array.from({ length: 100 }, () => row.map(cell => cell + made))
    } finally {
      isOver = true
    }
  }
  let taken = 0
  for await (const piece of bookOf({ name: 'a', headings: HEADINGS, pages: pages() })) {
    taken += piece.byteLength
    if (taken > 100_000) break
    await new Promise(setImmediate)
  }
  await expect.poll(() => isOver).toBe(true)
  expect(made).toBeLessThan(1000)
})

test('what fails while the rows are read fails for whoever takes the file', async () => {
  async function* pages(): AsyncGenerator<Written[][]> {
    yield [['An']]
    throw new Error('gone')
  }
  await expect(buffer(bookOf({ name: 'a', headings: HEADINGS, pages: pages() }))).rejects.toThrow('gone')
})
