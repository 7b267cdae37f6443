import type { Cell, Worksheet } from 'exceljs'
import { dayOf } from '#core/clock.ts'
import { guarded } from '#core/text.ts'
import { correctionLine, type Document, rowsOf, titleOf, vi, words } from './document.ts'
import { tablesIn } from './rules.ts'

const FONT = 'Times New Roman'
const thin = { style: 'thin' } as const
const BORDER = { top: thin, left: thin, bottom: thin, right: thin }
/** Thousands as Vietnam writes them are the reader's own setting; the figure stays a number. */
const FIGURE = '#,##0'
const FIRST_WIDTH = 34
const WIDTH = 13

/** The report as a spreadsheet: the head of a paper, then tables of real numbers. */
export async function sheetOfReport(report: Document): Promise<Uint8Array> {
  const { default: Excel } = await import('exceljs')
  const book = new Excel.Workbook()
  book.creator = 'Saola'
  book.created = report.at
  const { cases, others } = tablesIn(report.figures)
  const width = Math.max(cases.length, others.length) + 1
  const sheet = book.addWorksheet(words('paper.title'), {
    pageSetup: { paperSize: 9, orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
  })
  sheet.columns = Array.from({ length: width }, (_, i) => ({ width: i ? WIDTH : FIRST_WIDTH }))
  drawHead(sheet, report, width)
  drawTable(sheet, report, words('table.cases'), cases)
  if (others.length) drawTable(sheet, report, words('table.others'), others)
  drawFoot(sheet, report, width)
  return new Uint8Array(await book.xlsx.writeBuffer())
}

interface Look {
  readonly bold?: boolean
  readonly italic?: boolean
  readonly size?: number
  readonly align?: 'left' | 'center' | 'right'
}

function put(sheet: Worksheet, row: number, from: number, to: number, text: string, look: Look = {}): void {
  const { bold = false, italic = false, size = 12, align = 'center' } = look
  if (to > from) sheet.mergeCells(row, from, row, to)
  const cell = sheet.getCell(row, from)
  cell.value = guarded(text)
  cell.font = { name: FONT, size, bold, italic }
  cell.alignment = { horizontal: align, vertical: 'middle', wrapText: true }
}

function drawHead(sheet: Worksheet, report: Document, width: number): void {
  const { organ, unit, place, at, cutoffAt, fromAt } = report
  const half = 3
  const [year = '', month = '', day = ''] = dayOf(at).split('-')
  put(sheet, 1, 1, half, organ.toLocaleUpperCase('vi'), { bold: true })
  put(sheet, 1, half + 1, width, words('paper.nation'), { bold: true })
  put(sheet, 2, 1, half, unit.toLocaleUpperCase('vi'), { bold: true })
  put(sheet, 2, half + 1, width, words('paper.motto'), { bold: true })
  put(
    sheet,
    3,
    1,
    half,
    words('paper.number', { number: report.number ?? words('paper.draft', { series: report.series }) }),
  )
  put(sheet, 3, half + 1, width, words('paper.dated', { place, day, month, year }), { italic: true })
  put(sheet, 5, 1, width, words('paper.title').toLocaleUpperCase('vi'), { bold: true, size: 14 })
  put(sheet, 6, 1, width, words('paper.subject', { at: vi.instant(cutoffAt) }), { bold: true, size: 13 })
  put(sheet, 7, 1, width, words('text.span', { from: vi.instant(fromAt), until: vi.instant(cutoffAt) }), {
    italic: true,
  })
}

const styled = (cell: Cell, bold: boolean, align: 'left' | 'center' | 'right'): void => {
  cell.font = { name: FONT, size: 12, bold }
  cell.border = BORDER
  cell.alignment = { horizontal: align, vertical: 'middle', wrapText: true }
}

function drawTable(sheet: Worksheet, { figures }: Document, caption: string, columns: readonly number[]): void {
  sheet.addRow([])
  const titled = sheet.addRow([caption])
  titled.font = { name: FONT, size: 12, bold: true }
  const titles = columns.map(i => {
    const column = figures.columns[i]
    return column ? `${titleOf(column)}${column.kind === 'entered' ? ` ${words('text.by-hand')}` : ''}` : ''
  })
  const head = sheet.addRow([words('table.unit'), ...titles])
  head.eachCell(cell => styled(cell, true, 'center'))
  const rows = rowsOf(figures, columns)
  for (const [i, { name, values }] of rows.entries()) {
    const row = sheet.addRow([guarded(name), ...values])
    for (let column = 1; column <= values.length + 1; column++) {
      const cell = row.getCell(column)
      styled(cell, i === rows.length - 1, column === 1 ? 'left' : 'right')
      if (column > 1) cell.numFmt = FIGURE
    }
  }
}

function drawFoot(sheet: Worksheet, report: Document, width: number): void {
  const { missing, corrections } = report
  const line = (text: string, look: Look = {}) => {
    const row = sheet.addRow([])
    put(sheet, row.number, 1, width, text, { align: 'left', ...look })
    // A merged cell does not grow with what it says.
    row.height = 16 * Math.max(1, Math.ceil(text.length / (FIRST_WIDTH + WIDTH * (width - 1))))
  }
  sheet.addRow([])
  if (missing.length) line(words('text.missing', { count: missing.length, names: missing.join(', ') }))
  if (corrections.length) line(words('text.corrections'), { bold: true })
  for (const one of corrections) line(correctionLine(one))
  line(
    report.isDraft
      ? words('paper.not-sent')
      : words('paper.sent', { sender: report.sender ?? '', at: vi.instant(report.at) }),
    { italic: true },
  )
  const row = sheet.addRow([]).number
  put(sheet, row, Math.max(1, width - 3), width, report.signer.toLocaleUpperCase('vi'), { bold: true })
}
