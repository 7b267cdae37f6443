import type { Cell, Workbook } from 'exceljs'
import { guarded } from '#core/text.ts'
import { monthText, placeTables, sectionTables, type Table, titleOf, words } from './document.ts'
import type { Reported } from './figures.ts'

const FONT = 'Times New Roman'
const thin = { style: 'thin' } as const
const BORDER = { top: thin, left: thin, bottom: thin, right: thin }
/** Figures stay numbers: how they are written is the reader's own setting. */
const COUNT = '#,##0'
const SHARE = '0.0%'
const POINTS = '#,##0.0'
const FIRST_WIDTH = 40
const WIDTH = 18

/** A sheet for the figures, one for the index, one for units and agencies each, and one for what is late. */
export async function sheetOf(reported: Reported, now: Date): Promise<Uint8Array> {
  const { default: Excel } = await import('exceljs')
  const book = new Excel.Workbook()
  book.creator = 'Saola'
  book.created = now
  addSheet(book, reported, words('sheet.figures'), sectionTables(reported))
  addSheet(book, reported, words('sheet.index'), [indexTable(reported)], POINTS)
  for (const table of placeTables(reported)) addSheet(book, reported, table.caption, [table])
  addSheet(book, reported, words('sheet.late'), [lateTable(reported)])
  return new Uint8Array(await book.xlsx.writeBuffer())
}

const indexTable = ({ index }: Reported): Table => ({
  caption: words('index.title', { document: index.document }),
  head: [words('index.group'), words('index.most'), words('index.share'), words('index.points')],
  rows: index.groups.map(({ name, most, share, points }) => ({
    name: titleOf(`performance.group.${name}`),
    isShare: [false, true, false],
    values: [{ value: most }, { value: share }, { value: points }],
  })),
})

const lateTable = ({ late }: Reported): Table => ({
  caption: words('late'),
  head: [words('agency'), words('late.count')],
  rows: late.rows.map(row => ({ name: row.name, isShare: [false], values: [{ value: row.count }] })),
})

function addSheet(book: Workbook, { unit, month }: Reported, name: string, tables: readonly Table[], count = COUNT) {
  const sheet = book.addWorksheet(name.slice(0, 31), {
    pageSetup: { paperSize: 9, orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
  })
  const width = Math.max(...tables.map(table => table.head.length))
  sheet.columns = Array.from({ length: width }, (_, i) => ({ width: i ? WIDTH : FIRST_WIDTH }))
  sheet.addRow([words('text.title', { unit: unit.name, month: monthText(month) })]).font = {
    name: FONT,
    size: 14,
    bold: true,
  }
  for (const { caption, head, rows } of tables) {
    sheet.addRow([])
    sheet.addRow([caption]).font = { name: FONT, size: 12, bold: true }
    sheet.addRow([...head]).eachCell(cell => styled(cell, true, 'center'))
    for (const { name: first, values, isShare } of rows) {
      const row = sheet.addRow([guarded(first), ...values.map(one => one.value)])
      for (let i = 0; i <= values.length; i++) {
        const cell = row.getCell(i + 1)
        styled(cell, false, i ? 'right' : 'left')
        if (i) cell.numFmt = isShare[i - 1] ? SHARE : count
      }
    }
  }
}

function styled(cell: Cell, bold: boolean, horizontal: 'left' | 'center' | 'right'): void {
  cell.font = { name: FONT, size: 12, bold }
  cell.border = BORDER
  cell.alignment = { horizontal, vertical: 'middle', wrapText: true }
}

/** `Hành chính số Huyện Phong Điền 11-2026` */
export const fileName = ({ unit, month }: Reported): string =>
  `${words('title')} ${unit.name} ${monthText(month).replace('/', '-')}`
