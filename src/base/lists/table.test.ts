import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import ExcelJS from 'exceljs'
import { describe, expect, test } from 'vitest'
import { ZipFile } from 'yazl'
import type { Line } from './cells.ts'
import type { Packed } from './packed.ts'
import { readBook } from './sheet.ts'
import { delimiterOf, MOST_LINES, openTable } from './table.ts'

const bytesOf = (text: string, encoding: BufferEncoding = 'utf8') => new Uint8Array(Buffer.from(text, encoding))

async function all(rows: AsyncIterable<Line>): Promise<Line[]> {
  const lines: Line[] = []
  for await (const line of rows) lines.push(line)
  return lines
}
const read = async (bytes: Uint8Array): Promise<Line[]> => all(openTable(bytes).lines)

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

/** Parts as a file holds them, each written as XML. */
const partsOf = (parts: Readonly<Record<string, string>>): Packed => ({
  has: name => name in parts,
  async *part(name) {
    for (const byte of bytesOf(parts[name] ?? '')) yield Uint8Array.of(byte)
  },
  sizeOf: name => parts[name]?.length ?? 0,
  size: 0,
})

test('a spreadsheet of another program is read: prefixes, cells without a place, runs, other years', async () => {
  const file = partsOf({
    'xl/workbook.xml': `<x:workbook xmlns:x="a" xmlns:r="b"><x:workbookPr date1904="1"/>
      <x:sheets><x:sheet name="1" state="veryHidden" r:id="r1"/><x:sheet name="2" r:id="r2"/></x:sheets></x:workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>
      <Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/a.xml"/>
      <Relationship Id="r2" Type="http://x/worksheet" Target="/xl/worksheets/b.xml"/>
      <Relationship Id="r3" Type="http://x/sharedStrings" Target="strings.xml"/>
      <Relationship Id="r4" Type="http://x/styles" Target="styles.xml"/></Relationships>`,
    'xl/strings.xml': `<sst><si><t>Thị</t></si>
      <si><r><t>Hà </t></r><r><t>Nội</t></r><rPh><t>ヘ</t></rPh></si><si><t>a_x000D_b</t></si></sst>`,
    'xl/styles.xml': `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="[$-42A]d/m/yyyy;@"/>
      <numFmt numFmtId="165" formatCode="0&quot; đồng&quot;"/></numFmts>
      <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
      <cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="20"/></cellXfs></styleSheet>`,
    'xl/worksheets/a.xml': '<worksheet/>',
    'xl/worksheets/b.xml': `<x:worksheet xmlns:x="a"><x:sheetData>
      <x:row><x:c t="s"><x:v>1</x:v></x:c><x:c t="inlineStr"><x:is><x:t>Nguyễn &amp; con</x:t></x:is></x:c></x:row>
      <x:row r="4"><x:c r="C4" s="1"><x:v>44519</x:v></x:c><x:c s="2"><x:v>5000</x:v></x:c><x:c s="3"><x:v>0.5</x:v></x:c>
      <x:c t="str"><x:f>A1</x:f><x:v>12</x:v></x:c><x:c t="s"><x:v>2</x:v></x:c><x:c t="b"><x:v>1</x:v></x:c></x:row>
      </x:sheetData></x:worksheet>`,
  })
  expect(await all(readBook(file))).toEqual([
    { line: 1, cells: ['Hà Nội', 'Nguyễn & con'] },
    { line: 4, cells: ['', '', { day: '2025-11-20' }, '5000', '0.5', '12', 'a b', 'true'] },
  ])
})

test.each(['XFE1', 'A0', 'A1048577', 'ZZZZZZZZ1'])('a cell at %s is in no sheet', async place => {
  const file = partsOf({
    'xl/workbook.xml': '<workbook xmlns:r="b"><sheet r:id="r1"/></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="r1" Type="/worksheet" Target="a.xml"/></Relationships>',
    'xl/a.xml': `<worksheet><row r="${place.replace(/[A-Z]+/, '')}"><c r="${place}"><v>1</v></c></row></worksheet>`,
  })
  await expect(all(readBook(file))).rejects.toThrow()
})

/** A book of one sheet with these rows, named as often as it is listed. */
const bookWith = (rows: string, { sheets = 1, strings = '' } = {}) => ({
  'xl/workbook.xml': `<workbook xmlns:r="b">${'<sheet r:id="r1"/>'.repeat(sheets)}</workbook>`,
  'xl/_rels/workbook.xml.rels':
    '<Relationships><Relationship Id="r1" Type="/worksheet" Target="a.xml"/><Relationship Id="r2" Type="/sharedStrings" Target="s.xml"/></Relationships>',
  'xl/s.xml': `<sst>${strings}</sst>`,
  'xl/a.xml': `<worksheet>${rows}</worksheet>`,
})

async function packed(parts: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const zip = new ZipFile()
  for (const [name, text] of Object.entries(parts)) zip.addBuffer(Buffer.from(text), name)
  zip.end()
  return new Uint8Array(await buffer(zip.outputStream as NodeJS.ReadableStream))
}

