import { MM, type Pdf } from '#core/pdf.ts'

/** A table of a paper: words on the left of the first column, figures on the right of the others. */
export interface PaperTable {
  readonly caption: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** The last row is the sum of those above. */
  readonly isSummed?: boolean
  /** Of words in all columns: how wide each is against the others. */
  readonly shares?: readonly number[]
}

/** Where on a page a table may be. */
export interface Frame {
  readonly x: number
  readonly width: number
  readonly top: number
  readonly foot: number
}

const SIZE = 11
/** Of the head, largest first: none of its words is broken where one of them fits. */
const HEAD_SIZES = [10, 9, 8, 7]
const PAD = 1.2 * MM
const LINE = 0.5
/** Share of the width that the first column has: with many others it has less. */
const FIRST = { few: 0.3, many: 0.22, most: 0.16 }
const MANY = 8
const MOST = 10

/** Draws a table over as many pages as it takes; its head stands on each of them. */
export function drawTable(doc: Pdf, table: PaperTable, frame: Frame): void {
  const { caption, head, rows, isSummed = false } = table
  const widths = table.shares ? sharesOf(table.shares, frame.width) : widthsOf(head.length, frame.width)
  const isWords = table.shares !== undefined
  const headSize = headSizeOf(doc, head, widths)
  const headHeight = heightOf(doc, head, widths, headSize)
  const captionHeight = doc.font('serifBold').fontSize(12).heightOfString(caption, { width: frame.width }) + 2 * MM
  // A head alone at the foot of a page says nothing.
  if (doc.y + captionHeight + headHeight + 12 * MM > frame.foot) newPage(doc, frame)
  if (caption)
    doc
      .font('serifBold')
      .fontSize(12)
      .text(caption, frame.x, doc.y + 1 * MM, { width: frame.width })
  doc.y += 1 * MM
  const drawHead = () =>
    drawRow(doc, head, widths, frame, { height: headHeight, size: headSize, bold: true, isHead: true })
  drawHead()
  for (const [i, row] of rows.entries()) {
    const height = heightOf(doc, row, widths, SIZE)
    if (doc.y + height > frame.foot) {
      newPage(doc, frame)
      drawHead()
    }
    drawRow(doc, row, widths, frame, {
      height,
      size: SIZE,
      bold: isSummed && i === rows.length - 1,
      isWords,
    })
  }
  doc.x = frame.x
  doc.y += 3 * MM
}

function newPage(doc: Pdf, { top }: Frame): void {
  doc.addPage()
  doc.y = top
}

function widthsOf(columns: number, width: number): number[] {
  const first = columns > MOST ? FIRST.most : columns > MANY ? FIRST.many : FIRST.few
  return Array.from({ length: columns }, (_, i) => (i === 0 ? first : (1 - first) / (columns - 1)) * width)
}

function sharesOf(shares: readonly number[], width: number): number[] {
  const sum = shares.reduce((a, b) => a + b, 0)
  return shares.map(share => (share / sum) * width)
}

function headSizeOf(doc: Pdf, head: readonly string[], widths: readonly number[]): number {
  const fits = (size: number) => {
    doc.font('serifBold').fontSize(size)
    return head.every((text, i) =>
      text.split(' ').every(word => doc.widthOfString(word) <= (widths[i] as number) - 2 * PAD),
    )
  }
  return HEAD_SIZES.find(fits) ?? (HEAD_SIZES.at(-1) as number)
}

function heightOf(doc: Pdf, cells: readonly string[], widths: readonly number[], size: number): number {
  doc.font('serifBold').fontSize(size)
  const heights = cells.map((text, i) => doc.heightOfString(text || ' ', { width: (widths[i] as number) - 2 * PAD }))
  return Math.max(...heights) + 2 * PAD
}

interface Drawn {
  readonly height: number
  readonly size: number
  readonly bold: boolean
  readonly isHead?: boolean
  readonly isWords?: boolean
}

function drawRow(
  doc: Pdf,
  cells: readonly string[],
  widths: readonly number[],
  frame: Frame,
  { height, size, bold, isHead = false, isWords = false }: Drawn,
): void {
  const y = doc.y
  let x = frame.x
  doc.font(bold ? 'serifBold' : 'serif').fontSize(size)
  for (const [i, text] of cells.entries()) {
    const width = widths[i] as number
    doc.rect(x, y, width, height).lineWidth(LINE).stroke('#000')
    const align = isHead ? 'center' : i === 0 || isWords ? 'left' : 'right'
    const inner = doc.heightOfString(text || ' ', { width: width - 2 * PAD })
    doc.text(text, x + PAD, y + (height - inner) / 2, { width: width - 2 * PAD, align })
    x += width
  }
  doc.y = y + height
}
