import ExcelJS from 'exceljs'
import { describe, expect, test } from 'vitest'
import type { Line } from './cells.ts'
import { delimiterOf, MOST_LINES, openTable } from './table.ts'

const bytesOf = (text: string, encoding: BufferEncoding = 'utf8') => new Uint8Array(Buffer.from(text, encoding))

async function read(bytes: Uint8Array): Promise<Line[]> {
  const lines: Line[] = []
  for await (const line of openTable(bytes).lines) lines.push(line)
  return lines
}

const LIST = 'Họ tên,Năm sinh\r\nNguyễn Văn An,1990\r\n'
const ROWS = [
  { line: 1, cells: ['Họ tên', 'Năm sinh'] },
  { line: 2, cells: ['Nguyễn Văn An', '1990'] },
]

describe('a text is read', () => {
  test.each([
    ['in UTF-8', bytesOf(LIST)],
    ['in UTF-8 with its mark', bytesOf(`\ufeff${LIST}`)],
    ['in UTF-16 with its mark', bytesOf(`\ufeff${LIST}`, 'utf16le')],
    ['in UTF-16 without a mark', bytesOf(LIST, 'utf16le')],
    ['in UTF-16, the large end first', bytesOf(`\ufeff${LIST}`, 'utf16le').map((_, i, all) => all[i ^ 1] ?? 0)],
    ['decomposed', bytesOf(LIST.normalize('NFD'))],
    ['with semicolons', bytesOf(LIST.replaceAll(',', ';'))],
    ['with tabs', bytesOf(LIST.replaceAll(',', '\t'))],
    ['with lines of old Macs', bytesOf(LIST.replaceAll('\r\n', '\r'))],
    ['with commas at the end of every line', bytesOf(LIST.replaceAll('\r\n', ',,,\r\n'))],
  ])('%s', async (_, bytes) => expect(await read(bytes)).toEqual(ROWS))

  test('with the lines that it has, whatever is empty', async () =>
    expect((await read(bytesOf('a,b\n\n\n1,2\n'))).map(({ line }) => line)).toEqual([1, 4]))

  test('with its own word on what stands between cells', async () =>
    expect(await read(bytesOf('sep=;\r\na,b;c\r\n'))).toEqual([{ line: 2, cells: ['a,b', 'c'] }]))

  test('with quotes where they belong and where not', async () =>
    expect(await read(bytesOf('a,b\n"1, ""x""\ny",Quán "Bà Bé"\n'))).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 2, cells: ['1, "x" y', 'Quán "Bà Bé"'] },
    ]))

  test('byte by byte in the encodings before Unicode', async () =>
    expect(openTable(Uint8Array.from([0x4e, 0x67, 0x75, 0x79, 0xd4, 0x6e, 0x2c, 0x31])).encoding).toBe('windows-1252'))
})

test.each([
  [',', 'a,b,c\n1,2,3'],
  [';', 'a;b;c\n1,5;2,5;3,5'],
  ['\t', 'a\tb, c\td\n1\t2\t3'],
  ['|', 'a|b\n1|2'],
  [',', 'a\n1'],
])('between cells stands %j', (delimiter, text) => expect(delimiterOf(text)).toBe(delimiter))

async function excel(fill: (sheet: ExcelJS.Worksheet, book: ExcelJS.Workbook) => void): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook()
  fill(book.addWorksheet('Danh sách'), book)
  return new Uint8Array(await book.xlsx.writeBuffer())
}

describe('a spreadsheet is read', () => {
  test('by what its cells show', async () => {
    const bytes = await excel(sheet => {
      sheet.addRow(['Tên', 'Ngày', 'Số'])
      sheet.addRow(['An', new Date('2026-11-20T00:00:00Z'), 12])
      sheet.addRow([])
      sheet.addRow([{ formula: '1+1', result: 2 }, null, { error: '#REF!' }])
    })
    expect(await read(bytes)).toEqual([
      { line: 1, cells: ['Tên', 'Ngày', 'Số'] },
      { line: 2, cells: ['An', { day: '2026-11-20' }, '12'] },
      { line: 4, cells: ['2'] },
    ])
  })

  test('from its first sheet that is shown and holds something', async () => {
    const bytes = await excel((sheet, book) => {
      sheet.state = 'hidden'
      sheet.addRow(['ẩn'])
      book.addWorksheet('Trống')
      book.addWorksheet('Thật').addRow(['a', 'b'])
      book.addWorksheet('Sau').addRow(['c'])
    })
    expect(await read(bytes)).toEqual([{ line: 1, cells: ['a', 'b'] }])
  })
})

describe('a file that is not what it says is refused by name', () => {
  const book = excel(sheet => sheet.addRow(['a', 'b']))
  const cases: [string, () => Promise<Uint8Array>, string][] = [
    ['nothing', async () => new Uint8Array(), 'lists.file.empty'],
    ['blanks', async () => bytesOf(' \r\n \r\n'), 'lists.file.empty'],
    ['an old Excel', async () => Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]), 'lists.file.old-excel'],
    ['a web page', async () => bytesOf('<html><table><tr><td>1</td></tr></table>'), 'lists.file.html'],
    ['a PDF', async () => bytesOf('%PDF-1.7\n1 0 obj'), 'lists.file.not-a-list'],
    [
      'a picture',
      async () => Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0]),
      'lists.file.not-a-list',
    ],
    ['bytes of anything', async () => Uint8Array.from([1, 0, 0, 7, 66, 0, 200, 0, 0, 33]), 'lists.file.not-a-list'],
    ['an Excel that was cut off', async () => (await book).slice(0, 2000), 'lists.file.broken'],
    [
      'an Excel of which the middle is gone',
      async () => (await book).map((byte, i) => (i > 80 && i < 600 ? 0 : byte)),
      'lists.file.broken',
    ],
    [
      'a quote that never ends',
      async () => bytesOf(`a,b\n1,2\n3,"${'x,y\n'.repeat(100_000)}`),
      'lists.file.unclosed-quote',
    ],
    ['too many rows', async () => bytesOf('1,2\n'.repeat(MOST_LINES + 1)), 'lists.file.too-long'],
    ['too many cells', async () => bytesOf(`${'1,'.repeat(300)}1\n`), 'lists.file.too-wide'],
  ]
  test.each(cases)('%s', async (_, make, code) => {
    const bytes = await make()
    await expect((async () => read(bytes))()).rejects.toMatchObject({ code })
  })
})
