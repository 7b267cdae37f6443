import { Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import { DAY_MS } from '#core/clock.ts'
import type { Sheet, Written } from './extract.ts'

/**
 * A sheet as an Excel file, made as fast as it is taken and no faster: whoever reads slowly, or a register of any size,
 * costs no memory.
 */
export async function* bookOf(sheet: Sheet): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile()
  for (const [name, text] of Object.entries(partsOf(sheet.name))) zip.addBuffer(Buffer.from(HEAD + text), name)
  const rows = Readable.from(rowsOf(sheet), { objectMode: false })
  const out = zip.outputStream as Readable
  rows.on('error', error => out.destroy(error))
  zip.addReadStream(rows, 'xl/worksheets/sheet1.xml')
  zip.end()
  try {
    yield* out as AsyncIterable<Uint8Array>
  } finally {
    rows.destroy()
  }
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const OFFICE = 'http://schemas.openxmlformats.org'
const MAIN = `${OFFICE}/spreadsheetml/2006/main`
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
const RELATED = `${OFFICE}/officeDocument/2006/relationships`

const LONGEST_NAME = 31

/** All that is not rows. */
const partsOf = (name: string): Readonly<Record<string, string>> => ({
  '[Content_Types].xml': `<Types xmlns="${OFFICE}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${[
    ['workbook', 'sheet.main'],
    ['worksheets/sheet1', 'worksheet'],
    ['styles', 'styles'],
  ]
    .map(([part, type]) => `<Override PartName="/xl/${part}.xml" ContentType="${TYPE}.${type}+xml"/>`)
    .join('')}</Types>`,
  '_rels/.rels': relations(['officeDocument', 'xl/workbook.xml']),
  'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${RELATED}"><sheets><sheet name="${escaped(
    name.replace(/[\\/*?:[\]]/g, ' ').slice(0, LONGEST_NAME),
  )}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': relations(['worksheet', 'worksheets/sheet1.xml'], ['styles', 'styles.xml']),
  'xl/styles.xml': STYLES,
})

const relations = (...of: readonly (readonly [type: string, part: string])[]) =>
  `<Relationships xmlns="${OFFICE}/package/2006/relationships">${of
    .map(([type, part], i) => `<Relationship Id="rId${i + 1}" Type="${RELATED}/${type}" Target="${part}"/>`)
    .join('')}</Relationships>`

/** Style 0 is plain, 1 a heading, 2 a day, 3 a remark. */
const [HEADING, DAY, REMARK] = [1, 2, 3]
const STYLES = `<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts><fonts count="3"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font><font><i/><sz val="10"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="164" applyNumberFormat="1"/><xf fontId="2" applyFont="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf></cellXfs></styleSheet>`

const WIDTH = 18

async function* rowsOf({ above, headings, pages }: Sheet): AsyncGenerator<string> {
  const head = above ? 2 : 1
  yield `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="${head}" topLeftCell="A${head + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols><col min="1" max="${headings.length}" width="${WIDTH}" customWidth="1"/></cols><sheetData>`
  const cells = (line: number, row: readonly Written[], style?: number) =>
    row.map((value, i) => cellOf(value, `${COLUMNS[i] ?? lettersOf(i)}${line}`, style)).join('')
  let line = head
  if (above) yield `<row r="1">${cells(1, above, REMARK)}</row>`
  yield `<row r="${head}">${cells(head, headings, HEADING)}</row>`
  for await (const rows of pages) yield rows.map(row => `<row r="${++line}">${cells(line, row)}</row>`).join('')
  yield '</sheetData></worksheet>'
}

/** 0 is A, 27 is AB. */
function lettersOf(column: number): string {
  return (column < 26 ? '' : lettersOf(Math.floor(column / 26) - 1)) + String.fromCharCode(65 + (column % 26))
}

const USUAL = 300
const COLUMNS = Array.from({ length: USUAL }, (_, i) => lettersOf(i))

function cellOf(value: Written, place: string, style = 0): string {
  if (value === null || value === '') return ''
  if (typeof value === 'number') return `<c r="${place}"><v>${value}</v></c>`
  if (typeof value === 'object') return `<c r="${place}" s="${DAY}"><v>${serialOf(value.day)}</v></c>`
  return `<c r="${place}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(value)}</t></is></c>`
}

/** Day 0 of a spreadsheet, in days before 1970. */
const EPOCH = 25_569
const serialOf = (day: string) => Date.parse(`${day}T00:00:00Z`) / DAY_MS + EPOCH

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
/** What XML cannot hold is left out. */
const escaped = (text: string) =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what it takes out
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .toWellFormed()
    .replace(/[&<>"]/g, letter => ENTITIES[letter] ?? letter)