describe('a spreadsheet that was made to be large costs no more than it says', () => {
  test('a sheet that is named again and again is read once', async () => {
    const file = partsOf(bookWith('<row/>', { sheets: 1000 }))
    const read: string[] = []
    const part = (name: string) => {
      read.push(name)
      return file.part(name)
    }
    await all(readBook({ ...file, part }))
    expect(read.filter(name => name === 'xl/a.xml')).toHaveLength(1)
  })

  test('empty cells take no room; what stands too far to the right is one more', async () => {
    const rows = '<row><c r="XFD1"/></row><row><c r="B2"><v>1</v></c><c r="XFD2"><v>2</v></c></row>'
    expect(await all(readBook(partsOf(bookWith(rows)), 3))).toEqual([
      { line: 1, cells: [] },
      { line: 2, cells: ['', '1', '', '2'] },
    ])
  })

  test('rows that say to be one are several', async () => {
    const row = '<row r="2"><c><v>1</v></c></row>'
    expect((await all(readBook(partsOf(bookWith(row.repeat(3)))))).map(({ line }) => line)).toEqual([2, 3, 4])
  })

  test('marks without end on one letter, in no more time than other letters', async () => {
    const marks = `a${'\u0302\u0323'.repeat(40_000)}`
    const [, line] = await read(bytesOf(`Họ tên,Năm sinh\n${marks},1990\n`))
    expect(line?.cells[1]).toBe('1990')
    expect(String(line?.cells[0]).length).toBeLessThan(40)
  })

  const long = 'a'.repeat(150_000)
  const cases: [string, () => Promise<Uint8Array>, string][] = [
    [
      'one text in every cell',
      () => {
        const row = `<row>${'<c t="s"><v>0</v></c>'.repeat(150)}</row>`
        return packed(bookWith(row.repeat(14), { strings: `<si><t>${long}</t></si>` }))
      },
      'lists.file.too-large',
    ],
    [
      'a cell without an end',
      () => packed(bookWith(`<row><c t="inlineStr"><is>${`<t>${long}</t>`.repeat(2)}</is></c></row>`)),
      'lists.file.broken',
    ],
    [
      'names that grow into millions of letters',
      () => {
        const grown = Array.from({ length: 30 }, (_, n) => `<!ENTITY e${n + 1} "&e${n};&e${n};">`).join('')
        const sheet =
          '<worksheet><sheetData><row><c t="inlineStr"><is><t>&e30;</t></is></c></row></sheetData></worksheet>'
        return packed({
          ...bookWith('<row/>'),
          'xl/a.xml': `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "lol">${grown}]>${sheet}`,
        })
      },
      'lists.file.broken',
    ],
    [
      'a name that stands for a file of the server',
      () => {
        const sheet =
          '<worksheet><sheetData><row><c t="inlineStr"><is><t>&x;</t></is></c></row></sheetData></worksheet>'
        return packed({
          ...bookWith('<row/>'),
          'xl/a.xml': `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>${sheet}`,
        })
      },
      'lists.file.broken',
    ],
    ['a remark without an end', () => packed(bookWith(`<!--${'a'.repeat(2_000_000)}--><row/>`)), 'lists.file.broken'],
    [
      'a book that says more of itself than is kept',
      () => packed({ ...bookWith('<row/>'), 'xl/workbook.xml': `<workbook>${' '.repeat(17_000_000)}</workbook>` }),
      'lists.file.too-large',
    ],
    [
      'parts without number',
      () => {
        const parts = Object.fromEntries(Array.from({ length: 2001 }, (_, n) => [`p/${n}`, '']))
        return packed({ ...bookWith('<row/>'), ...parts })
      },
      'lists.file.broken',
    ],
  ]
  test.each(cases)('%s', async (_, make, code) => {
    const bytes = await make()
    await expect((async () => read(bytes))()).rejects.toMatchObject({ code })
  })
})

test('a spreadsheet that was written as a stream, its rows before what they mean, is read', async () => {
  const out = new PassThrough()
  const bytes = buffer(out)
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ stream: out, useSharedStrings: true, useStyles: true })
  const sheet = book.addWorksheet('Danh sách')
  for (let i = 1; i <= 3000; i++) sheet.addRow([`Nguyễn Văn ${i}`, new Date('2026-11-20T00:00:00Z')]).commit()
  sheet.commit()
  await book.commit()
  const lines = await read(new Uint8Array(await bytes))
  expect(lines).toHaveLength(3000)
  expect(lines.at(-1)).toEqual({ line: 3000, cells: ['Nguyễn Văn 3000', { day: '2026-11-20' }] })
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
      'an Excel of which the rows are damaged',
      async () => {
        const bytes = await book
        const rows = Buffer.from(bytes).indexOf('xl/worksheets/sheet1.xml') + 40
        return bytes.map((byte, i) => (i > rows && i < rows + 20 ? 0 : byte))
      },
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
