import { MM, type Pdf } from '#core/pdf.ts'

/** A table of a paper: words on the left of the first column, figures on the right of the others. */
export interface PaperTable {
  readonly caption: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** The last row is the sum of those above. */
  readonly isSummed?: boolean
  /** Share of the width that the first column has. */
  readonly first?: number
}

/** Where on a page a table may be. */
export interface Frame {
  readonly x: number
  readonly width: number
  readonly top: number
  readonly foot: number
}

const SIZE = 11
const HEAD_SIZE = 10
const PAD = 1.2 * MM
const LINE = 0.5
const FIRST = 0.3

/** Draws a table over as many pages as it takes; its head stands on each of them. */
export function drawTable(doc: Pdf, table: PaperTable, frame: Frame): void {
  const { caption, head, rows, isSummed = false } = table
  const widths = widthsOf(table, frame.width)
  const headHeight = heightOf(doc, head, widths, HEAD_SIZE)
  const captionHeight = doc.font('serifBold').fontSize(12).heightOfString(caption, { width: frame.width }) + 2 * MM
  // A head alone at the foot of a page says nothing.
  if (doc.y + captionHeight + headHeight + 12 * MM > frame.foot) newPage(doc, frame)
  doc
    .font('serifBold')
    .fontSize(12)
    .text(caption, frame.x, doc.y + 1 * MM, { width: frame.width })
  doc.y += 1 * MM
  const drawHead = () => drawRow(doc, head, widths, frame, { height: headHeight, bold: true, isHead: true })
  drawHead()
  for (const [i, row] of rows.entries()) {
    const height = heightOf(doc, row, widths, SIZE)
    if (doc.y + height > frame.foot) {
      newPage(doc, frame)
      drawHead()
    }
    drawRow(doc, row, widths, frame, { height, bold: isSummed && i === rows.length - 1 })
  }
  doc.x = frame.x
  doc.y += 3 * MM
}

function newPage(doc: Pdf, { top }: Frame): void {
  doc.addPage()
  doc.y = top
}

function widthsOf({ head, first = FIRST }: PaperTable, width: number): number[] {
  const rest = head.length - 1
  return head.map((_, i) => (i === 0 ? (rest ? first : 1) : (1 - first) / rest) * width)
}

function heightOf(doc: Pdf, cells: readonly string[], widths: readonly number[], size: number): number {
  doc.font('serifBold').fontSize(size)
  const heights = cells.map((text, i) => doc.heightOfString(text || ' ', { width: (widths[i] as number) - 2 * PAD }))
  return Math.max(...heights) + 2 * PAD
}

interface Drawn {
  readonly height: number
  readonly bold: boolean
  readonly isHead?: boolean
}

function drawRow(
  doc: Pdf,
  cells: readonly string[],
  widths: readonly number[],
  frame: Frame,
  { height, bold, isHead = false }: Drawn,
): void {
  const y = doc.y
  let x = frame.x
  doc.font(bold ? 'serifBold' : 'serif').fontSize(isHead ? HEAD_SIZE : SIZE)
  for (const [i, text] of cells.entries()) {
    const width = widths[i] as number
    doc.rect(x, y, width, height).lineWidth(LINE).stroke('#000')
    const align = isHead ? 'center' : i === 0 ? 'left' : 'right'
    const inner = doc.heightOfString(text || ' ', { width: width - 2 * PAD })
    doc.text(text, x + PAD, y + (height - inner) / 2, { width: width - 2 * PAD, align })
    x += width
  }
  doc.y = y + height
}
